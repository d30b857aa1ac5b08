import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import type { Tensor } from "../../src/graph/tensor.ts";
import { input } from "../../src/ops/input.ts";
import { ops } from "../../src/ops/registry.ts";
import { elementwiseCases } from "./elementwiseCases.ts";
import { partialsOf, run } from "./elementwiseRun.ts";

const nan = Number.NaN;

interface Figures {
  readonly unary: Readonly<Record<string, readonly { x: number; y: number; dx: number }[]>>;
  readonly binary: Readonly<
    Record<string, readonly { a: number; b: number; y: number; da: number | string; db: number | string }[]>
  >;
}

const figures: Figures = JSON.parse(readFileSync(new URL("../figures/elementwise.json", import.meta.url), "utf8"));

const withSettings: Readonly<Record<string, (x: Tensor) => Tensor>> = {
  tan: ops.tan,
  logSigmoid: ops.logSigmoid,
  clip: (x) => ops.clip(x, { min: -1, max: 1.5 }),
  "leakyRelu slope 0.2": (x) => ops.leakyRelu(x, { slope: 0.2 }),
  "elu alpha 0.5": (x) => ops.elu(x, { alpha: 0.5 }),
  "gelu tanh": (x) => ops.gelu(x, { approximation: "tanh" }),
};

function caseFor(name: string): (...inputs: readonly Tensor[]) => Tensor {
  const settings = withSettings[name];
  if (settings !== undefined) return (x) => settings(x ?? input("missing", []));
  const found = elementwiseCases.find((candidate) => candidate.name === name);
  if (found === undefined) throw new RangeError(name);
  return found.apply;
}

const composed = ["tan", "logSigmoid"];
/** PyTorch has 1/6 in single precision there. */
const slopeTolerance: Readonly<Record<string, number>> = { hardSigmoid: 1e-8 };

describe("PyTorch's values and derivatives, kinks and ties included", () => {
  test.each(Object.entries(figures.unary))("%s", (name, rows) => {
    const points = rows.map((row) => row.x);
    const output = caseFor(name)(input("x0", [points.length]));
    const values = run(output, [points]);
    rows.forEach((row, i) => {
      expect(Math.abs((values[i] ?? nan) - row.y), `value at ${row.x}`).toBeLessThanOrEqual(
        1e-14 * Math.max(1, Math.abs(row.y)),
      );
    });
    if (composed.includes(name)) return;
    const slopes = output.op.derivative.kind === "none" ? [points.map(() => 0)] : partialsOf(output, [points]);
    rows.forEach((row, i) => {
      expect(Math.abs((slopes[0]?.[i] ?? nan) - row.dx), `derivative at ${row.x}`).toBeLessThanOrEqual(
        (slopeTolerance[name] ?? 1e-13) * Math.max(1, Math.abs(row.dx)),
      );
    });
  });

  test.each(Object.entries(figures.binary))("%s", (name, rows) => {
    const feeds = [rows.map((row) => row.a), rows.map((row) => row.b)];
    const output = caseFor(name)(input("x0", [rows.length]), input("x1", [rows.length]));
    const values = run(output, feeds);
    const partials = partialsOf(output, feeds);
    rows.forEach((row, i) => {
      expect(values[i]).toBeCloseTo(row.y, 12);
      expect(partials[0]?.[i]).toBeCloseTo(Number(row.da), 12);
      if (row.db === "nan") expect(partials[1]?.[i]).toBeNaN();
      else expect(partials[1]?.[i]).toBeCloseTo(Number(row.db), 12);
    });
  });
});
