import { beforeAll, describe, expect, test } from "vitest";
import { WorkFolder } from "../workFolder.ts";

/** Names of one form, so that a small model learns where they end. */
const names = ["anna", "hannah", "otto", "bob", "ada", "eve", "elle", "noon"];
const lines = Array.from({ length: 48 }, (_, i) => names[i % names.length] ?? "");
const config = `
data: { lines: names.txt, test: 0.25 }
model:
  - embedding: { size: vocabulary, width: 16 }
  - gru: 32
  - linear: vocabulary
loss: crossEntropy
optimizer: { adam: 0.02 }
epochs: 25
batchSize: 6
`;
const folder = new WorkFolder({ "names.txt": `\uFEFF${lines.join("\r\n")}\r\n\r\n`, "names.yaml": config });
let done: Readonly<Record<string, unknown>> | undefined;

beforeAll(async () => {
  const { code, lines: told } = await folder.run(["train", "names.yaml", "--out", "names", "--json"]);
  expect(code).toBe(0);
  done = told.at(-1);
});

describe("training on lines", () => {
  test("measures letters and ends alone, and evaluate gives the same", async () => {
    // The first letter is all that can't be known of eight names: some 3 bits of about 4.9 letters and ends.
    expect(Object(done?.["test"])["bitsPerCharacter"]).toBeLessThan(1.1);
    expect((await folder.run(["evaluate", "names", "--json"])).lines).toEqual([{ test: done?.["test"] }]);
    expect(JSON.parse(folder.text("names/tokenizer.json"))).toMatchObject({
      special: ["padding", "start", "end", "unknown"],
    });
  });

  test("writes new lines, from nothing or from a beginning, and ends them", async () => {
    const { lines: told } = await folder.run(["generate", "names", "--prompt", "han", "--temperature", "0", "--json"]);
    expect(told[0]).toMatchObject({ prompt: "han", text: "nah", ended: true });
    const { out } = await folder.run(["generate", "names", "--temperature", "0.1", "--seed", "4"]);
    expect(names).toContain(out.trim());
  });

  test("tells the next letters of a beginning, and how well a line is known", async () => {
    const { lines: told } = await folder.run(["predict", "names", "--text", "anna", "--json"]);
    const next = Object(told[0])["next"] as readonly { readonly text: string; readonly probability: number }[];
    expect(next[0]?.text).toBe("<end>");
    expect(next[0]?.probability).toBeGreaterThan(0.8);
    const bits = async (text: string): Promise<number> =>
      Number((await folder.run(["predict", "names", "--text", text, "--json"])).lines[0]?.["bitsPerCharacter"]);
    expect(await bits("anna")).toBeLessThan(await bits("anan"));
    // One line in a file of its own is measured in the same way.
    folder.write("one.txt", "anna\n");
    const { lines: measured } = await folder.run(["evaluate", "names", "--data", "one.txt", "--json"]);
    expect(await bits("anna")).toBeCloseTo(Number(Object(measured[0]?.["test"])["bitsPerCharacter"]), 5);
    const { out } = await folder.run(["predict", "names", "--text", "ann", "--lang", "zh"]);
    expect(out).toMatch(/^下一个词元 +概率\n.*\n"a" +\d+\.\d+ %\n/);
    expect(out).toContain("文本的每字符比特数: ");
  });

  test("stops and goes on to the same bytes, and trains again from the run's own configuration", async () => {
    expect((await folder.run(["train", "names.yaml", "--out", "part", "--epochs", "5"])).code).toBe(0);
    expect((await folder.run(["train", "--resume", "part", "--epochs", "25"])).code).toBe(0);
    expect(folder.read("part/model.safetensors").equals(folder.read("names/model.safetensors"))).toBe(true);
    expect((await folder.run(["train", "names/config.json", "--out", "again", "--epochs", "25"])).code).toBe(0);
    expect(folder.read("again/model.safetensors").equals(folder.read("names/model.safetensors"))).toBe(true);
  });

  test("tells what is cut, in training and in measuring", async () => {
    folder.write("short.yaml", config.replace("test: 0.25", "test: 0.25, length: 4"));
    const { out } = await folder.run(["train", "short.yaml", "--out", "short", "--epochs", "1"]);
    expect(out).toMatch(/\d+ of 36 texts are longer than 4 tokens and are cut \(the longest has 7\)/);
    folder.write("long.txt", "hannah\nbob\n");
    expect((await folder.run(["evaluate", "short", "--data", "long.txt"])).err).toBe(
      "1 of 2 texts are longer than 4 tokens and are cut (the longest has 7)\n",
    );
  });

  test("takes letters that were not learned from as unknown", async () => {
    const { code, err } = await folder.run(["predict", "names", "--text", "zoë"]);
    expect({ code, err }).toEqual({ code: 0, err: "" });
  });

  test.each([
    ["no lines", config.replace("names.txt", "blank.txt"), /^blank.txt: file must have at least one line/],
    ["no such file", config.replace("names.txt", "name.txt"), /^name.txt: file must exist/],
    ["another encoding", config.replace("names.txt", "latin.txt"), /latin.txt: must be UTF-8/],
    [
      "longer lines that are refused",
      config.replace("test: 0.25", "length: 5, truncate: refuse"),
      /^names.txt:2: text must hold at most 5 tokens; got 7/,
    ],
    ["an unknown key", config.replace("test: 0.25", "lenght: 5"), /bad.yaml:2:\d+: data: key.*did you mean "length"/],
    [
      "letters without an unknown token",
      config.replace(
        "lines: names.txt",
        "lines: rare.txt, tokenizer: { character: { special: [padding, start, end] } }",
      ),
      /^rare.txt:4: every character must be in the vocabulary|rare.txt:\d+: every character/,
    ],
    ["a test part that is all", config.replace("test: 0.25", "test: 48"), /48/],
  ])("refuses %s", async (_name, written, message) => {
    folder.write("blank.txt", "\n  \n");
    folder.write("latin.txt", Uint8Array.of(97, 98, 0xe9, 10));
    folder.write("rare.txt", "a\nb\nc\nd\n");
    folder.write("bad.yaml", written);
    const { code, err } = await folder.run(["train", "bad.yaml", "--out", "bad"]);
    expect(err).toMatch(message);
    expect(code).toBe(2);
  });
});

