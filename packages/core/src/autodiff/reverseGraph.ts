import type { ReverseCall } from "../graph/derivative.ts";
import type { Tensor } from "../graph/tensor.ts";
import { topologicalOrder } from "../graph/topologicalOrder.ts";
import { filled } from "../ops/operand.ts";
import { ops } from "../ops/registry.ts";
import { dependents, times, total } from "./partials.ts";

/** What one use of a node adds to its gradient: upstream gradient × local derivative along one edge. */
export interface Contribution {
  /** The node that used it. */
  readonly from: Tensor;
  /** Which operand of `from` it was. */
  readonly inputIndex: number;
  /** The partial derivative along the edge, where the op is elementwise. */
  readonly partial?: Tensor | number;
  /** The contribution, of the node's own shape. */
  readonly tensor: Tensor;
}

/** A node on a path from what is differentiated to a parameter. */
export interface ReverseNode {
  readonly tensor: Tensor;
  /** The sum of all contributions: ∂of/∂tensor. */
  readonly gradient: Tensor;
  /** Empty for what is differentiated itself. */
  readonly contributions: readonly Contribution[];
}

/**
 * The backward pass as a graph: for every node between `of` and `wrt`, in the order of the pass, its gradient and the
 * contributions that sum to it. Nodes to which no gradient flows are left out.
 *
 * @param of - what is differentiated
 * @param dy - gradient of `of` to begin with (default: ones)
 */
export function reverseGraph(of: Tensor, wrt: readonly Tensor[], dy?: Tensor): ReadonlyMap<Tensor, ReverseNode> {
  return reverseGraphOf([[of, dy ?? filled(1, of.shape)]], wrt);
}

/** The same for several ends: the gradient of Σ ⟨tensor, dy⟩ over the seeds. */
function reverseGraphOf(
  seeds: readonly (readonly [tensor: Tensor, dy: Tensor])[],
  wrt: readonly Tensor[],
): ReadonlyMap<Tensor, ReverseNode> {
  const order = topologicalOrder(seeds.map(([tensor]) => tensor));
  const seeded = new Map<Tensor, Tensor[]>();
  for (const [tensor, dy] of seeds) seeded.set(tensor, [...(seeded.get(tensor) ?? []), dy]);
  const onPath = dependents(order, new Set(wrt));
  const result = new Map<Tensor, ReverseNode>();
  const pending = new Map<Tensor, Contribution[]>();
  for (let place = order.length - 1; place >= 0; place -= 1) {
    const tensor = order[place];
    if (tensor === undefined || !onPath.has(tensor)) continue;
    const contributions = pending.get(tensor) ?? [];
    const gradient = total([...(seeded.get(tensor) ?? []), ...contributions.map((each) => each.tensor)]);
    if (gradient === undefined) continue;
    result.set(tensor, { tensor, gradient, contributions });
    for (const { input, ...contribution } of edges(tensor, gradient, onPath)) {
      const known = pending.get(input);
      if (known === undefined) pending.set(input, [contribution]);
      else known.push(contribution);
    }
  }
  return result;
}

type Edge = Contribution & { readonly input: Tensor };

function edges(from: Tensor, dy: Tensor, onPath: ReadonlySet<Tensor>): Edge[] {
  const flows = (input: Tensor | undefined): input is Tensor =>
    input !== undefined && onPath.has(input) && input.dtype === "f32";
  if (!from.inputs.some(flows)) return [];
  const { derivative } = from.op;
  const call: ReverseCall = { inputs: from.inputs, output: from, ops, wants: flows, gradientsOf };
  const found: Edge[] = [];
  const add = (inputIndex: number, tensor: Tensor | undefined, partial?: Tensor | number): void => {
    const input = from.inputs[inputIndex];
    if (tensor === undefined || !flows(input)) return;
    found.push({ input, from, inputIndex, tensor, ...(partial === undefined ? {} : { partial }) });
  };
  switch (derivative.kind) {
    case "none":
      break;
    case "elementwise":
      derivative.partials(call).forEach((partial, inputIndex) => {
        const input = from.inputs[inputIndex];
        if (!flows(input)) return;
        const product = times(dy, partial);
        add(inputIndex, product && ops.sumTo(product, input.shape), partial);
      });
      break;
    case "multilinear":
      for (const inputIndex of derivative.wrt) {
        if (flows(from.inputs[inputIndex])) add(inputIndex, derivative.transpose(call, dy, inputIndex));
      }
      break;
    case "general":
      derivative.reverse(call, dy).forEach((tensor, inputIndex) => {
        add(inputIndex, tensor);
      });
      break;
  }
  return found;
}

function gradientsOf(
  seeds: readonly (readonly [tensor: Tensor, dy: Tensor])[],
  wrt: readonly Tensor[],
): readonly (Tensor | undefined)[] {
  const nodes = reverseGraphOf(seeds, wrt);
  return wrt.map((tensor) => nodes.get(tensor)?.gradient);
}
