import { beforeEach, describe, expect, test } from "vitest";
import { type MatMulGeometry, matMulPlan } from "../../src/kernels/matMulPlan.ts";
import { GuardedMemory, randomFloats, uniformNumbers } from "./guardedMemory.ts";

type Layout = "NN" | "NT" | "TN" | "TT" | "scattered";
type Tile = readonly [rowBegin: number, rowEnd: number, columnBegin: number, columnEnd: number];

interface Problem {
  readonly geometry: MatMulGeometry;
  readonly outRowStride: number;
  readonly a: Float32Array;
  readonly b: Float32Array;
  readonly bias: Float32Array | undefined;
  /** What out holds before; between its rows nothing may change. */
  readonly before: Float32Array;
  readonly accumulate: boolean;
}

const layouts: Layout[] = ["NN", "NT", "TN", "TT", "scattered"];
const memory = new GuardedMemory();
const uniform = uniformNumbers(11);

beforeEach(() => {
  memory.clear();
});

/** Row and column stride of a stored matrix; `gap` elements lie between its rows (or its columns, if they are contiguous). */
function stridesOf(rows: number, columns: number, order: string | undefined, gap: number): [number, number] {
  if (order === "N") return [columns + gap, 1];
  if (order === "T") return [1, rows + gap];
  return [2 * columns + 1 + gap, 2];
}

function problemOf(
  [rows, columns, inner]: readonly [number, number, number],
  layout: Layout,
  { gap = 0, bias = false, accumulate = false } = {},
): Problem {
  const [aRowStride, aColumnStride] = stridesOf(rows, inner, layout[0], gap);
  const [bRowStride, bColumnStride] = stridesOf(inner, columns, layout[1], gap);
  const outRowStride = columns + gap;
  const lengthOf = (m: number, n: number, row: number, column: number): number =>
    m * n === 0 ? 0 : (m - 1) * row + (n - 1) * column + 1;
  return {
    geometry: { batch: 1, rows, columns, inner, aRowStride, aColumnStride, bRowStride, bColumnStride },
    outRowStride,
    a: randomFloats(lengthOf(rows, inner, aRowStride, aColumnStride), uniform),
    b: randomFloats(lengthOf(inner, columns, bRowStride, bColumnStride), uniform),
    bias: bias ? randomFloats(columns, uniform) : undefined,
    before: randomFloats(lengthOf(rows, columns, outRowStride, 1), uniform),
    accumulate,
  };
}

function compute(problem: Problem, tiles: readonly Tile[], algorithm?: number): Float32Array {
  memory.clear();
  const { geometry: g, outRowStride, before, bias } = problem;
  const plan = matMulPlan(g);
  const out = memory.put(before);
  const operands = [
    out,
    outRowStride,
    memory.put(problem.a),
    g.aRowStride,
    g.aColumnStride,
    memory.put(problem.b),
    g.bRowStride,
    g.bColumnStride,
  ];
  const biasOffset = bias === undefined ? 0 : memory.put(bias);
  const scratch = memory.allocate(plan.scratchByteCount);
  const matMul = memory.kernel("matMul");
  for (const tile of tiles) {
    matMul(algorithm ?? plan.algorithm, ...operands, ...tile, g.inner, biasOffset, problem.accumulate ? 1 : 0, scratch);
  }
  expect(memory.guardsAreIntact()).toBe(true);
  return memory.floats(out, before.length).slice();
}

function wholeTile({ geometry: { rows, columns } }: Problem): Tile {
  return [0, rows, 0, columns];
}

/** Sums in f64, with each element's sum of magnitudes, by which rounding errors are measured. */
function expectClose(problem: Problem, actual: Float32Array): void {
  const { geometry: g, outRowStride, a, b, bias, before } = problem;
  const worst = { error: 0, at: -1 };
  for (const [index, old] of before.entries()) {
    const row = Math.floor(index / outRowStride);
    const column = index % outRowStride;
    let sum = old;
    let magnitude = 0;
    if (column < g.columns) {
      sum = (problem.accumulate ? old : 0) + (bias?.[column] ?? 0);
      magnitude = Math.abs(sum) + 2 ** -60;
      for (let k = 0; k < g.inner; k++) {
        const left = a[row * g.aRowStride + k * g.aColumnStride] ?? Number.NaN;
        const right = b[k * g.bRowStride + column * g.bColumnStride] ?? Number.NaN;
        sum += left * right;
        magnitude += Math.abs(left * right);
      }
    }
    const got = actual[index] ?? Number.NaN;
    const error = magnitude === 0 ? Number(!Object.is(got, sum)) : Math.abs(got - sum) / magnitude;
    if (!(error <= worst.error)) Object.assign(worst, { error, at: index });
  }
  expect(worst.error, `element ${worst.at}`).toBeLessThan(2e-6);
}

