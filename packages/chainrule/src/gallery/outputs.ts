import type { Program, RunResult } from "@chainrule/core";

/** The numbers of an output in row-major order. */
export function valuesOf({ outputs }: RunResult, name: string): readonly number[] {
  const output = outputs[name];
  if (output === undefined) throw new TypeError(`no output "${name}" among ${Object.keys(outputs).join(", ")}`);
  return Array.from(output.data);
}

/** The number of a scalar output. */
export function scalarOf(result: RunResult, name: string): number {
  return valuesOf(result, name)[0] ?? Number.NaN;
}

/** What a program whose input `X` is one example of two features, [2, 1], gives for each place of the plane. */
export function fieldOf(program: Program, output: string, index = 0): (x1: number, x2: number) => number {
  const X = new Float32Array(2);
  return (x1, x2) => {
    X[0] = x1;
    X[1] = x2;
    return valuesOf(program.run({ X }), output)[index] ?? Number.NaN;
  };
}

/** Numbers with a fixed count of decimals, separated by commas: `0.500, 0.646`. */
export function fixed(values: number | ArrayLike<number>, decimals = 3): string {
  const list = typeof values === "number" ? [values] : Array.from(values);
  return list.map((value) => withSign(value.toFixed(decimals))).join(", ");
}

/** A number of any size in a few characters: `0.0833`, `5.28e−4`. */
export function brief(value: number, digits = 3): string {
  if (!Number.isFinite(value)) return String(value);
  const size = Math.abs(value);
  if (value === 0) return "0";
  if (size >= 0.001 && size < 100_000) return withSign(String(Number(value.toPrecision(digits))));
  return withSign(value.toExponential(digits - 1).replace("e+", "e")).replace("e-", "e−");
}

/** A real minus sign, and none before zero. */
function withSign(text: string): string {
  return /^-[0.]*$/.test(text) ? text.slice(1) : text.replace(/^-/, "−");
}
