import { evaluate } from "../../engines/reference/evaluate.ts";
import type { Feeds } from "../../engines/session.ts";
import { ChainruleError } from "../../errors/chainruleError.ts";
import type { Language } from "../../errors/language.ts";
import type { Values } from "../../graph/boundOp.ts";
import { elementCount, formatShape, type Shape, sameShape } from "../../graph/shape.ts";
import type { Tensor } from "../../graph/tensor.ts";
import { topologicalOrder } from "../../graph/topologicalOrder.ts";
import { variableOf } from "../../ops/variable.ts";
import { explain } from "../explain.ts";
import type { ExplainLog } from "../explainLog.ts";
import { elementName, figures } from "../figures.ts";
import { nodeNames } from "../nodeNames.ts";
import { readingOrder } from "../readingOrder.ts";
import { subgraph } from "../subgraph.ts";
import { faultsOf } from "./faults.ts";
import {
  axisChoices,
  type DerivationFinding,
  factorBetween,
  sameButOnes,
  summed,
  transposed,
  type Verdict,
  type Wording,
} from "./finding.ts";
import { findingText } from "./findingText.ts";

/** What else {@link checkDerivation} takes. */
export interface CheckDerivationOptions {
  /** Values of the inputs (default: numbers between 0.1 and 0.9, which integer inputs can't have). */
  readonly feeds?: Feeds;
}

/** What became of each gradient. */
export interface DerivationReport {
  readonly isRight: boolean;
  readonly findings: readonly DerivationFinding[];
  /** In words, `"en"` (default) or `"zh"`. */
  readonly toText: (language?: Language) => string;
}

const mostFiniteDifferences = 24;

/**
 * Holds gradients that were derived by hand, as graphs, against automatic differentiation and finite differences, and says what
 * is wrong with those that differ: sign, factor, 1/m, a transpose, a sum, a local derivative, an operand, a path.
 *
 * Parameters are moved to a general place first, so that zeros among their first values hide nothing.
 *
 * @param cost - a scalar
 * @param derived - gradients by name: `dW1` or `W1` for the node `W1`; they may use any node of the cost's graph
 * @param options - `feeds`
 * @throws ChainruleError if a name is none of the graph's, the cost is no scalar, or a feed does not fit
 * @example
 * const report = checkDerivation(cost, { dW: matMul(sub(prediction, y), x, { transposeB: true }) }, { feeds });
 * console.log(report.toText());
 */
export function checkDerivation(
  cost: Tensor,
  derived: Readonly<Record<string, Tensor>>,
  options: CheckDerivationOptions = {},
): DerivationReport {
  const order = readingOrder(cost);
  const names = nodeNames(order);
  const targets = Object.entries(derived).map(([name, tensor]) => ({ name, tensor, of: targetOf(name, names) }));
  const feeds = options.feeds ?? generalFeeds(topologicalOrder([cost, ...Object.values(derived)]));
  const wrt = Object.fromEntries(targets.map(({ name, of }) => [name, of]));
  const log = explain(cost, costFeeds(order, feeds), { wrt, state: generalState(order) });
  const known = new Map(log.forward.map(({ tensor, value }) => [tensor, Float64Array.from(value.values)] as const));
  const values = evaluate(Object.values(derived), feedsFor(Object.values(derived), known, feeds), { given: known });
  const findings = targets.map(({ name, tensor, of }) =>
    finding(log, name, names.get(of) ?? name, tensor, values.get(tensor) ?? new Float64Array()),
  );
  return {
    isRight: findings.every(({ verdict }) => verdict.kind === "equal"),
    findings,
    toText: (language = "en") => `${findings.map((each) => findingText(each, language)).join("\n")}\n`,
  };
}

