import type { Values } from "../graph/boundOp.ts";
import type { Scan } from "../graph/scan.ts";
import { elementCount } from "../graph/shape.ts";
import type { Tensor } from "../graph/tensor.ts";
import { topologicalOrder } from "../graph/topologicalOrder.ts";

/** One turn with the value of every node of the body. */
export interface ScanTurnValues {
  /** The element that the turn is for. */
  readonly at: number;
  readonly values: ReadonlyMap<Tensor, Values>;
}

/**
 * The turns of a scan, one after another, in f64.
 *
 * @param inputs - values of the scan's operands
 * @param rounds - whether every result is rounded to f32, as in the arithmetic of the wasm engine
 */
export function* scanTurns(scan: Scan, inputs: readonly Values[], rounds = false): Generator<ScanTurnValues> {
  const { body, steps, reversed } = scan;
  const { carries, elements, captured } = body;
  const order = topologicalOrder([...carries.map(({ after }) => after), ...body.outputs]);
  const given = (index: number): Values => inputs[index] ?? new Float64Array();
  const constants = captured.map((leaf, index) => [leaf, given(carries.length + elements.length + index)] as const);
  let now = carries.map((_, index) => given(index));
  for (let turn = 0; turn < steps; turn += 1) {
    const at = reversed ? steps - 1 - turn : turn;
    const values = new Map<Tensor, Values>(constants);
    carries.forEach(({ before }, index) => {
      values.set(before, now[index] ?? new Float64Array());
    });
    elements.forEach((element, index) => {
      const size = elementCount(element.shape);
      values.set(element, given(carries.length + index).subarray(at * size, (at + 1) * size));
    });
    for (const node of order) if (!values.has(node)) values.set(node, computed(node, values, rounds));
    now = carries.map(({ after }) => values.get(after) ?? new Float64Array());
    yield { at, values };
  }
}

function computed(node: Tensor, values: ReadonlyMap<Tensor, Values>, rounds: boolean): Values {
  const output = new Float64Array(elementCount(node.shape));
  node.op.forward({
    inputs: node.inputs.map((input) => values.get(input) ?? new Float64Array()),
    inputShapes: node.inputs.map((input) => input.shape),
    output,
    shape: node.shape,
  });
  if (rounds && node.dtype === "f32") {
    for (let i = 0; i < output.length; i += 1) output[i] = Math.fround(output[i] ?? 0);
  }
  return output;
}
