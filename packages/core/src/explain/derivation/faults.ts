import type { Values } from "../../graph/boundOp.ts";
import { elementCount } from "../../graph/shape.ts";
import type { Tensor } from "../../graph/tensor.ts";
import type { BackwardEdge, ExplainLog } from "../explainLog.ts";
import { figures } from "../figures.ts";
import { type Known, withValues } from "../subgraph.ts";
import { summed, type Verdict } from "./finding.ts";

/** A mistake that a person may make in a backward pass, and the gradient that comes of it. */
export interface Fault {
  readonly verdict: (factor: number) => Verdict;
  readonly gradient: Values;
}

type Override = (edge: BackwardEdge, upstream: Values) => Values | undefined;

/** Every single mistake at the edges above `target`, worked out when asked for. */
export function* faultsOf(log: ExplainLog, target: string): Generator<Fault> {
  const known = new Map(log.forward.map(({ tensor, value }) => [tensor, Float64Array.from(value.values)] as const));
  const above = edgesAbove(log, target);
  const withOverride = (override: Override): Values => backwardPass(log, above, known, target, override);
  const onlyAt =
    (edge: BackwardEdge, change: (upstream: Values) => Values): Override =>
    (other, upstream) =>
      other === edge ? change(upstream) : undefined;
  for (const edge of above) {
    const { from, to } = edge;
    const consumer = log.node(from).tensor;
    const operand = log.node(to).tensor;
    if (edge.local.kind === "elementwise" && edge.local.value !== undefined && edge.local.value.values.length > 1) {
      yield {
        verdict: (factor) => ({ kind: "missingLocal", node: from, operand: to, factor }),
        gradient: withOverride(onlyAt(edge, (upstream) => reduced(upstream, consumer, operand))),
      };
      const swapped = swap(known, consumer, operand);
      if (swapped !== undefined && consumer.inputs.length === 1) {
        yield {
          verdict: (factor) => ({ kind: "wrongArgument", node: from, used: to, right: from, factor }),
          gradient: withOverride(
            onlyAt(edge, (upstream) => edge.contributionOf(withUpstream(edge, swapped.outputAsInput, upstream))),
          ),
        };
        yield {
          verdict: (factor) => ({ kind: "wrongArgument", node: from, used: from, right: to, factor }),
          gradient: withOverride(
            onlyAt(edge, (upstream) => edge.contributionOf(withUpstream(edge, swapped.inputAsOutput, upstream))),
          ),
        };
      }
    }
  }
  for (const edge of above) {
    if (above.filter((other) => other.to === edge.to).length < 2) continue;
    yield {
      verdict: (factor) => ({ kind: "missingPath", node: edge.to, through: edge.from, factor }),
      gradient: withOverride(onlyAt(edge, () => new Float64Array(elementCount(log.node(edge.to).tensor.shape)))),
    };
  }
  for (const edge of above) {
    if (edge.local.kind === "elementwise") continue;
    for (const right of log.node(edge.from).tensor.inputs) {
      if (right === log.node(edge.to).tensor || right.op.lowering.kind === "constant") continue;
      for (const used of log.forward) {
        if (used.tensor === right || used.tensor.shape.join() !== right.shape.join()) continue;
        const mistaken = withValues(known, right, known.get(used.tensor) ?? new Float64Array());
        yield {
          verdict: (factor) => ({ kind: "wrongOperand", used: used.name, right: log.nameOf(right), factor }),
          gradient: withOverride(
            onlyAt(edge, (upstream) => edge.contributionOf(withUpstream(edge, mistaken, upstream))),
          ),
        };
      }
    }
  }
}

function edgesAbove(log: ExplainLog, target: string): BackwardEdge[] {
  const reached = new Set([target]);
  for (const { name, inputs } of log.forward) if (inputs.some((input) => reached.has(input))) reached.add(name);
  return log.backward.filter((edge) => reached.has(edge.to) && reached.has(edge.from));
}

function backwardPass(
  log: ExplainLog,
  edges: readonly BackwardEdge[],
  known: Known,
  target: string,
  override: Override,
): Values {
  const gradients = new Map<string, Float64Array>([[log.costName, Float64Array.of(1)]]);
  for (const edge of edges) {
    const upstream = gradients.get(edge.from);
    if (upstream === undefined) continue;
    const contribution = override(edge, upstream) ?? edge.contributionOf(withUpstream(edge, known, upstream));
    const sum = gradients.get(edge.to) ?? new Float64Array(contribution.length);
    gradients.set(
      edge.to,
      sum.map((value, place) => value + (contribution[place] ?? 0)),
    );
  }
  return gradients.get(target) ?? new Float64Array();
}

function withUpstream(edge: BackwardEdge, known: Known, upstream: Values): Known {
  return withValues(known, edge.upstreamTensor, upstream);
}

function swap(
  known: Known,
  consumer: Tensor,
  operand: Tensor,
): { readonly outputAsInput: Known; readonly inputAsOutput: Known } | undefined {
  const output = known.get(consumer);
  const input = known.get(operand);
  if (output === undefined || input === undefined || output.length !== input.length) return undefined;
  return { outputAsInput: withValues(known, consumer, input), inputAsOutput: withValues(known, operand, output) };
}

/** The upstream gradient summed to the operand's shape: what is left where the local derivative is forgotten. */
function reduced(upstream: Values, consumer: Tensor, operand: Tensor): Values {
  const missing = consumer.shape.length - operand.shape.length;
  const axes = consumer.shape.flatMap((size, axis) =>
    axis < missing || (operand.shape[axis - missing] === 1 && size !== 1) ? [axis] : [],
  );
  return Float64Array.from(summed(figures(consumer.shape, upstream), axes).values);
}
