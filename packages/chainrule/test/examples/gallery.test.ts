import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { main } from "../../src/main.ts";
import { fakeTerminal } from "../fakeTerminal.ts";
import { svgFault } from "./wellFormed.ts";

const folder = mkdtempSync(join(tmpdir(), "chainrule-gallery-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Runs `chainrule example …` in a folder of its own. */
async function run(...words: string[]) {
  const terminal = fakeTerminal({ folder });
  const code = await main(["example", ...words], terminal);
  return { code, out: terminal.stdout(), err: terminal.stderr(), jsonLines: terminal.jsonLines };
}

type Scores = Readonly<Record<string, number>>;

/** What each example must come to. Figures with three significant digits are those of the study texts. */
const expectations: Readonly<Record<string, (scores: Scores) => void>> = {
  "or-gate": (scores) => {
    expect(scores["lossAfterOneUpdate"]).toBe(0.10988);
    expect(scores["costAtEpoch1"]).toBeCloseTo(0.089, 3);
    expect(scores["costAtEpoch2"]).toBeCloseTo(0.084, 3);
    expect(scores["finalCost"]).toBeCloseTo(0.000528, 6);
    expect(scores["costAtEpoch3000"]).toBeLessThan(0.001);
    expect(scores["speedup"]).toBeGreaterThan(10);
  },
  "xor-feature-cross": (scores) => {
    expect(scores["firstCost"]).toBeCloseTo(0.138, 3);
    expect(scores["finalCost"]).toBeCloseTo(0.00157, 5);
    expect(scores["accuracy"]).toBe(1);
    expect(scores["finalCostWithoutCross"]).toBeCloseTo(0.125, 4);
  },
  "xor-hidden-layer": (scores) => {
    expect(scores["finalCost"]).toBeCloseTo(0.0009, 4);
    expect(scores["accuracy"]).toBe(1);
    expect(scores["finalCostPlain"]).toBeCloseTo(0.125, 3);
    expect(scores["finalCostLinear"]).toBeCloseTo(0.125, 3);
    expect(scores["accuracyTwoLayers"]).toBe(1);
  },
  "learning-rate": (scores) => {
    expect(scores["tooSmall"]).toBeGreaterThan(1);
    expect(scores["good"]).toBeLessThan(0.07);
    expect(scores["tooLarge"]).toBeGreaterThan(100);
    expect(scores["annealed"]).toBeLessThan(0.07);
    for (const i of [1, 2, 3]) {
      expect(scores[`suggestion${i}`]).toBeGreaterThan(0);
      expect(scores[`costOfSuggestion${i}`]).toBeLessThan(0.1);
    }
  },
  "batch-minibatch-stochastic": (scores) => {
    expect(scores["noiseRatio"]).toBeGreaterThan(Math.sqrt(32) * 0.8);
    expect(scores["noiseRatio"]).toBeLessThan(Math.sqrt(32) * 1.2);
    expect(scores["costMiniBatch"]).toBeLessThan(scores["costBatch"] ?? 0);
    expect(scores["costStochastic"]).toBeLessThan(scores["costBatch"] ?? 0);
  },
  initialization: (scores) => {
    expect(scores["differenceZero"]).toBe(0);
    expect(scores["differenceEqual"]).toBe(0);
    expect(scores["differenceXavier"]).toBeGreaterThan(1);
    for (const activation of ["sigmoid", "tanh", "relu"]) expect(scores[`${activation}Plain`]).toBeLessThan(1e-9);
    expect(scores["tanhXavier"]).toBeGreaterThan(0.2);
    expect(scores["reluHe"]).toBeGreaterThan(0.2);
    expect(scores["sigmoidHe"]).toBeLessThan(1e-3);
    expect(scores["costTanhXavier"]).toBeLessThan(0.05);
    expect(scores["costTanhPlain"]).toBeGreaterThan(0.4);
  },
  "logistic-regression": (scores) => {
    expect(scores["differenceOfFormulas"]).toBeLessThan(1e-14);
    expect(scores["differenceOfLoop"]).toBeLessThan(1e-14);
    expect(scores["testAccuracy"]).toBeGreaterThan(0.88);
  },
  "two-layer-network": (scores) => {
    expect(scores["differenceOfFormulas"]).toBeLessThan(1e-14);
    expect(scores["testAccuracy"]).toBeGreaterThan(0.9);
    expect(scores["testAccuracyOfLine"]).toBeLessThan(0.65);
  },
};

const drawNothing = ["or-gate", "xor-feature-cross"];

describe.each(Object.entries(expectations))("%s", (name, holds) => {
  test("ends with its scores, and draws what it names", { timeout: 120_000 }, async () => {
    const { code, jsonLines, err } = await run(name, "--out", name, "--json");
    expect({ code, err }).toEqual({ code: 0, err: "" });
    const last = jsonLines().at(-1);
    const seed = drawNothing.includes(name) ? {} : { seed: 1 };
    expect(last).toEqual({ done: true, example: name, ...seed, scores: expect.anything(), files: expect.anything() });
    holds(last?.["scores"] as Scores);
    const files = last?.["files"] as string[];
    expect(files.length).toBeGreaterThan(1);
    for (const file of files) {
      const svg = readFileSync(join(folder, file), "utf8");
      expect(svgFault(svg), file).toBeUndefined();
      expect(svg.length, file).toBeLessThan(100_000);
    }
  });
});

test("without a name the gallery is listed, with a line for each in both languages", async () => {
  const english = await run();
  for (const name of Object.keys(expectations)) expect(english.out).toContain(`\n${name} `);
  expect(english.out).not.toMatch(/\p{Script=Han}/u);
  expect((await run("--lang", "zh")).out).toMatch(/or-gate +\p{Script=Han}/u);
  const lines = (await run("--json")).jsonLines();
  expect(lines[0]).toEqual({ example: "or-gate", summary: expect.any(String) });
});

test("an unknown example gets the nearest name", async () => {
  expect(await run("xor-hiden-layer")).toMatchObject({
    code: 2,
    out: "",
    err: 'example: NAME must be in the gallery; got "xor-hiden-layer"; did you mean "xor-hidden-layer"?\n',
  });
});

describe("--seed", () => {
  const scoresWith = async (name: string, ...words: string[]): Promise<unknown> => {
    const { jsonLines, err } = await run(name, "--out", "seeds", "--json", ...words);
    expect(err).toBe("");
    return jsonLines().at(-1)?.["scores"];
  };
  const quick = ["xor-hidden-layer", "learning-rate", "logistic-regression", "two-layer-network"];

  test.each(quick)("gives %s other random numbers, the same each time", { timeout: 120_000 }, async (name) => {
    const second = await scoresWith(name, "--seed", "2");
    expect(await scoresWith(name, "--seed", "2")).toEqual(second);
    expect(await scoresWith(name)).not.toEqual(second);
  });

  test("stands in the last line, and may be as large as any", async () => {
    const { code, jsonLines } = await run(
      "logistic-regression",
      "--seed",
      "9007199254740991",
      "--out",
      "far",
      "--json",
    );
    expect({ code, last: jsonLines().at(-1) }).toMatchObject({ code: 0, last: { done: true, seed: 2 ** 53 - 1 } });
  });

  test.each(["x", "-1", "1.5", ""])("must be a whole number, not %j", async (written) => {
    expect(await run("logistic-regression", `--seed=${written}`)).toEqual({
      code: 2,
      out: "",
      err: `--seed: value must be a whole number of at least 0; got "${written}"\n`,
      jsonLines: expect.any(Function),
    });
  });

  test.each(drawNothing)("is refused beside %s, which draws nothing", async (name) => {
    expect(await run(name, "--seed", "2")).toMatchObject({
      code: 2,
      out: "",
      err: `example: --seed must stand beside an example that draws random numbers; ${name} draws none\n`,
    });
    expect((await run(name, "--seed", "2", "--lang", "zh")).err).toBe(
      `example：--seed 只能用于抽取随机数的示例；${name} 不抽取随机数\n`,
    );
  });

  test("is refused where no example is named", async () => {
    expect(await run("--seed", "2")).toMatchObject({
      code: 2,
      out: "",
      err: expect.stringContaining("NAME must be given"),
    });
  });
});

test("a folder that can't be written is refused in one line", async () => {
  writeFileSync(join(folder, "occupied"), "");
  const { code, err } = await run("logistic-regression", "--out", "occupied/pictures");
  expect(code).toBe(2);
  expect(err).toMatch(/^[^\n]*occupied[^\n]*\n$/);
});

test("texts and pictures come in the language that was asked for", { timeout: 60_000 }, async () => {
  const chinese = await run("logistic-regression", "--out", "zh", "--lang", "zh");
  expect(chinese.out).toMatch(/自动微分/);
  expect(readFileSync(join(folder, "zh", "boundary.svg"), "utf8")).toMatch(/决策边界/);
  const english = await run("logistic-regression", "--out", "en");
  expect(english.out).not.toMatch(/\p{Script=Han}/u);
  expect(readFileSync(join(folder, "en", "boundary.svg"), "utf8")).not.toMatch(/\p{Script=Han}/u);
});
