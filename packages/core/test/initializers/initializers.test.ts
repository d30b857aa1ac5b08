import { describe, expect, it } from "vitest";
import { givenValues } from "../../src/initializers/fixed.ts";
import { fansOf, type Initializer } from "../../src/initializers/initializer.ts";
import { orthogonal } from "../../src/initializers/orthogonal.ts";
import { initializerFromConfig, initializerRegistry } from "../../src/initializers/registry.ts";
import {
  heNormal,
  heUniform,
  plain,
  uniformValues,
  xavierNormal,
  xavierUniform,
} from "../../src/initializers/scaled.ts";
import { random } from "../../src/random/generator.ts";

function valuesOf(initializer: Initializer, shape: readonly number[]): Float64Array {
  return initializer.values({
    shape,
    ...fansOf(shape),
    generator: random({ seed: 5 }),
    subject: "weight",
    path: "model",
  });
}

function deviation(values: Float64Array): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
}

describe("initializers", () => {
  it("counts fans with the window of a convolution", () => {
    expect(fansOf([6, 3, 5, 5])).toEqual({ fanIn: 75, fanOut: 150 });
    expect(fansOf([10, 4])).toEqual({ fanIn: 4, fanOut: 10 });
  });

  const shape = [300, 200];
  it.each([
    ["plain", plain(), 0.01],
    ["xavierUniform", xavierUniform(), Math.sqrt(2 / 500)],
    ["xavierNormal with a gain", xavierNormal({ gain: 2 }), 2 * Math.sqrt(2 / 500)],
    ["heUniform", heUniform(), Math.sqrt(2 / 200)],
    ["heNormal of the outputs and a slope", heNormal({ fan: "out", slope: 1 }), Math.sqrt(1 / 300)],
  ])("%s has the standard deviation of its formula", (_name, initializer, expected) => {
    expect(deviation(valuesOf(initializer, shape)) / expected).toBeCloseTo(1, 1.8);
  });

  it("bounds uniform values by √3 standard deviations", () => {
    const bound = Math.sqrt(6 / 500);
    const values = valuesOf(xavierUniform(), shape);
    expect(Math.max(...values)).toBeLessThanOrEqual(bound);
    expect(Math.max(...values)).toBeGreaterThan(0.999 * bound);
  });

  it.each([[[3, 7]], [[7, 3]], [[4, 2, 3, 3]]])("makes vectors of shape %j orthogonal", (of) => {
    const values = valuesOf(orthogonal({ gain: 2 }), of);
    const rows = of[0] ?? 1;
    const columns = values.length / rows;
    const vectors = Array.from({ length: Math.min(rows, columns) }, (_, i) =>
      Array.from({ length: Math.max(rows, columns) }, (_unused, j) =>
        Number(values[rows <= columns ? i * columns + j : j * columns + i]),
      ),
    );
    for (const [i, a] of vectors.entries()) {
      for (const [j, b] of vectors.entries()) {
        const product = a.reduce((sum, value, k) => sum + value * (b[k] ?? 0), 0);
        expect(product).toBeCloseTo(i === j ? 4 : 0, 10);
      }
    }
  });

  it("spreads uniform values to the bound on either side", () => {
    const values = valuesOf(uniformValues(0.25), [1000]);
    expect(Math.max(...values)).toBeLessThanOrEqual(0.25);
    expect(Math.max(...values)).toBeGreaterThan(0.24);
    expect(Math.min(...values)).toBeLessThan(-0.24);
    expect(() => uniformValues(0)).toThrow("uniform: bound must be a number above 0; got 0");
  });

  it("refuses given values of another shape, and ragged rows", () => {
    expect(() => valuesOf(givenValues([[1, 2]]), [2, 1])).toThrow(
      "weight: values must have shape [2, 1]; got [1, 2] (model)",
    );
    expect(() => valuesOf(givenValues([[1, 2], [3]]), [2, 2])).toThrow("ragged rows");
  });

  it("gives the same values for the same seed from every entry of the registry", () => {
    for (const [name, entry] of initializerRegistry.entries) {
      const numbers: Readonly<Record<string, unknown>> = { constant: 2, uniform: 0.5, given: [[1, 2]] };
      const written = name in numbers ? { [name]: numbers[name] } : name;
      const initializer = initializerFromConfig(written);
      expect(initializer.kind).toBe(entry.name);
      expect(valuesOf(initializer, [1, 2])).toEqual(valuesOf(initializer, [1, 2]));
    }
  });
});
