import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { gradients } from "../../src/autodiff/gradients.ts";
import { compile } from "../../src/engines/compile.ts";
import { checkGradients } from "../../src/engines/reference/checkGradients.ts";
import { flatten, type Nested } from "../../src/graph/nested.ts";
import type { Tensor } from "../../src/graph/tensor.ts";
import { type CrossEntropyOptions, crossEntropy } from "../../src/losses/crossEntropy.ts";
import { constant } from "../../src/ops/constant.ts";
import { input } from "../../src/ops/input.ts";

interface SequenceFigures {
  readonly source: string;
  readonly losses: readonly {
    readonly options: CrossEntropyOptions;
    readonly output: Nested;
    readonly target: Nested;
    readonly targetType: "f32" | "i32";
    readonly value: number;
    readonly gradient: readonly number[];
  }[];
}

const figures: SequenceFigures = JSON.parse(
  readFileSync(new URL("../figures/sequences.json", import.meta.url), "utf8"),
);
const engines = [
  ["reference", 12],
  ["wasm", 5],
] as const;

/** Cost and gradient for logits and targets that are fed. */
async function costOf(
  logits: Nested,
  targets: Nested,
  targetType: "f32" | "i32",
  options: CrossEntropyOptions,
  engine: "reference" | "wasm",
): Promise<{ cost: number; gradient: readonly number[] }> {
  const z = flatten(logits, "logits");
  const y = flatten(targets, "targets");
  const x = input("x", z.shape);
  const cost = crossEntropy(x, input("y", y.shape, targetType), options);
  const { x: dx } = gradients(cost, { x });
  const { outputs } = (await compile({ cost, dx }, { engine, threads: 1 })).run({
    x: Float64Array.from(z.values),
    y: targetType === "i32" ? Int32Array.from(y.values) : Float64Array.from(y.values),
  });
  return { cost: Number(outputs["cost"]?.data[0]), gradient: [...(outputs["dx"]?.data ?? [])] };
}

describe(`cross-entropy over positions and its gradient are those of ${figures.source}`, () => {
  for (const { options, output, target, targetType, value, gradient } of figures.losses) {
    for (const [engine, digits] of engines) {
      it(`${JSON.stringify(options)}, targets ${JSON.stringify(target)}, ${engine}`, async () => {
        const found = await costOf(output, target, targetType, options, engine);
        expect(found.cost).toBeCloseTo(value, digits);
        gradient.forEach((expected, i) => {
          expect(found.gradient[i], `gradient ${i}`).toBeCloseTo(expected, digits);
        });
      });
    }
  }
});

const logits = [
  [
    [1, 2, -1],
    [0.5, -2, 1],
  ],
  [
    [3, 0, 0.25],
    [-1, -1, 2],
  ],
];

describe("positions that are ignored", () => {
  it.each(engines)("all of them give cost 0 and no gradient, not NaN (%s)", async (engine) => {
    const none = [
      [-1, -1],
      [-1, -1],
    ];
    for (const options of [{}, { labelSmoothing: 0.1, classWeights: [1, 2, 3] }]) {
      const { cost, gradient } = await costOf(logits, none, "i32", options, engine);
      expect(cost).toBe(0);
      expect(gradient.every((value) => value === 0)).toBe(true);
    }
  });

  it("do not change what the others give", async () => {
    const two = await costOf(
      logits,
      [
        [0, -1],
        [-1, 2],
      ],
      "i32",
      {},
      "reference",
    );
    const alone = await costOf(
      [
        [1, 2, -1],
        [-1, -1, 2],
      ],
      [0, 2],
      "i32",
      {},
      "reference",
    );
    expect(two.cost).toBeCloseTo(alone.cost, 14);
  });

  it.each(engines)("an index outside the classes that is not ignored gives NaN, not a figure (%s)", async (engine) => {
    const { cost } = await costOf(
      logits,
      [
        [0, 3],
        [1, 2],
      ],
      "i32",
      {},
      engine,
    );
    expect(cost).toBeNaN();
    const { cost: other } = await costOf(
      logits,
      [
        [0, -1],
        [1, 2],
      ],
      "i32",
      { ignoreIndex: -100 },
      engine,
    );
    expect(other).toBeNaN();
  });
});

describe("cross-entropy over positions", () => {
  it("gives each position its example's weight", async () => {
    const targets = constant(
      [
        [0, -1],
        [1, 2],
      ],
      "i32",
    );
    const weighted = crossEntropy(constant(logits), targets, { sampleWeights: constant([3, 1]) });
    const lossAt = async (row: readonly number[], target: number): Promise<number> =>
      (await costOf([row], [target], "i32", {}, "reference")).cost;
    const first = await lossAt([1, 2, -1], 0);
    const second = await lossAt([3, 0, 0.25], 1);
    const third = await lossAt([-1, -1, 2], 2);
    expect(await figureOf(weighted)).toBeCloseTo((3 * first + second + third) / 5, 12);
  });

  it("bears impossible classes, whose logit is minus infinity", async () => {
    const masked = [[[1, Number.NEGATIVE_INFINITY, 0.5]]];
    const { cost, gradient } = await costOf(masked, [[0]], "i32", {}, "wasm");
    expect(cost).toBeCloseTo(Math.log(1 + Math.exp(-0.5)), 6);
    expect(gradient[1]).toBe(0);
  });

  it("has the gradient that differences give, and the same in forward mode", () => {
    const x = input("x", [2, 2, 3]);
    const targets = constant(
      [
        [0, -1],
        [1, 2],
      ],
      "i32",
    );
    const cost = crossEntropy(x, targets, { labelSmoothing: 0.1, classWeights: [0.5, 2, 1] });
    const [report] = checkGradients(cost, { wrt: { x }, feeds: { x: logits } });
    expect(report?.maxRelativeError).toBeLessThan(1e-6);
    expect(report?.forwardModeError).toBeLessThan(1e-9);
  });

  it("refuses targets of other positions", () => {
    expect(() => crossEntropy(constant(logits), constant([0, 1], "i32"))).toThrow(
      /\[examples, positions, classes\].*got \[2, 2, 3\] and \[2\] \(i32\)/,
    );
    expect(() => crossEntropy({ ignoreIndex: 0.5 })).toThrow(/ignoreIndex must be a whole number/);
  });
});

async function figureOf(cost: Tensor): Promise<number> {
  const { outputs } = (await compile({ cost }, { engine: "reference" })).run();
  return Number(outputs["cost"]?.data[0]);
}
