import { ChainruleError } from "../errors/chainruleError.ts";
import { withScope } from "../graph/scope.ts";
import type { Tensor } from "../graph/tensor.ts";
import { evaluationMode } from "../layers/evaluationMode.ts";
import type { Incremental, MergeIncremental } from "../layers/incremental.ts";
import type { BuiltMerge } from "../layers/layer.ts";
import { passMask } from "../layers/sequenceMask.ts";

/** Tensors by the layer that looks at them. */
export type Memory = readonly (readonly Tensor[])[];

/** How a network goes on by one position of one of its inputs, while the others are there as a whole. */
export interface NetworkSteps {
  /** What the other inputs, in the network's order, make, for each layer that looks at it: it stays as it is. */
  readonly memory: (others: readonly Tensor[]) => Memory;
  /** What is kept from one position to the next. */
  readonly state: Incremental["state"];
  /** One position [batch, 1], after the memory and what was kept. */
  readonly apply: (
    x: Tensor,
    memory: Memory,
    kept: readonly Tensor[],
    position: Tensor,
  ) => { readonly y: Tensor; readonly kept: readonly Tensor[] };
}

/** A node of a network: what it makes of the values at other places. */
export interface StepNode {
  readonly path: string;
  readonly inputs: readonly number[];
  readonly built: Pick<BuiltMerge, "apply">;
  /** Absent where the layer can't go on by one position. */
  readonly goesOn: MergeIncremental | undefined;
}

/** A node that goes on, with the places of its other inputs and where its state begins. */
interface Going {
  readonly place: number;
  readonly node: StepNode;
  readonly goesOn: MergeIncremental;
}

/**
 * How a graph of nodes goes on by one position of input `going`; `undefined` where a node on the way to `output` can't.
 * Places of inputs come first, then those of nodes in order.
 */
export function stepsOf(
  inputCount: number,
  nodes: readonly StepNode[],
  going: number,
  output: number,
): NetworkSteps | undefined {
  const needed = ancestors(inputCount, nodes, output);
  const moving = new Set([going]);
  const found: Going[] = [];
  for (const [index, node] of nodes.entries()) {
    const place = inputCount + index;
    const [first = -1, ...others] = node.inputs;
    if (!needed.has(place) || !node.inputs.some((input) => moving.has(input))) continue;
    moving.add(place);
    const { goesOn } = node;
    const mayGo = goesOn !== undefined && moving.has(first);
    if (!mayGo || !others.every((other) => moving.has(other) === (goesOn.others === "going"))) return undefined;
    found.push({ place, node, goesOn });
  }
  if (!moving.has(output)) return undefined;
  const countOf = ({ goesOn }: Going): number => goesOn.state(1, 1).length;
  return {
    memory: (others) => {
      const values = new Map<number, Tensor>();
      let next = 0;
      for (let place = 0; place < inputCount; place += 1) {
        const given = place === going ? undefined : others[next];
        if (place !== going) next += 1;
        if (given !== undefined) values.set(place, given);
      }
      for (const [index, node] of nodes.entries()) {
        const place = inputCount + index;
        if (!needed.has(place) || moving.has(place)) continue;
        values.set(
          place,
          applied(
            node,
            node.inputs.map((input) => valueAt(values, input)),
          ),
        );
      }
      return found.map(({ node, goesOn }) => {
        if (goesOn.others === "going") return [];
        const whole = node.inputs.slice(1).map((input) => valueAt(values, input));
        return withScope(node.path, () => goesOn.prepare?.(whole) ?? whole);
      });
    },
    state: (batch, capacity) =>
      found.flatMap(({ node, goesOn }) =>
        goesOn.state(batch, capacity).map(({ name, shape }) => ({ name: `${node.path}.${name}`, shape })),
      ),
    apply: (x, memory, kept, position) => {
      const values = new Map([[going, x]]);
      const after: Tensor[] = [];
      for (const [index, step] of found.entries()) {
        const { node, goesOn, place } = step;
        const [first = -1, ...others] = node.inputs;
        const beside = goesOn.others === "going" ? others.map((other) => valueAt(values, other)) : memory[index];
        const from = valueAt(values, first);
        const own = kept.slice(after.length, after.length + countOf(step));
        const done = withScope(node.path, () => goesOn.apply([from, ...(beside ?? [])], own, position));
        if (done.y.shape[1] !== 1) throw new ChainruleError("learning.wholeSequence", { subject: node.path });
        values.set(place, passMask(from, done.y));
        after.push(...done.kept);
      }
      return { y: valueAt(values, output), kept: after };
    },
  };
}

/** Places that an output is made from, itself included. */
function ancestors(inputCount: number, nodes: readonly StepNode[], output: number): ReadonlySet<number> {
  const needed = new Set([output]);
  for (let place = inputCount + nodes.length - 1; place >= inputCount; place -= 1) {
    if (needed.has(place)) for (const input of nodes[place - inputCount]?.inputs ?? []) needed.add(input);
  }
  return needed;
}

function applied({ path, built }: StepNode, inputs: readonly Tensor[]): Tensor {
  const result = withScope(path, () => built.apply(inputs, evaluationMode));
  return inputs.reduce((output, input) => passMask(input, output), result);
}

function valueAt(values: ReadonlyMap<number, Tensor>, place: number): Tensor {
  const value = values.get(place);
  if (value === undefined) throw new RangeError("a node before its inputs");
  return value;
}
