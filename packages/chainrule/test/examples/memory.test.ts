import { type Model, meanSquaredError } from "@chainrule/core";
import type { Comparison, Telling } from "chainrule/gallery";
import { describe, expect, test } from "vitest";
import { addingData } from "../../../../examples/adding-problem/addingData.ts";
import { run as runAdding } from "../../../../examples/adding-problem/addingProblem.ts";
import { copyData, copySteps, memorylessCost } from "../../../../examples/copy-memory/copyData.ts";
import { run as runCopy } from "../../../../examples/copy-memory/copyMemory.ts";
import { recurrentKinds } from "../../../../examples/recurrentKinds.ts";
import { stateGradients } from "../../../../examples/stateGradients.ts";
import { svgFault } from "./wellFormed.ts";

describe("the data", () => {
  test("of the adding problem mark one number in each half, and ask for their sum", () => {
    const { inputs, targets } = everything(addingData({ examples: 50, steps: 9, seed: 3 }));
    for (let row = 0; row < 50; row += 1) {
      const steps = Array.from({ length: 9 }, (_, t) => ({
        number: inputs[(row * 9 + t) * 2] ?? -1,
        marker: inputs[(row * 9 + t) * 2 + 1] ?? -1,
      }));
      const marked = steps.flatMap(({ marker }, t) => (marker === 1 ? [t] : []));
      expect(marked).toHaveLength(2);
      expect(marked[0]).toBeLessThan(4);
      expect(marked[1]).toBeGreaterThanOrEqual(4);
      expect(targets[row]).toBeCloseTo(
        steps.reduce((total, { number, marker }) => total + number * marker, 0),
        6,
      );
    }
  });

  test("of the copy task are symbols, blanks, a sign, and the same symbols asked for at the end", () => {
    const data = copyData({ examples: 20, delay: 4, seed: 3 });
    expect(data.inputShape).toEqual([24, 10]);
    const { inputs, targets } = everything(data);
    for (let row = 0; row < 20; row += 1) {
      const symbols = Array.from({ length: 24 }, (_, t) =>
        inputs.subarray((row * 24 + t) * 10, (row * 24 + t + 1) * 10).indexOf(1),
      );
      const said = symbols.slice(0, 10);
      for (const symbol of said) expect(symbol).toBeOneOf([1, 2, 3, 4, 5, 6, 7, 8]);
      expect(symbols.slice(10)).toEqual([0, 0, 0, 9, ...Array.from({ length: 10 }, () => 0)]);
      const asked = Array.from(targets.subarray(row * 24, (row + 1) * 24));
      expect(asked).toEqual([...Array.from({ length: 14 }, () => 0), ...said]);
    }
    expect(memorylessCost(4)).toBeCloseTo((10 * Math.log(8)) / copySteps(4), 12);
  });
});

describe("the gradient's share by distance", () => {
  const steps = 12;
  const keepBias = 1.5;
  const gate = 1 / (1 + Math.exp(-keepBias));
  /** With all weights of the input and of the state zero, and h = 0, the factor of each step is known. */
  const factors: Readonly<Record<string, (distance: number) => number>> = {
    rnn: (distance) => (distance === 0 ? 1 : 0),
    lstm: (distance) => (distance === 0 ? 1 : 0.5 * gate ** distance),
    gru: (distance) => gate ** distance,
  };

  test.each(recurrentKinds)("is the product of the gates of $name", async (kind) => {
    const model = kind.create({ input: [steps, 2], units: 3, outputs: 1, seed: 1, returnsSequence: false, keepBias });
    zeroMatrices(model);
    const data = addingData({ examples: 5, steps, seed: 1 });
    const shares = await stateGradients(model, kind, { data, at: steps - 1, loss: meanSquaredError() });
    expect(shares).toHaveLength(steps);
    for (const [distance, share] of shares.entries())
      expect(share).toBeCloseTo(factors[kind.name]?.(distance) ?? -1, 5);
  });

  test("of a simple network at rest is the power of its weight", async () => {
    const [kind] = recurrentKinds;
    if (kind === undefined) throw new TypeError("no kinds");
    const model = kind.create({ input: [steps, 2], units: 1, outputs: 1, seed: 1, returnsSequence: false });
    zeroMatrices(model);
    const weights = new Map(model.weights());
    weights.set("0.weight_hh_l0", { shape: [1, 1], dtype: "f32", data: Float32Array.of(0.75) });
    model.setWeights(weights);
    const data = addingData({ examples: 2, steps, seed: 1 });
    const shares = await stateGradients(model, kind, { data, at: steps - 1, loss: meanSquaredError() });
    for (const [distance, share] of shares.entries()) expect(share).toBeCloseTo(0.75 ** distance, 5);
  });
});

const small = {
  "adding-problem": (telling: Telling): Promise<Comparison> =>
    runAdding(telling, { steps: 10, units: 12, examples: 1280, held: 100, epochs: 3 }),
  "copy-memory": (telling: Telling): Promise<Comparison> =>
    runCopy(telling, { delay: 3, units: 12, examples: 640, held: 80, epochs: 2 }),
} as const;

describe.each(Object.entries(small))("a small run of %s", (_, run) => {
  test.each(["en", "zh"] as const)("tells in %s, draws, and gives every score its baseline", async (language) => {
    const texts: string[] = [];
    const pictures = new Map<string, string>();
    const outcome = await run({
      seed: 2,
      outputFolder: ".",
      heading: (text) => texts.push(text[language]),
      log: (text) => texts.push(text[language]),
      lines: () => undefined,
      table: ({ rows }) => texts.push(...rows.flat().map((cell) => (typeof cell === "string" ? cell : cell[language]))),
      draw: (name, picture) => pictures.set(name, picture.svg(language)),
    });
    expect(texts.join("\n")).not.toMatch(language === "en" ? /\p{Script=Han}|NaN|undefined/u : /NaN|undefined/);
    expect([...pictures.keys()]).toEqual(expect.arrayContaining(["learning-curves", "gradients"]));
    for (const [name, svg] of pictures) expect(svgFault(svg), name).toBeUndefined();
    const { scores, baseline } = outcome;
    for (const [name, value] of Object.entries(scores)) {
      expect(value, name).toBeGreaterThan(0);
      if (!name.endsWith("GradientLeft")) expect(baseline[name], name).toBeGreaterThan(0);
    }
  });
});

function everything(data: ReturnType<typeof addingData>): ReturnType<typeof data.createBatch> {
  const arrays = data.createBatch(data.length);
  data.batch(
    Array.from({ length: data.length }, (_, i) => i),
    arrays,
  );
  return arrays;
}

function zeroMatrices(model: Model): void {
  const weights = new Map(model.weights());
  for (const key of ["0.weight_ih_l0", "0.weight_hh_l0"]) {
    const matrix = weights.get(key);
    if (matrix !== undefined) weights.set(key, { ...matrix, data: matrix.data.slice().fill(0) });
  }
  model.setWeights(weights);
}