/** How many elements differ in any bit. */
function countDifferences(actual: Float32Array, expected: Float32Array): number {
  const bits = (values: Float32Array): Uint32Array => new Uint32Array(values.buffer, values.byteOffset, values.length);
  const expectedBits = bits(expected);
  return bits(actual).reduce((count, value, index) => count + (value === expectedBits[index] ? 0 : 1), 0);
}

describe.each(layouts)("matMul of layout %s", (layout) => {
  const lengths = [1, 2, 3, 4, 5, 7, 8, 9, 13, 18];

  test("agrees with sums in f64 for all small sizes", () => {
    let choice = 0;
    for (const rows of lengths) {
      for (const columns of lengths) {
        for (const inner of [1, 2, 3, 4, 5, 11, 16]) {
          choice++;
          const options = { gap: choice % 3, bias: choice % 2 === 0, accumulate: choice % 5 < 2 };
          const problem = problemOf([rows, columns, inner], layout, options);
          expectClose(problem, compute(problem, [wholeTile(problem)]));
        }
      }
    }
  });

  test.each([
    [[1, 400, 120]],
    [[3, 37, 300]],
    [[64, 10, 128]],
    [[33, 70, 257]],
    [[250, 21, 300]],
    [[16, 40, 1100]],
    [[400, 20, 30]],
    [[300, 1, 40]],
  ] as const)("agrees with sums in f64 for rows, columns, inner = %j", (sizes) => {
    for (const gap of [0, 256]) {
      const problem = problemOf(sizes, layout, { gap, bias: true });
      expectClose(problem, compute(problem, [wholeTile(problem)]));
    }
  });

  test.each([
    [[5, 19, 6]],
    [[12, 33, 300]],
    [[19, 50, 40]],
    [[40, 23, 513]],
    [[3, 90, 7]],
    [[17, 3, 21]],
    [[3, 90, 500]],
    [[390, 18, 3]],
    [[70, 1, 600]],
  ] as const)("gives the same bits however %j is divided", (sizes) => {
    const [rows, columns] = sizes;
    const problem = problemOf(sizes, layout, { gap: 300, bias: true, accumulate: true });
    const whole = compute(problem, [wholeTile(problem)]);
    for (let trial = 0; trial < 8; trial++) {
      const row = Math.floor(uniform() * (rows + 1));
      const column = Math.floor(uniform() * (columns + 1));
      const tiles: Tile[] = [
        [0, row, 0, column],
        [row, rows, 0, column],
        [0, row, column, columns],
        [row, rows, column, columns],
      ];
      expect(countDifferences(compute(problem, tiles), whole)).toBe(0);
    }
    const elements = Array.from({ length: rows * columns }, (_, index): Tile => {
      const row = Math.floor(index / columns);
      const column = index % columns;
      return [row, row + 1, column, column + 1];
    });
    expect(countDifferences(compute(problem, elements), whole)).toBe(0);
  });

  test("carries NaN and infinity to their rows and columns alone", () => {
    for (const sizes of [
      [6, 21, 9],
      [20, 20, 30],
    ] as const) {
      const problem = problemOf(sizes, layout);
      const { geometry: g, a, b } = problem;
      a[2 * g.aRowStride + (g.inner - 1) * g.aColumnStride] = Number.NaN;
      b[4 * g.bRowStride + (g.columns - 1) * g.bColumnStride] = Number.POSITIVE_INFINITY;
      const out = compute(problem, [wholeTile(problem)]);
      for (const [index, value] of out.entries()) {
        const row = Math.floor(index / problem.outRowStride);
        const column = index % problem.outRowStride;
        const left = a[row * g.aRowStride + 4 * g.aColumnStride] ?? Number.NaN;
        if (row === 2) expect(value).toBeNaN();
        else if (column === g.columns - 1)
          expect(value).toBe(left > 0 ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY);
        else expect(value).toSatisfy(Number.isFinite);
      }
    }
  });

  test("gives zeros, the bias or the old values when the inner dimension is 0", () => {
    for (const bias of [false, true]) {
      for (const accumulate of [false, true]) {
        const problem = problemOf([3, 6, 0], layout, { gap: 1, bias, accumulate });
        expectClose(problem, compute(problem, [wholeTile(problem)]));
      }
    }
  });

  test("touches nothing when there are no rows or no columns", () => {
    const problem = problemOf([4, 5, 6], layout);
    expect(
      compute(problem, [
        [2, 2, 0, 5],
        [0, 4, 5, 5],
        [0, 0, 0, 0],
      ]),
    ).toEqual(problem.before);
  });
});

