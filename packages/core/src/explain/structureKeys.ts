import type { AttributeValue } from "../graph/boundOp.ts";
import type { Scan } from "../graph/scan.ts";
import type { Tensor } from "../graph/tensor.ts";
import { topologicalOrder } from "../graph/topologicalOrder.ts";
import { scanOf } from "../ops/scan.ts";
import { bodyNodes } from "./unrollScan.ts";

/** Numbers that are equal for nodes that compute the same thing: same op, same attributes, operands of equal number. */
export function structureKeys(roots: readonly Tensor[]): (tensor: Tensor) => number | undefined {
  const numbers = new Map<string, number>();
  const keys = new Map<Tensor, number>();
  for (const tensor of topologicalOrder(roots)) {
    const text = structure(tensor, keys);
    const number = numbers.get(text) ?? numbers.size;
    numbers.set(text, number);
    keys.set(tensor, number);
  }
  return (tensor) => keys.get(tensor);
}

function structure(tensor: Tensor, keys: ReadonlyMap<Tensor, number>): string {
  const { op, inputs, shape } = tensor;
  const scan = scanOf(tensor);
  const own =
    scan === undefined
      ? JSON.stringify(op.attributes, (_name, value: AttributeValue) =>
          value instanceof Float64Array ? [...value] : value,
        )
      : bodyStructure(scan);
  return [op.name, shape.join("×"), own, ...inputs.map((input) => keys.get(input))].join("|");
}

/** What a scan does in each turn, whatever its leaves are called. */
function bodyStructure(scan: Scan): string {
  const { body, steps, reversed } = scan;
  const places = new Map<Tensor, number>();
  const leaves = new Set([...body.carries.map(({ before }) => before), ...body.elements, ...body.captured]);
  for (const leaf of leaves) places.set(leaf, places.size);
  const nodes: string[] = [];
  for (const node of bodyNodes(scan)) {
    if (leaves.has(node)) continue;
    nodes.push(structure(node, places));
    places.set(node, places.size);
  }
  const carries = body.carries.map(({ after, keepsAll }) => [places.get(after), keepsAll]);
  return JSON.stringify([
    steps,
    reversed,
    [...leaves].map(({ shape, dtype }) => [shape, dtype]),
    nodes,
    carries,
    body.outputs.map((output) => places.get(output)),
  ]);
}
