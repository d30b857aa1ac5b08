import { type ReverseNode, reverseGraph } from "../autodiff/reverseGraph.ts";
import { computeNodes, initialValues, readFeeds } from "../engines/reference/evaluate.ts";
import type { Feeds } from "../engines/session.ts";
import { ChainruleError } from "../errors/chainruleError.ts";
import type { Values } from "../graph/boundOp.ts";
import { elementCount, formatShape } from "../graph/shape.ts";
import type { Step } from "../graph/step.ts";
import { displayName, type Tensor } from "../graph/tensor.ts";
import { topologicalOrder } from "../graph/topologicalOrder.ts";
import type { Variable } from "../graph/variable.ts";
import { variableOf } from "../ops/variable.ts";
import { buildLog } from "./buildLog.ts";
import type { ExplainLog } from "./explainLog.ts";
import { nodeNames } from "./nodeNames.ts";
import { readingOrder } from "./readingOrder.ts";
import { unrollScans } from "./unrollScans.ts";
import { updatesOver } from "./updatesOver.ts";

const mostBytes = 1e9;

/** What else {@link explain} takes. */
export interface ExplainOptions {
  /** A training step (from `minimize`) whose updates are explained too. */
  readonly step?: Step;
  /** Which update to explain, from 1 (default 1): those before it are done first, on the same feeds. */
  readonly stepNumber?: number;
  /** Values of variables to begin with, row-major, by name (default: those that the variables begin with). */
  readonly state?: Readonly<Record<string, ArrayLike<number>>>;
  /** Nodes whose gradients are wanted, by any name (default: every parameter that the cost depends on). */
  readonly wrt?: Readonly<Record<string, Tensor>>;
}

/**
 * Runs one step on the reference engine, in f64, and keeps every number: each op's operands and value, each edge's upstream
 * gradient, local derivative and contribution, the terms of each gradient, each update.
 *
 * A recurrence (a scan, as recurrent layers have) is written out turn by turn, under names such as `h[3]`: the sum over
 * time stands term by term.
 *
 * @param cost - a scalar
 * @param feeds - values of the inputs, as for `run`
 * @param options - `step` for updates, `stepNumber`, `state`, `wrt`
 * @throws ChainruleError if the cost is no scalar or depends on no parameter, a `wrt` is not part of it, or a feed does not fit
 * @example
 * const log = explain(cost, { X: [[0, 0, 1, 1], [0, 1, 0, 1]], Y: [[0, 1, 1, 1]] });
 * console.log(log.toText({ language: "zh" }));
 */
export function explain(cost: Tensor, feeds: Feeds, options: ExplainOptions = {}): ExplainLog {
  if (cost.shape.length > 0 || cost.dtype !== "f32") {
    throw new ChainruleError("explain.cost", {
      subject: displayName(cost),
      received: `${formatShape(cost.shape)} ${cost.dtype}`,
    });
  }
  const { step, stepNumber = 1 } = options;
  if (!Number.isInteger(stepNumber) || stepNumber < 1) {
    throw new ChainruleError("explain.stepNumber", { received: String(stepNumber) });
  }
  if (stepNumber > 1 && step === undefined)
    throw new ChainruleError("explain.noStep", { received: String(stepNumber) });
  const { written, wrt } = writtenOut(cost, options.wrt);
  const order = readingOrder(written);
  const reverse = reverseGraph(written, sources(written, order, wrt));
  const asked = step?.updates ?? [];
  const updates = written === cost ? asked : updatesOver(asked, cost, reverse);
  const wanted = [
    written,
    ...[...reverse.values()].flatMap(gradientTensors),
    ...updates.map((update) => update.value),
    ...updates.map((update) => update.variable),
  ];
  const whole = topologicalOrder(wanted);
  requireRoom(whole);
  const fed = readFeeds(whole, feeds);
  const state = firstState(whole, options.state ?? {});
  if (step !== undefined) advance(step, fed, state, stepNumber - 1);
  const values = computeNodes(whole, wanted, fed, { state, keep: "all" });
  return buildLog({ cost: written, order, reverse, values, fed, stepNumber, updates });
}

