import type { Values } from "../graph/boundOp.ts";
import type { Tensor } from "../graph/tensor.ts";
import { elementName } from "./figures.ts";
import { type EdgeGraph, localColumn } from "./localDerivative.ts";
import type { Known } from "./subgraph.ts";

/** One use of a number: what an element of a consumer passes back to it. */
export interface WhyTerm {
  /** The consumer's element, say `z[0,2]`. */
  readonly via: string;
  /** ∂Cost/∂(that element). */
  readonly upstream: number;
  /** ∂(that element)/∂(the number). */
  readonly local: number;
  /** upstream · local. */
  readonly contribution: number;
}

/** A way from a number to the cost: the derivatives along it multiply to what it contributes. */
export interface WhyPath {
  /** Elements from the number itself to the cost. */
  readonly nodes: readonly string[];
  /** The derivative from each of them to the next. */
  readonly factors: readonly number[];
  readonly contribution: number;
}

/** Why one number of a gradient is what it is. */
export interface WhyNumber {
  /** The element, say `0.weight[0,1]`. */
  readonly name: string;
  /** Its value in the forward pass. */
  readonly value: number;
  /** ∂Cost/∂it. */
  readonly gradient: number;
  /** Every use of it with a contribution other than zero; their contributions sum to the gradient. */
  readonly terms: readonly WhyTerm[];
  /** All ways to the cost, where there are few enough to list; their contributions sum to the gradient too. */
  readonly paths: readonly WhyPath[] | undefined;
  /** (Cost(x + h) − Cost(x − h)) / 2h. */
  readonly finiteDifference: { readonly value: number; readonly step: number };
}

/** The backward pass as `why` walks it. */
export interface WhyGraph {
  readonly cost: Tensor;
  readonly values: Known;
  readonly edgesTo: (tensor: Tensor) => readonly EdgeGraph[];
  readonly gradientOf: (tensor: Tensor) => Values | undefined;
  readonly nameOf: (tensor: Tensor) => string;
  readonly costWith: (tensor: Tensor, values: Values) => number;
}

const mostPaths = 64;
const mostHops = 2000;

/** Explains the gradient's element at a row-major place. */
export function whyElement(graph: WhyGraph, tensor: Tensor, place: number): WhyNumber {
  const values = graph.values.get(tensor) ?? new Float64Array();
  const hop = hopper(graph);
  const terms = hop(tensor, place).flatMap(({ to, at, local }): WhyTerm[] => {
    const upstream = graph.gradientOf(to)?.[at] ?? 0;
    const contribution = upstream * local;
    return contribution === 0
      ? []
      : [{ via: elementName(graph.nameOf(to), to.shape, at), upstream, local, contribution }];
  });
  return {
    name: elementName(graph.nameOf(tensor), tensor.shape, place),
    value: values[place] ?? Number.NaN,
    gradient: graph.gradientOf(tensor)?.[place] ?? 0,
    terms,
    paths: pathsFrom(graph, hop, tensor, place),
    finiteDifference: centralDifference(graph, tensor, place),
  };
}

interface Hop {
  readonly to: Tensor;
  readonly at: number;
  readonly local: number;
}

/** The elements that an element flows into directly, with the local derivatives; columns are kept for the next asker. */
function hopper({ values, edgesTo }: WhyGraph): (tensor: Tensor, place: number) => readonly Hop[] {
  const columns = new Map<EdgeGraph, (place: number) => Values>();
  return (tensor, place) =>
    edgesTo(tensor).flatMap((edge) => {
      const column = columns.get(edge) ?? localColumn(edge, values);
      columns.set(edge, column);
      const hops: Hop[] = [];
      column(place).forEach((local, at) => {
        if (local !== 0) hops.push({ to: edge.from, at, local });
      });
      return hops;
    });
}

/** All ways to the cost, depth first; `undefined` once they are too many. */
function pathsFrom(
  graph: WhyGraph,
  hop: ReturnType<typeof hopper>,
  start: Tensor,
  place: number,
): readonly WhyPath[] | undefined {
  interface Walk {
    readonly tensor: Tensor;
    readonly at: number;
    readonly nodes: readonly string[];
    readonly factors: readonly number[];
  }
  const nameAt = (tensor: Tensor, at: number): string => elementName(graph.nameOf(tensor), tensor.shape, at);
  const found: WhyPath[] = [];
  const stack: Walk[] = [{ tensor: start, at: place, nodes: [nameAt(start, place)], factors: [] }];
  let hopsLeft = mostHops;
  for (let walk = stack.pop(); walk !== undefined; walk = stack.pop()) {
    if (walk.tensor === graph.cost) {
      const contribution = walk.factors.reduce((product, factor) => product * factor, 1);
      found.push({ nodes: walk.nodes, factors: walk.factors, contribution });
      continue;
    }
    hopsLeft -= 1;
    const next = hop(walk.tensor, walk.at);
    if (hopsLeft < 0 || found.length + stack.length + next.length > mostPaths) return undefined;
    for (const { to, at, local } of next.toReversed()) {
      stack.push({ tensor: to, at, nodes: [...walk.nodes, nameAt(to, at)], factors: [...walk.factors, local] });
    }
  }
  return found;
}

/** (Cost(x + h) − Cost(x − h)) / 2h with h near the cube root of the rounding error. */
function centralDifference(
  { values, costWith }: WhyGraph,
  tensor: Tensor,
  place: number,
): WhyNumber["finiteDifference"] {
  const value = values.get(tensor) ?? new Float64Array();
  const step = 1e-5 * Math.max(1, Math.abs(value[place] ?? 0));
  const at = (by: number): number => costWith(tensor, value.with(place, (value[place] ?? 0) + by));
  return { value: (at(step) - at(-step)) / (2 * step), step };
}
