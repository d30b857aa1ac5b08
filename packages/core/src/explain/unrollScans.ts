import type { View } from "../graph/lowering.ts";
import { withScope } from "../graph/scope.ts";
import { elementCount, rowMajorStrides } from "../graph/shape.ts";
import { type Tensor, withInputs } from "../graph/tensor.ts";
import { topologicalOrder } from "../graph/topologicalOrder.ts";
import { scanOf } from "../ops/scan.ts";
import { nodeNames } from "./nodeNames.ts";
import { bodyNodes, type UnrolledScan, unrollScan } from "./unrollScan.ts";

/** Where a tensor's numbers stand in a scan's flat value, one after another. */
interface Range {
  readonly of: UnrolledScan;
  readonly view: View;
}

/**
 * The same graph with every scan written out: one copy of its body for each turn, whose nodes are named by their turn
 * (`h[3]`). What each turn takes from a shared weight then stands as a term of its own in the weight's gradient.
 *
 * @param roots - the ends of the graph
 * @returns the ends of the written-out graph, in order; nodes that depend on no scan are the same
 */
export function unrollScans(roots: readonly Tensor[]): Tensor[] {
  const order = topologicalOrder(roots);
  const names = nodeNames(
    order.flatMap((tensor) => {
      const scan = scanOf(tensor);
      return scan === undefined ? [] : bodyNodes(scan);
    }),
  );
  const made = new Map<Tensor, Tensor>();
  const ranges = new Map<Tensor, Range>();
  const find = (tensor: Tensor): Tensor => {
    const known = made.get(tensor);
    const range = ranges.get(tensor);
    if (known !== undefined || range === undefined) return known ?? tensor;
    const whole = within(tensor, () => range.of.numbers(range.view));
    made.set(tensor, whole);
    return whole;
  };
  for (const tensor of order) {
    const scan = scanOf(tensor);
    const range = rangeOf(tensor, ranges);
    if (scan !== undefined) {
      const of = within(tensor, () => unrollScan(scan, tensor.inputs.map(find), names));
      ranges.set(tensor, { of, view: { shape: tensor.shape, strides: [1], offset: 0 } });
    } else if (range !== undefined) {
      const value = within(tensor, () => range.of.values(range.view));
      if (value === undefined) ranges.set(tensor, range);
      else made.set(tensor, value);
    } else {
      const inputs = tensor.inputs.map(find);
      const isSame = inputs.every((input, index) => input === tensor.inputs[index]);
      if (!isSame) made.set(tensor, withInputs(tensor, inputs));
    }
  }
  const ends = roots.map(find);
  // A turn may hold a scan of its own.
  return topologicalOrder(ends).some((tensor) => scanOf(tensor) !== undefined) ? unrollScans(ends) : ends;
}

/** A view of a scan's numbers, as long as they stand one after another. */
function rangeOf({ op, inputs: [input] }: Tensor, ranges: ReadonlyMap<Tensor, Range>): Range | undefined {
  const range = input === undefined ? undefined : ranges.get(input);
  if (range === undefined || op.lowering.kind !== "view") return undefined;
  const view = op.lowering.view(range.view);
  if (view === undefined || elementCount(view.shape) === 0) return undefined;
  const packed = rowMajorStrides(view.shape);
  const isPacked = view.shape.every((size, axis) => size === 1 || view.strides[axis] === packed[axis]);
  return isPacked ? { of: range.of, view: { shape: view.shape, strides: packed, offset: view.offset } } : undefined;
}

/** Makes nodes at the place of another. */
function within<Result>({ path }: Tensor, make: () => Result): Result {
  return path === undefined ? make() : withScope(path, make);
}