/** The graph with its recurrences turn by turn, so that the sum over time has a term for each. */
function writtenOut(
  cost: Tensor,
  wrt: ExplainOptions["wrt"],
): { readonly written: Tensor; readonly wrt: ExplainOptions["wrt"] } {
  const named = Object.entries(wrt ?? {});
  const [written = cost, ...targets] = unrollScans([cost, ...named.map(([, target]) => target)]);
  return {
    written,
    wrt: wrt && Object.fromEntries(named.map(([name, target], index) => [name, targets[index] ?? target])),
  };
}

/** Every value is kept, so there is a limit to what can be explained at once. */
function requireRoom(whole: readonly Tensor[]): void {
  const byteCount = whole.reduce((total, { shape }) => total + elementCount(shape) * Float64Array.BYTES_PER_ELEMENT, 0);
  if (byteCount > mostBytes) {
    const gigabytes = (bytes: number): string => `${(bytes / 1e9).toFixed(1)} GB`;
    throw new ChainruleError("explain.room", { most: gigabytes(mostBytes), received: gigabytes(byteCount) });
  }
}

/** What gradients are taken with respect to. */
function sources(cost: Tensor, order: readonly Tensor[], wrt: ExplainOptions["wrt"]): Tensor[] {
  const isPart = new Set(order);
  for (const [name, target] of Object.entries(wrt ?? {})) {
    if (!isPart.has(target))
      throw new ChainruleError("graph.independent", { op: "explain", name, of: displayName(cost) });
  }
  const found =
    wrt === undefined ? order.filter((tensor) => variableOf(tensor)?.trainable === true) : Object.values(wrt);
  if (found.length === 0) throw new ChainruleError("learning.noParameters", { subject: displayName(cost) });
  return found;
}

function gradientTensors({ gradient, contributions }: ReverseNode): Tensor[] {
  const partials = contributions.flatMap(({ partial }) =>
    partial === undefined || typeof partial === "number" ? [] : [partial],
  );
  return [gradient, ...contributions.map(({ tensor }) => tensor), ...partials];
}

type State = Map<Variable, Values>;

function firstState(whole: readonly Tensor[], given: Readonly<Record<string, ArrayLike<number>>>): State {
  const state: State = new Map();
  const choices: string[] = [];
  for (const tensor of whole) {
    const variable = variableOf(tensor);
    if (variable === undefined || state.has(variable)) continue;
    choices.push(variable.name);
    const own = given[variable.name];
    const values = own === undefined ? initialValues(variable) : Float64Array.from(own);
    const count = variable.shape.reduce((product, size) => product * size, 1);
    if (values.length !== count) {
      throw new ChainruleError("engine.feedShape", {
        name: variable.name,
        expected: formatShape(variable.shape),
        received: `${values.length} elements`,
      });
    }
    state.set(variable, values);
  }
  for (const received of Object.keys(given)) {
    if (!choices.includes(received))
      throw new ChainruleError("graph.unknownName", { subject: "state", received, choices });
  }
  return state;
}

/** Does `count` updates; like a session it stops where the guard is not finite. */
function advance({ updates, guard }: Step, fed: ReadonlyMap<string, Values>, state: State, count: number): void {
  const wanted = [...updates.map((update) => update.value), ...(guard === undefined ? [] : [guard])];
  const order = topologicalOrder(wanted);
  for (let done = 0; done < count; done += 1) {
    const values = computeNodes(order, wanted, fed, { state });
    if (guard !== undefined && !values.get(guard)?.every(Number.isFinite)) {
      throw new ChainruleError("explain.notFinite", {
        name: nodeNames([guard]).get(guard) ?? "",
        received: String(done + 1),
      });
    }
    const next = updates.flatMap(({ variable, value }) => {
      const target = variableOf(variable);
      const after = values.get(value);
      return target === undefined || after === undefined ? [] : [[target, after] as const];
    });
    for (const [variable, after] of next) state.set(variable, after.slice());
  }
}
