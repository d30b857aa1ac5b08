import { describe, expect, test } from "vitest";
import { GuardedMemory, randomFloats, splitUnits, uniformNumbers } from "./guardedMemory.ts";

interface PoolGeometry {
  readonly height: number;
  readonly width: number;
  readonly kernelHeight: number;
  readonly kernelWidth: number;
  readonly strideHeight: number;
  readonly strideWidth: number;
  readonly padTop: number;
  readonly padLeft: number;
  readonly outHeight: number;
  readonly outWidth: number;
}

const planeCount = 5;

function pool(
  [height, width]: [number, number],
  [kernelHeight, kernelWidth]: [number, number],
  [strideHeight, strideWidth]: [number, number],
  [padTop, padLeft, padBottom, padRight]: [number, number, number, number] = [0, 0, 0, 0],
): PoolGeometry {
  return {
    height,
    width,
    kernelHeight,
    kernelWidth,
    strideHeight,
    strideWidth,
    padTop,
    padLeft,
    outHeight: Math.floor((height + padTop + padBottom - kernelHeight) / strideHeight) + 1,
    outWidth: Math.floor((width + padLeft + padRight - kernelWidth) / strideWidth) + 1,
  };
}

const geometries: [string, PoolGeometry][] = [
  ["2×2 side by side", pool([8, 8], [2, 2], [2, 2])],
  ["2×2 over a width with a remainder", pool([28, 14], [2, 2], [2, 2])],
  ["2×2 over odd sizes", pool([7, 13], [2, 2], [2, 2])],
  ["2×2 over one column of windows", pool([4, 2], [2, 2], [2, 2])],
  ["2×2 overlapping", pool([6, 9], [2, 2], [1, 1])],
  ["2×2 with padding", pool([6, 7], [2, 2], [2, 2], [1, 1, 1, 1])],
  ["3×3 stride 2 with padding", pool([9, 11], [3, 3], [2, 2], [1, 1, 1, 1])],
  ["padding different on every side", pool([5, 6], [4, 3], [2, 3], [2, 0, 1, 1])],
  ["windows apart", pool([10, 10], [2, 3], [4, 5])],
  ["one window over everything", pool([4, 5], [4, 5], [1, 1])],
  ["1×1", pool([3, 5], [1, 1], [1, 1])],
];

function sizesOf(g: PoolGeometry): number[] {
  return [
    g.height,
    g.width,
    g.kernelHeight,
    g.kernelWidth,
    g.strideHeight,
    g.strideWidth,
    g.padTop,
    g.padLeft,
    g.outHeight,
    g.outWidth,
  ];
}

/** For every window of every plane, the indices of its pixels in x, in row-major order. */
function windowsOf(g: PoolGeometry): number[][] {
  const windows: number[][] = [];
  for (let plane = 0; plane < planeCount; plane++) {
    for (let y = 0; y < g.outHeight; y++) {
      for (let x = 0; x < g.outWidth; x++) {
        const pixels: number[] = [];
        for (let i = 0; i < g.kernelHeight; i++) {
          for (let j = 0; j < g.kernelWidth; j++) {
            const row = y * g.strideHeight - g.padTop + i;
            const column = x * g.strideWidth - g.padLeft + j;
            if (row >= 0 && row < g.height && column >= 0 && column < g.width) {
              pixels.push((plane * g.height + row) * g.width + column);
            }
          }
        }
        windows.push(pixels);
      }
    }
  }
  return windows;
}

/** First index of the maximum; the first NaN is the maximum. */
function firstMaximumOf(values: Float32Array, indices: number[]): number {
  const nan = indices.find((index) => Number.isNaN(values[index]));
  if (nan !== undefined) return nan;
  return indices.reduce((best, index) => ((values[index] ?? NaN) > (values[best] ?? NaN) ? index : best));
}

const memory = new GuardedMemory();

