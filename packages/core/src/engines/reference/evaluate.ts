import type { Values } from "../../graph/boundOp.ts";
import { elementCount } from "../../graph/shape.ts";
import type { Tensor } from "../../graph/tensor.ts";
import { topologicalOrder } from "../../graph/topologicalOrder.ts";
import type { Variable } from "../../graph/variable.ts";
import { checkFeedNames, feedTargets, writeFeed } from "../feeds.ts";
import type { Feeds } from "../session.ts";

export interface EvaluateOptions {
  /** Present values of variables (default: their initial ones). */
  readonly state?: ReadonlyMap<Variable, Values>;
  /** Values of nodes that are known already or tried out; what they depend on is not computed. */
  readonly given?: ReadonlyMap<Tensor, Values>;
  /** `"all"` keeps every intermediate value, `"outputs"` (default) only what was asked for. */
  readonly keep?: "outputs" | "all";
}

/**
 * Computes tensors in f64 by plain loops: the meaning of a graph, for checks and for explanation.
 *
 * @returns the values of `outputs`, or of every node in topological order with `keep: "all"`
 * @throws ChainruleError if feeds are missing, unknown or do not fit
 */
export function evaluate(outputs: readonly Tensor[], feeds: Feeds, options: EvaluateOptions = {}): Map<Tensor, Values> {
  const order = topologicalOrder(outputs);
  const uses = countUses(order, outputs, options.given);
  const fed = readFeeds(order, feeds, {
    needed: (tensor) => uses.has(tensor) && options.given?.has(tensor) !== true,
  });
  return computeNodes(order, outputs, fed, options);
}

/** Values of inputs by name; inputs that are not `needed`, or are `kept` from before, may go without a feed. */
export function readFeeds(
  order: readonly Tensor[],
  feeds: Feeds,
  options: { needed?: (tensor: Tensor) => boolean; kept?: ReadonlyMap<string, Values> | undefined } = {},
): ReadonlyMap<string, Values> {
  const { needed = () => true, kept } = options;
  const targets = feedTargets(order);
  const neededNames = new Set(feedTargets(order.filter(needed)).map(({ name }) => name));
  checkFeedNames(
    targets.filter(({ name }) => neededNames.has(name) || Object.hasOwn(feeds, name)),
    feeds,
    kept,
  );
  const values = new Map(kept);
  for (const target of targets) {
    const feed = feeds[target.name];
    if (feed === undefined) continue;
    const buffer = new Float64Array(elementCount(target.shape));
    writeFeed(target, feed, buffer);
    values.set(target.name, buffer);
  }
  return values;
}

/** Computes the nodes of `order` that `outputs` need. */
export function computeNodes(
  order: readonly Tensor[],
  outputs: readonly Tensor[],
  fed: ReadonlyMap<string, Values>,
  { state, given, keep = "outputs" }: EvaluateOptions,
): Map<Tensor, Values> {
  const uses = countUses(order, outputs, given);
  const values = new Map<Tensor, Values>();
  for (const tensor of order) {
    if (!uses.has(tensor)) continue;
    values.set(tensor, given?.get(tensor) ?? computeNode(tensor, values, fed, state));
    if (keep === "all") continue;
    for (const input of given?.has(tensor) ? [] : tensor.inputs) {
      const left = (uses.get(input) ?? 0) - 1;
      uses.set(input, left);
      if (left === 0) values.delete(input);
    }
  }
  return values;
}

/** How many times each needed node is read; outputs once more, so that they stay. */
function countUses(
  order: readonly Tensor[],
  outputs: readonly Tensor[],
  given: ReadonlyMap<Tensor, Values> | undefined,
): Map<Tensor, number> {
  const uses = new Map<Tensor, number>(outputs.map((output) => [output, 1]));
  for (let place = order.length - 1; place >= 0; place -= 1) {
    const tensor = order[place];
    if (tensor === undefined || !uses.has(tensor) || given?.has(tensor)) continue;
    for (const input of tensor.inputs) uses.set(input, (uses.get(input) ?? 0) + 1);
  }
  return uses;
}

function computeNode(
  tensor: Tensor,
  values: ReadonlyMap<Tensor, Values>,
  fed: ReadonlyMap<string, Values>,
  state: ReadonlyMap<Variable, Values> | undefined,
): Values {
  const { lowering } = tensor.op;
  if (lowering.kind === "input") return fed.get(lowering.name) ?? unreachable(lowering.name);
  if (lowering.kind === "variable") return state?.get(lowering.variable) ?? initialValues(lowering.variable);
  const output = new Float64Array(elementCount(tensor.shape));
  tensor.op.forward({
    inputs: tensor.inputs.map((input) => values.get(input) ?? unreachable(input.op.name)),
    inputShapes: tensor.inputs.map((input) => input.shape),
    output,
    shape: tensor.shape,
  });
  return output;
}

/** The values with which a variable begins. */
export function initialValues(variable: Variable): Values {
  return Float64Array.from(variable.initial());
}

function unreachable(what: string): never {
  throw new TypeError(`${what} has no value yet`);
}
