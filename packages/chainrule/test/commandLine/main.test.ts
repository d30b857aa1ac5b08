import { describe, expect, test } from "vitest";
import { main } from "../../src/main.ts";
import { fakeTerminal } from "../fakeTerminal.ts";

async function run(words: readonly string[], environment: Readonly<Record<string, string>> = {}) {
  const terminal = fakeTerminal({ environment });
  const code = await main(words, terminal);
  return { code, out: terminal.stdout(), err: terminal.stderr() };
}

describe("what is mistyped", () => {
  test("an unknown command is refused with the nearest name", async () => {
    expect(await run(["trian"])).toEqual({
      code: 2,
      out: "",
      err: 'chainrule: command must be a known one; got "trian"; did you mean "train"?\n',
    });
  });

  test("an unknown flag is refused with the nearest name", async () => {
    const { code, out, err } = await run(["train", "x.yaml", "--epoch", "3"]);
    expect({ code, out }).toEqual({ code: 2, out: "" });
    expect(err).toBe('train: flag must be a known one; got "--epoch"; did you mean "--epochs"?\n');
  });

  test.each([
    [["train", "x.yaml", "--epochs", "three"], '--epochs: value must be a whole number of at least 1; got "three"\n'],
    [["train", "x.yaml", "--epochs=0"], '--epochs: value must be a whole number of at least 1; got "0"\n'],
    [["train", "x.yaml", "--seed", "-1"], '--seed: value must be a whole number of at least 0; got "-1"\n'],
    [["train", "x.yaml", "--out", "--json"], '--out: value must be DIR; got "--json"\n'],
    [["train", "x.yaml", "--out"], "--out: value must be DIR; got nothing\n"],
    [["train", "x.yaml", "--engine", "gpu"], '--engine: value must be one of wasm, reference; got "gpu"\n'],
    [["train", "x.yaml", "--json=yes"], '--json: takes no value; got "yes"\n'],
    [
      ["train", "x.yaml", "y.yaml"],
      'train: takes no further argument; got "y.yaml"; usage: chainrule train [CONFIG] [flags]\n',
    ],
    [["evaluate"], "evaluate: RUN must be given; usage: chainrule evaluate RUN [flags]\n"],
    [["predict", "run"], "predict: --input must be given; usage: chainrule predict RUN [flags]\n"],
    [["schema", "--lang", "fr"], '--lang: value must be one of en, zh; got "fr"\n'],
  ])("%j is refused", async (words, err) => {
    expect(await run(words)).toEqual({ code: 2, out: "", err });
  });

  test("no command at all is refused with their names", async () => {
    const { code, err } = await run([]);
    expect(code).toBe(2);
    expect(err).toContain("a command must be named; commands are start, train, evaluate, predict");
  });
});

describe("the language of texts", () => {
  test.each([
    [{ LANG: "zh_CN.UTF-8" }, [], true],
    [{ LANG: "en_US.UTF-8" }, [], false],
    [{ LANG: "zh_CN.UTF-8", LC_ALL: "C.UTF-8" }, [], false],
    [{ LC_ALL: "zh_CN.UTF-8" }, ["--lang", "en"], false],
    [{}, ["--lang=zh"], true],
  ])("environment %j with %j", async (environment, words, isChinese) => {
    const { err } = await run(["trian", ...words], environment);
    expect(err).toBe(
      isChinese
        ? 'chainrule：没有这个命令；得到 "trian"；是不是想写 "train"？\n'
        : 'chainrule: command must be a known one; got "trian"; did you mean "train"?\n',
    );
  });

  test("--lang may stand before the command", async () => {
    const { code, out } = await run(["--lang", "zh", "train", "--help"]);
    expect(code).toBe(0);
    expect(out).toContain("用法: chainrule train [CONFIG] [flags]");
  });
});

describe("help", () => {
  test.each(["start", "train", "evaluate", "predict", "check", "summary", "schema"])(
    "%s explains its flags and shows examples in both languages",
    async (name) => {
      const english = await run([name, "--help"]);
      const chinese = await run([name, "--help", "--lang", "zh"]);
      expect(english.code).toBe(0);
      expect(english.out).toMatch(new RegExp(`Examples:\\n  # .+\\n  chainrule ${name}`));
      expect(chinese.out).toMatch(/示例:\n {2}# .*\p{Script=Han}/u);
      expect(english.out).not.toMatch(/\p{Script=Han}/u);
    },
  );

  test("the program lists every command", async () => {
    const { out } = await run(["--help"]);
    expect(out).toMatch(/train {2,}Train/);
    expect(out).toContain("--json");
  });

  test("--version prints the version alone", async () => {
    expect((await run(["--version"])).out).toMatch(/^\d+\.\d+\.\d+\n$/);
  });
});

describe("faults of the program itself", () => {
  test("--debug adds where an error arose", async () => {
    const { err } = await run(["train", "missing.yaml", "--debug"]);
    expect(err).toMatch(/^missing\.yaml: file must exist; got none\nCommandError: .*\n +at /);
  });
});