/** Runs a kernel over all units, then again in parts, which must give the same bits and write nothing else. */
function run(name: string, inputs: number[], sizes: number[], unitCount: number, outCount: number): Float32Array {
  const kernel = memory.kernel(name);
  const uniform = uniformNumbers(5);
  const whole = memory.allocate(4 * outCount);
  const inParts = memory.allocate(4 * outCount);
  kernel(whole, ...inputs, ...sizes, 0, unitCount);
  for (const longest of [1, 2, unitCount]) {
    memory.integers(inParts, outCount).fill(-1);
    for (const [begin, end] of splitUnits(unitCount, longest, uniform))
      kernel(inParts, ...inputs, ...sizes, begin, end);
    expect(memory.integers(inParts, outCount), `${name} in parts of at most ${longest}`).toEqual(
      memory.integers(whole, outCount),
    );
  }
  expect(memory.guardsAreIntact(), `${name} stays inside its buffers`).toBe(true);
  return memory.floats(whole, outCount).slice();
}

/** Values with many ties, both zeros, infinities and some NaN. */
function awkwardValues(count: number): Float32Array {
  const uniform = uniformNumbers(11);
  const choices = [-1, -0, 0, 0.5, 0.5, 2, -3, Infinity, -Infinity, NaN];
  return Float32Array.from({ length: count }, () => choices[Math.floor(uniform() * choices.length)] ?? 0);
}

describe.each(geometries)("pooling kernels over %s", (_, g) => {
  const sizes = sizesOf(g);
  const windows = windowsOf(g);
  const inCount = planeCount * g.height * g.width;
  const uniform = uniformNumbers(2);

  test.each([
    ["random values", randomFloats(inCount, uniform)],
    ["ties, infinities and NaN", awkwardValues(inCount)],
    ["nothing but NaN", new Float32Array(inCount).fill(NaN)],
    ["nothing but −∞", new Float32Array(inCount).fill(-Infinity)],
  ])("take, select and scatter at the first maximum of %s", (_name, values) => {
    memory.clear();
    const x = memory.put(values);
    const other = randomFloats(inCount, uniform);
    const dy = randomFloats(windows.length, uniform);
    const maxima = windows.map((pixels) => firstMaximumOf(values, pixels));

    const out = run("maxPool2d", [x], sizes, planeCount, windows.length);
    // Two zeros of either sign are equal maxima: == compares them as such, and NaN apart.
    const wrong = maxima.filter(
      (index, i) => !(out[i] === values[index] || (Number.isNaN(out[i]) && Number.isNaN(values[index]))),
    );
    expect(wrong).toEqual([]);

    const selected = run("maxPool2dSelect", [x, memory.put(other)], sizes, planeCount, windows.length);
    expect(selected).toEqual(Float32Array.from(maxima, (index) => other[index] ?? NaN));

    const dx = new Float32Array(inCount);
    for (const [i, index] of maxima.entries()) dx[index] = (dx[index] ?? NaN) + (dy[i] ?? NaN);
    expect(run("maxPool2dScatter", [x, memory.put(dy)], sizes, planeCount, inCount)).toEqual(dx);
  });

  test.each([[1], [0]])("average and spread, counting padding: %i", (countIncludePad) => {
    memory.clear();
    const values = randomFloats(inCount, uniform);
    const dy = randomFloats(windows.length, uniform);
    const counts = windows.map((pixels) => (countIncludePad === 1 ? g.kernelHeight * g.kernelWidth : pixels.length));

    const means = windows.map(
      (pixels, i) => pixels.reduce((sum, index) => sum + (values[index] ?? NaN), 0) / (counts[i] ?? NaN),
    );
    const out = run("averagePool2d", [memory.put(values)], [...sizes, countIncludePad], planeCount, windows.length);
    for (const [i, mean] of means.entries()) expect(out[i]).toBeCloseTo(mean, 6);

    const dx = new Float64Array(inCount);
    for (const [i, pixels] of windows.entries()) {
      for (const index of pixels) dx[index] = (dx[index] ?? NaN) + (dy[i] ?? NaN) / (counts[i] ?? NaN);
    }
    const spread = run("averagePool2dGradient", [memory.put(dy)], [...sizes, countIncludePad], planeCount, inCount);
    for (const [i, value] of dx.entries()) expect(spread[i]).toBeCloseTo(value, 5);
  });
});