function targetOf(name: string, names: ReadonlyMap<Tensor, string>): Tensor {
  const find = (wanted: string): Tensor | undefined => [...names].find(([, own]) => own === wanted)?.[0];
  const found = find(name) ?? (name.startsWith("d") ? find(name.slice(1)) : undefined);
  if (found !== undefined) return found;
  const choices = [...names].flatMap(([tensor, own]) => (tensor.op.lowering.kind === "constant" ? [] : [`d${own}`]));
  throw new ChainruleError("explain.unknownGradient", { received: name, choices });
}

/** Numbers without structure, so that no two faults look the same by chance. */
function general(count: number, seed: number): Float64Array {
  return Float64Array.from({ length: count }, (_, place) => {
    const x = Math.sin((place + 1) * 12.9898 + seed * 78.233) * 43758.5453;
    return x - Math.floor(x);
  });
}

function generalFeeds(order: readonly Tensor[]): Feeds {
  const entries = order.flatMap(({ op, shape, dtype }, seed) =>
    op.lowering.kind === "input" && dtype === "f32"
      ? [[op.lowering.name, general(elementCount(shape), seed).map((x) => 0.1 + 0.8 * x)] as const]
      : [],
  );
  return Object.fromEntries(entries);
}

function generalState(order: readonly Tensor[]): Record<string, Values> {
  const state: Record<string, Values> = {};
  for (const [seed, tensor] of order.entries()) {
    const variable = variableOf(tensor);
    if (variable?.trainable !== true) continue;
    const moves = general(elementCount(variable.shape), seed + 0.5);
    state[variable.name] = Float64Array.from(variable.initial(), (value, place) => value + (moves[place] ?? 0) - 0.5);
  }
  return state;
}

/** The feeds that the cost has inputs for: others may belong to the derivation alone. */
function costFeeds(order: readonly Tensor[], feeds: Feeds): Feeds {
  const names = order.flatMap(({ op }) => (op.lowering.kind === "input" ? [op.lowering.name] : []));
  return Object.fromEntries(Object.entries(feeds).filter(([name]) => names.includes(name)));
}

function feedsFor(derived: readonly Tensor[], known: ReadonlyMap<Tensor, Values>, feeds: Feeds): Feeds {
  const needed = topologicalOrder(derived).flatMap((tensor) =>
    tensor.op.lowering.kind === "input" && !known.has(tensor) ? [tensor.op.lowering.name] : [],
  );
  return Object.fromEntries(Object.entries(feeds).filter(([name]) => needed.includes(name)));
}

function finding(log: ExplainLog, name: string, of: string, tensor: Tensor, derivedValues: Values): DerivationFinding {
  const automatic = log.gradient(of).value;
  const derived = figures(tensor.shape, derivedValues);
  const isComparable =
    elementCount(tensor.shape) === elementCount(automatic.shape) && sameButOnes(tensor.shape, automatic.shape);
  const differences = Array.from(automatic.values, (value, place) =>
    Math.abs(value - (derivedValues[place] ?? Number.NaN)),
  );
  return {
    name,
    of,
    verdict: verdictOf(log, of, tensor, derivedValues),
    dimensions: dimensions(name, of, tensor.shape, automatic.shape),
    derived,
    automatic,
    largestDifference: isComparable ? Math.max(0, ...differences) : undefined,
    finiteDifference: finiteDifferences(log, of, automatic.shape),
  };
}

function dimensions(name: string, of: string, received: Shape, expected: Shape): Wording {
  const want = formatShape(expected);
  const got = formatShape(received);
  if (sameShape(received, expected)) {
    return {
      en: `dimensions: ${name} has shape ${got}, as ${of} has`,
      zh: `维度：${name} 的形状是 ${got}，与 ${of} 相同`,
    };
  }
  return {
    en: `dimensions: a gradient has the shape of what it is the gradient of, so ${name} must have ${want}; got ${got}`,
    zh: `维度：梯度的形状与被求导的量相同，因此 ${name} 必须是 ${want}；得到 ${got}`,
  };
}

