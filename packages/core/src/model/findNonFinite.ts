import { readFeeds } from "../engines/reference/evaluate.ts";
import type { Feeds } from "../engines/session.ts";
import type { Values } from "../graph/boundOp.ts";
import { broadcastStrides, elementCount, type Shape } from "../graph/shape.ts";
import type { Step } from "../graph/step.ts";
import { displayName, type Tensor } from "../graph/tensor.ts";
import { topologicalOrder } from "../graph/topologicalOrder.ts";
import { scanOf } from "../ops/scan.ts";
import { scanTurns } from "../ops/scanTurns.ts";
import { variableOf } from "../ops/variable.ts";
import type { NonFiniteReport, OperandReport } from "./nonFiniteLossError.ts";

/** All values of a graph in the arithmetic of an engine: every op's result rounded to f32 where `rounds`. */
function computeAll(
  order: readonly Tensor[],
  fed: ReadonlyMap<string, Values>,
  read: (variable: Tensor) => ArrayLike<number>,
  rounds: boolean,
): Map<Tensor, Values> {
  const values = new Map<Tensor, Values>();
  for (const tensor of order) {
    const { lowering } = tensor.op;
    let output: Values;
    if (lowering.kind === "input") output = fed.get(lowering.name) ?? new Float64Array(elementCount(tensor.shape));
    else if (lowering.kind === "variable") output = Float64Array.from(read(tensor));
    else {
      output = new Float64Array(elementCount(tensor.shape));
      tensor.op.forward({
        inputs: tensor.inputs.map((input) => values.get(input) ?? new Float64Array()),
        inputShapes: tensor.inputs.map((input) => input.shape),
        output,
        shape: tensor.shape,
      });
    }
    if (rounds && tensor.dtype === "f32")
      for (let i = 0; i < output.length; i += 1) output[i] = Math.fround(output[i] ?? 0);
    values.set(tensor, output);
  }
  return values;
}

function firstBad(values: Values | undefined): number {
  return values === undefined ? -1 : values.findIndex((value) => !Number.isFinite(value));
}

/** From a non-finite node back along non-finite inputs, the earliest first, to the op whose inputs are all finite. */
function originOf(end: Tensor, places: ReadonlyMap<Tensor, number>, values: ReadonlyMap<Tensor, Values>): Tensor {
  let node = end;
  for (;;) {
    const bad = node.inputs.filter((input) => firstBad(values.get(input)) >= 0);
    const [earliest] = bad.sort((a, b) => (places.get(a) ?? 0) - (places.get(b) ?? 0));
    if (earliest === undefined) return node;
    node = earliest;
  }
}

/** Where in a scan's turns the first non-finite number arose: the first turn that has one, and the node there. */
function originInTurns(
  outer: Tensor,
  values: ReadonlyMap<Tensor, Values>,
  rounds: boolean,
): { readonly origin: Tensor; readonly values: ReadonlyMap<Tensor, Values>; readonly turn: number } | undefined {
  const scan = scanOf(outer);
  if (scan === undefined) return undefined;
  const inputs = outer.inputs.map((input) => values.get(input) ?? new Float64Array());
  const ends = [...scan.body.carries.map(({ after }) => after), ...scan.body.outputs];
  const places = new Map(topologicalOrder(ends).map((node, place) => [node, place]));
  for (const { at, values: own } of scanTurns(scan, inputs, rounds)) {
    const end = ends.find((node) => firstBad(own.get(node)) >= 0);
    if (end === undefined) continue;
    const found = originOf(end, places, own);
    const within = originInTurns(found, own, rounds);
    return { origin: within?.origin ?? found, values: within?.values ?? own, turn: at };
  }
  return undefined;
}

/**
 * Repeats one step with every value kept, and says where the first non-finite number arose: on the way to the guard, or
 * else on the way to an update.
 *
 * @param rounds - whether to round every op's result to f32, as the wasm engine's is
 */
export function findNonFinite(
  step: Step,
  feeds: Feeds,
  read: (variable: Tensor) => ArrayLike<number>,
  options: { readonly rounds: boolean; readonly epoch: number; readonly step: number },
): NonFiniteReport | undefined {
  const cost = step.guard;
  const ends = [...(cost === undefined ? [] : [cost]), ...step.updates.map((update) => update.value)];
  const order = topologicalOrder([...ends, ...Object.values(step.outputs)]);
  const values = computeAll(order, readFeeds(order, feeds), read, options.rounds);
  const places = new Map(order.map((tensor, place) => [tensor, place]));
  const end = ends.find((tensor) => firstBad(values.get(tensor)) >= 0);
  if (end === undefined) return undefined;
  const outer = originOf(end, places, values);
  const inner = originInTurns(outer, values, options.rounds);
  const origin = inner?.origin ?? outer;
  const known = inner?.values ?? values;
  const flat = firstBad(known.get(origin));
  const update = end === cost ? undefined : step.updates.find(({ value }) => value === end);
  return {
    ...(inner === undefined ? {} : { turn: inner.turn }),
    op: origin.op.name,
    isOld: origin.op.lowering.kind === "variable",
    name: origin.name,
    path: origin.path,
    line: origin.origin.line,
    shape: origin.shape,
    index: placeOf(flat, origin.shape),
    value: known.get(origin)?.[flat] ?? Number.NaN,
    operands: origin.inputs.map((input) => operandReport(input, origin, flat, known.get(input) ?? new Float64Array())),
    parameter: update === undefined ? undefined : variableOf(update.variable)?.name,
    epoch: options.epoch,
    step: options.step,
  };
}

function placeOf(flat: number, shape: Shape): readonly number[] {
  const index: number[] = [];
  let rest = flat;
  for (const size of [...shape].reverse()) {
    index.unshift(rest % size);
    rest = Math.floor(rest / size);
  }
  return index;
}

function operandReport(operand: Tensor, node: Tensor, flat: number, values: Values): OperandReport {
  let min = Number.POSITIVE_INFINITY;
  let max = Number.NEGATIVE_INFINITY;
  for (const value of values) {
    min = Math.min(min, value);
    max = Math.max(max, value);
  }
  const isElementwise = node.op.lowering.kind === "elementwise";
  const strides = isElementwise ? broadcastStrides(operand.shape, node.shape) : [];
  const offset = placeOf(flat, node.shape).reduce((sum, place, axis) => sum + place * (strides[axis] ?? 0), 0);
  return {
    name: displayName(operand),
    shape: operand.shape,
    value: isElementwise ? values[offset] : undefined,
    min,
    max,
  };
}