test("a window with no pixel of the image has maximum −∞, selects 0, averages to 0 and passes no gradient", () => {
  memory.clear();
  const sizes = sizesOf(pool([1, 1], [1, 1], [1, 1], [1, 0, 0, 0]));
  const x = memory.put(Float32Array.of(3));
  expect([...run("maxPool2d", [x], sizes, 1, 2)]).toEqual([-Infinity, 3]);
  expect([...run("maxPool2dSelect", [x, x], sizes, 1, 2)]).toEqual([0, 3]);
  expect([...run("averagePool2d", [x], [...sizes, 0], 1, 2)]).toEqual([0, 3]);
  const dy = memory.put(Float32Array.of(5, 7));
  expect([...run("maxPool2dScatter", [x, dy], sizes, 1, 1)]).toEqual([7]);
  expect([...run("averagePool2dGradient", [dy], [...sizes, 0], 1, 1)]).toEqual([7]);
});

describe.each([[1], [3], [4], [9]])("index kernels over inner size %i", (inner) => {
  const outer = 3;
  const axis = 6;
  const indices = Int32Array.of(5, 0, 2, 2, -1, 0, 6, 2, 2147483647, 3);
  const uniform = uniformNumbers(4);

  test("gather rows, NaN for an index out of range", () => {
    memory.clear();
    const x = randomFloats(outer * axis * inner, uniform);
    const expected = new Float32Array(outer * indices.length * inner).fill(NaN);
    for (let o = 0; o < outer; o++) {
      for (const [k, index] of indices.entries()) {
        if (index < 0 || index >= axis) continue;
        for (let i = 0; i < inner; i++) {
          expected[(o * indices.length + k) * inner + i] = x[(o * axis + index) * inner + i] ?? NaN;
        }
      }
    }
    const out = run(
      "gatherRows",
      [memory.put(x), memory.put(indices)],
      [axis, inner, indices.length],
      outer * indices.length,
      expected.length,
    );
    expect(out).toEqual(expected);
  });

  test("scatter-add rows in the order of the indices, passing over an index out of range", () => {
    memory.clear();
    const updates = randomFloats(outer * indices.length * inner, uniform);
    const expected = new Float32Array(outer * axis * inner);
    for (let o = 0; o < outer; o++) {
      for (const [k, index] of indices.entries()) {
        if (index < 0 || index >= axis) continue;
        for (let i = 0; i < inner; i++) {
          const at = (o * axis + index) * inner + i;
          expected[at] = (expected[at] ?? NaN) + (updates[(o * indices.length + k) * inner + i] ?? NaN);
        }
      }
    }
    const out = run(
      "scatterAddRows",
      [memory.put(updates), memory.put(indices)],
      [axis, inner, indices.length],
      outer * axis,
      expected.length,
    );
    expect(out).toEqual(expected);
  });

  test.each([
    ["random values", (count: number) => randomFloats(count, uniform)],
    ["ties, infinities and NaN", awkwardValues],
    ["nothing but NaN", (count: number) => new Float32Array(count).fill(NaN)],
    ["nothing but −∞", (count: number) => new Float32Array(count).fill(-Infinity)],
  ])("take the argument of the first maximum of %s", (_name, make) => {
    for (const length of [1, 2, 3, 4, 5, 10, 17]) {
      memory.clear();
      const values = make(outer * length * inner);
      const expected: number[] = [];
      for (let unit = 0; unit < outer * inner; unit++) {
        const start = Math.floor(unit / inner) * length * inner + (unit % inner);
        const along = Array.from({ length }, (_, k) => start + k * inner);
        expected.push(along.indexOf(firstMaximumOf(values, along)));
      }
      const out = run("argMax", [memory.put(values)], [length, inner], outer * inner, outer * inner);
      expect([...new Int32Array(out.buffer)]).toEqual(expected);
    }
  });
});