function finiteDifferences(log: ExplainLog, of: string, shape: Shape): DerivationFinding["finiteDifference"] {
  const count = elementCount(shape);
  const checkedCount = Math.min(count, mostFiniteDifferences);
  const differences = Array.from({ length: checkedCount }, (_, number) => {
    const why = log.why(elementName(of, shape, Math.floor((number * count) / checkedCount)));
    return Math.abs(why.gradient - why.finiteDifference.value);
  });
  return { largestDifference: Math.max(0, ...differences), checkedCount };
}

function verdictOf(log: ExplainLog, of: string, tensor: Tensor, derived: Values): Verdict {
  const right = log.gradient(of).value;
  const isZero = derived.every((value) => value === 0) && Array.from(right.values).some((value) => value !== 0);
  if (isZero) return { kind: "zero" };
  const own = figures(tensor.shape, derived);
  if (sameButOnes(tensor.shape, right.shape)) {
    const factor = factorBetween(derived, right.values);
    if (factor !== undefined) return scaled(factor, log.exampleCount, sameShape(tensor.shape, right.shape));
  }
  const turned = transposed(own);
  if (turned !== undefined && sameShape(turned.shape, right.shape)) {
    const factor = factorBetween(turned.values, right.values);
    if (factor !== undefined) return { kind: "transposed", factor };
  }
  for (const axes of axisChoices(tensor.shape.length)) {
    const total = summed(own, axes);
    if (!sameButOnes(total.shape, right.shape) || axes.every((axis) => tensor.shape[axis] === 1)) continue;
    const factor = factorBetween(total.values, right.values);
    if (factor !== undefined) return { kind: "notSummed", axes, factor };
  }
  const axis = wrongAxis(log, tensor, right.values, right.shape);
  if (axis !== undefined) return axis;
  if (!sameButOnes(tensor.shape, right.shape) && !(turned !== undefined && sameShape(turned.shape, right.shape)))
    return { kind: "shape" };
  for (const fault of faultsOf(log, of)) {
    const factor = sameButOnes(tensor.shape, right.shape) ? factorBetween(derived, fault.gradient) : undefined;
    // A fault that changes nothing explains nothing.
    if (factor !== undefined && factorBetween(fault.gradient, right.values) === undefined) return fault.verdict(factor);
  }
  return { kind: "different" };
}

function scaled(factor: number, exampleCount: number, isSameShape: boolean): Verdict {
  const isNear = (value: number): boolean => Math.abs(factor - value) <= 1e-7 * Math.abs(value);
  if (isNear(1)) return isSameShape ? { kind: "equal" } : { kind: "shape" };
  if (isNear(-1)) return { kind: "sign" };
  if (exampleCount > 1 && isNear(1 / exampleCount)) return { kind: "missingMean", exampleCount };
  if (exampleCount > 1 && isNear(exampleCount)) return { kind: "extraMean", exampleCount };
  return { kind: "factor", factor };
}

/** A sum in the derivation that would be right over other axes. */
function wrongAxis(log: ExplainLog, tensor: Tensor, right: ArrayLike<number>, shape: Shape): Verdict | undefined {
  for (const node of topologicalOrder([tensor])) {
    const { lowering } = node.op;
    const [operand] = node.inputs;
    if (lowering.kind !== "reduce" || lowering.reducer !== "sum" || operand === undefined || log.isForward(node))
      continue;
    const known = new Map(
      log.forward.map((record) => [record.tensor, Float64Array.from(record.value.values)] as const),
    );
    const value = subgraph([operand], (each) => known.has(each))(known)[0];
    if (value === undefined) continue;
    for (const axes of axisChoices(operand.shape.length)) {
      if (axes.join() === lowering.axes.join()) continue;
      const total = summed(figures(operand.shape, value), axes);
      const factor = sameButOnes(total.shape, shape) ? factorBetween(total.values, right) : undefined;
      if (factor !== undefined) return { kind: "wrongAxis", wrong: lowering.axes, right: axes, factor };
    }
  }
  return undefined;
}