test("the algorithm for few rows is also right for many", () => {
  for (const sizes of [
    [30, 30, 30],
    [70, 40, 301],
  ] as const) {
    const problem = problemOf(sizes, "NT", { bias: true });
    expect(matMulPlan(problem.geometry).algorithm).toBe(0);
    expectClose(problem, compute(problem, [wholeTile(problem)], 1));
  }
});

test("one contiguous column gives the same bits as the same column between others", () => {
  for (const layout of layouts) {
    for (const accumulate of [false, true]) {
      const apart = problemOf([70, 1, 600], layout, { gap: 3, accumulate });
      const before = apart.before.filter((_, index) => index % apart.outRowStride === 0);
      const tight = { ...apart, outRowStride: 1, before };
      const expected = compute(apart, [wholeTile(apart)]).filter((_, index) => index % apart.outRowStride === 0);
      expectClose(tight, expected);
      expect(countDifferences(compute(tight, [wholeTile(tight)]), expected)).toBe(0);
      const halves: Tile[] = [
        [0, 33, 0, 1],
        [33, 70, 0, 1],
      ];
      expect(countDifferences(compute(tight, halves), expected)).toBe(0);
    }
  }
});

test("a zero stride repeats a row, as broadcasting does", () => {
  const problem = problemOf([20, 24, 8], "NN");
  const repeated = { ...problem, geometry: { ...problem.geometry, aRowStride: 0, bRowStride: 0 } };
  expectClose(repeated, compute(repeated, [wholeTile(repeated)]));
});

describe("matMulBatched", () => {
  test("gives the bits of matMul for each matrix of the range, and shares an operand of batch stride 0", () => {
    const single = problemOf([6, 10, 5], "NT");
    const { rows, columns, inner, aRowStride, aColumnStride, bRowStride, bColumnStride } = single.geometry;
    const batch = 5;
    const a = randomFloats(batch * rows * inner, uniform);
    const expected = new Float32Array(batch * rows * columns).fill(7);
    for (let n = 1; n < 4; n++) {
      const problem = { ...single, a: a.slice(n * rows * inner, (n + 1) * rows * inner) };
      expected.set(compute(problem, [wholeTile(problem)]), n * rows * columns);
    }
    memory.clear();
    const plan = matMulPlan({ ...single.geometry, batch });
    const out = memory.put(new Float32Array(expected.length).fill(7));
    memory.kernel("matMulBatched")(
      plan.algorithm,
      1,
      4,
      rows * columns,
      rows * inner,
      0,
      out,
      columns,
      memory.put(a),
      aRowStride,
      aColumnStride,
      memory.put(single.b),
      bRowStride,
      bColumnStride,
      0,
      rows,
      0,
      columns,
      inner,
      0,
      0,
      memory.allocate(plan.scratchByteCount),
    );
    expect(memory.guardsAreIntact()).toBe(true);
    expect(memory.floats(out, expected.length)).toEqual(expected);
  });
});

describe("matMulPlan", () => {
  const dense = { batch: 1, aRowStride: 784, aColumnStride: 1, bRowStride: 1, bColumnStride: 784, inner: 784 };

  test("divides x·Wᵀ by columns, so no thread packs what another packs", () => {
    expect(matMulPlan({ ...dense, rows: 64, columns: 128 }).split).toEqual({ by: "columns", units: 128, grain: 4 });
  });

  test("sums along k where that spares the packing of B, and only where rows and columns are contiguous", () => {
    expect(matMulPlan({ ...dense, rows: 1, columns: 128 }).algorithm).toBe(1);
    expect(matMulPlan({ ...dense, rows: 256, columns: 128 }).algorithm).toBe(0);
    expect(matMulPlan({ ...dense, rows: 1, columns: 128, bRowStride: 128, bColumnStride: 1 }).algorithm).toBe(0);
  });

  test("divides a narrow product by rows and a batch by its matrices", () => {
    expect(matMulPlan({ ...dense, rows: 64, columns: 10 }).split.by).toBe("rows");
    expect(matMulPlan({ ...dense, rows: 64, columns: 32, batch: 16 }).split).toEqual({
      by: "batch",
      units: 16,
      grain: 1,
    });
  });
});