describe("a stateful layer", () => {
  const verse = "alpha beta gamma delta\n".repeat(40);
  const stateful = `
data: { text: verse.txt, context: 8, test: 0.1 }
model:
  - embedding: { size: vocabulary, width: 8 }
  - gru: { units: 24, stateful: true }
  - linear: vocabulary
loss: crossEntropy
optimizer: { adam: 0.02 }
epochs: 4
batchSize: 4
`;

  test("reads stretches of the text side by side, in their order, and evaluate gives the figures of its training", async () => {
    folder.write("verse.txt", verse);
    folder.write("stateful.yaml", `${stateful}validation: 0.2\n`);
    const { code, lines: told } = await folder.run(["train", "stateful.yaml", "--out", "stateful", "--json"]);
    expect(code).toBe(0);
    expect(JSON.parse(folder.text("stateful/config.json"))).toMatchObject({ shuffle: false });
    expect((await folder.run(["evaluate", "stateful", "--json"])).lines).toEqual([{ test: told.at(-1)?.["test"] }]);
  });

  test("that is validated on the test part has there the figures of its last epoch", async () => {
    folder.write("plain.yaml", stateful);
    const { lines: told } = await folder.run(["train", "plain.yaml", "--out", "plain", "--json"]);
    expect((await folder.run(["evaluate", "plain", "--json"])).lines).toEqual([{ test: told.at(-2)?.["validation"] }]);
  });

  test.each([
    [
      stateful.replace("context: 8", "context: 8, stride: 4"),
      /bad.yaml:2:\d+: data.stride: must be left out where a layer is stateful/,
    ],
    [`${stateful}shuffle: true\n`, /shuffle must be false where a layer is stateful/],
  ])("refuses windows in another order", async (written, message) => {
    folder.write("bad.yaml", written);
    const { code, err } = await folder.run(["train", "bad.yaml", "--out", "bad"]);
    expect(err).toMatch(message);
    expect(code).toBe(2);
  });
});
