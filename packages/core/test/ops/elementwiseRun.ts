import { evaluate } from "../../src/engines/reference/evaluate.ts";
import { elementCount } from "../../src/graph/shape.ts";
import type { Tensor } from "../../src/graph/tensor.ts";
import { ops } from "../../src/ops/registry.ts";

/** The value of `output` in f64, with `feeds` for the inputs x0, x1, …; those that it does not read are left out. */
export function run(output: Tensor, feeds: readonly (readonly number[])[]): readonly number[] {
  const named = Object.fromEntries(feeds.map((values, i) => [`x${i}`, Float64Array.from(values)]));
  const used = Object.fromEntries(Object.entries(named).filter(([name]) => reads(output, name)));
  return [...(evaluate([output], used).get(output) ?? [])];
}

function reads(tensor: Tensor, name: string): boolean {
  const { lowering } = tensor.op;
  return (lowering.kind === "input" && lowering.name === name) || tensor.inputs.some((next) => reads(next, name));
}

/** ∂y/∂x for each operand, evaluated in f64. */
export function partialsOf(output: Tensor, feeds: readonly (readonly number[])[]): readonly (readonly number[])[] {
  const { derivative } = output.op;
  if (derivative.kind !== "elementwise") throw new TypeError(`${output.op.name} has no partial derivatives`);
  return derivative.partials({ inputs: output.inputs, output, ops }).map((partial) => {
    const count = elementCount(output.shape);
    if (typeof partial === "number") return new Array<number>(count).fill(partial);
    const values = run(partial, feeds);
    return values.length === 1 ? new Array<number>(count).fill(values[0] ?? Number.NaN) : values;
  });
}
