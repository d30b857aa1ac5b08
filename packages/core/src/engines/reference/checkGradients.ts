import { directionalDerivative } from "../../autodiff/directionalDerivative.ts";
import { gradients } from "../../autodiff/gradients.ts";
import type { Values } from "../../graph/boundOp.ts";
import { rowMajorStrides, type Shape } from "../../graph/shape.ts";
import type { Tensor } from "../../graph/tensor.ts";
import type { Variable } from "../../graph/variable.ts";
import { input } from "../../ops/input.ts";
import type { Feeds } from "../session.ts";
import { costAlong } from "./costAlong.ts";
import { evaluate } from "./evaluate.ts";
import { finiteDifference } from "./finiteDifferences.ts";

/** Settings of {@link checkGradients}. */
export interface CheckGradientsOptions {
  /** Tensors to check by name: parameters, inputs, any node. */
  readonly wrt: { readonly [name: string]: Tensor };
  readonly feeds?: Feeds;
  /** Values of variables (default: their initial ones). */
  readonly state?: ReadonlyMap<Variable, Values>;
  /** First step of the differences, times max(1, |x|) (default 1e-4). */
  readonly epsilon?: number;
  /** Random directions tried for each tensor with more than `elements` elements (default 3). */
  readonly directions?: number;
  /** Elements tried one by one; of a larger tensor as many, evenly spaced (default 64). */
  readonly elements?: number;
}

/** The element or direction where gradient and differences are furthest apart. */
export interface WorstElement {
  /** Place of the element, or `undefined` for a random direction. */
  readonly index: readonly number[] | undefined;
  readonly analytic: number;
  readonly numeric: number;
}

/** What {@link checkGradients} found of one tensor. */
export interface GradientReport {
  readonly parameter: string;
  /** Largest |analytic − numeric| / max(|analytic|, |numeric|, 0.001 · max(1, |cost|)). */
  readonly maxRelativeError: number;
  readonly worst: WorstElement;
  /** The same for reverse mode against forward mode along a random direction. */
  readonly forwardModeError: number;
  readonly elementsChecked: number;
  readonly directionsChecked: number;
}

/**
 * Holds gradients by reverse mode against central differences and against forward mode, in f64 on the reference engine.
 *
 * Error of a derivative a against its numeric value n: |a − n| / max(|a|, |n|, 0.001 · max(1, |cost|)); where it is below
 * 1e-6 the gradient is right, unless a kink (of relu, of a maximum) lies within epsilon.
 *
 * @param cost - a scalar
 * @param options - `wrt`, `feeds`, and how thoroughly to look
 * @returns one report for each name in `wrt`, in order
 * @throws ChainruleError if the cost is no scalar, does not depend on one of `wrt`, or feeds do not fit
 * @example
 * const [report] = checkGradients(cost, { wrt: { W: w }, feeds: { X: [[0, 1]], Y: [[1]] } });
 */
export function checkGradients(cost: Tensor, options: CheckGradientsOptions): GradientReport[] {
  const { wrt, feeds = {}, state = new Map<Variable, Values>() } = options;
  const names = Object.keys(wrt);
  const dWrt = gradients(cost, wrt);
  const outputs = [cost, ...Object.values(wrt), ...Object.values(dWrt)];
  const base = evaluate(outputs, feeds, { state, keep: "all" });
  return names.map((name) => {
    const tensor = wrt[name];
    const gradient = base.get(dWrt[name] ?? cost);
    if (tensor === undefined || gradient === undefined) throw new TypeError("every name has a gradient");
    return checkTensor(name, { cost, tensor, gradient, base }, options);
  });
}

interface Subject {
  readonly cost: Tensor;
  readonly tensor: Tensor;
  readonly gradient: Values;
  readonly base: ReadonlyMap<Tensor, Values>;
}

function checkTensor(parameter: string, subject: Subject, options: CheckGradientsOptions): GradientReport {
  const { tensor, gradient } = subject;
  const { epsilon = 1e-4, directions = 3, elements = 64 } = options;
  const along = costAlong(subject.cost, tensor, subject.base);
  const { x } = along;
  const floor = 1e-3 * Math.max(1, Math.abs(along.cost));
  let maxRelativeError = 0;
  let worst: WorstElement | undefined;
  const compare = (index: readonly number[] | undefined, direction: Values, step: number, analytic: number): void => {
    const numeric = finiteDifference((distance) => along.at(direction, distance), step).value;
    const error = relativeError(analytic, numeric, floor);
    if (worst !== undefined && error <= maxRelativeError) return;
    maxRelativeError = error;
    worst = { index, analytic, numeric };
  };
  const places = spacedPlaces(x.length, elements);
  for (const place of places) {
    const direction = new Float64Array(x.length);
    direction[place] = 1;
    const step = epsilon * Math.max(1, Math.abs(x[place] ?? 0));
    compare(indexOf(place, tensor.shape), direction, step, gradient[place] ?? Number.NaN);
  }
  const random = randomDirections(x.length);
  const directionCount = x.length > elements ? directions : 0;
  for (let count = 0; count < directionCount; count += 1) {
    const direction = random();
    compare(undefined, direction, epsilon, dot(gradient, direction));
  }
  const direction = random();
  const tangent = forwardDerivative(subject, direction);
  const forwardModeError = relativeError(dot(gradient, direction), tangent, floor);
  return {
    parameter,
    maxRelativeError,
    worst: worst ?? { index: undefined, analytic: 0, numeric: 0 },
    forwardModeError,
    elementsChecked: places.length,
    directionsChecked: directionCount,
  };
}

function relativeError(a: number, b: number, floor: number): number {
  const error = Math.abs(a - b) / Math.max(Math.abs(a), Math.abs(b), floor);
  return Number.isNaN(error) ? Number.POSITIVE_INFINITY : error;
}

function forwardDerivative({ cost, tensor, base }: Subject, direction: Values): number {
  const tangent = input("tangent", tensor.shape);
  const slope = directionalDerivative(cost, [[tensor, tangent]]);
  const given = new Map(base).set(tangent, direction);
  return evaluate([slope], {}, { given }).get(slope)?.[0] ?? Number.NaN;
}

function spacedPlaces(count: number, most: number): number[] {
  const taken = Math.min(count, most);
  return Array.from({ length: taken }, (_, k) => Math.floor((k * count) / taken));
}

function indexOf(place: number, shape: Shape): number[] {
  const strides = rowMajorStrides(shape);
  return shape.map((size, axis) => Math.floor(place / (strides[axis] ?? 1)) % size);
}

function dot(a: Values, b: Values): number {
  return a.reduce((sum, value, index) => sum + value * (b[index] ?? 0), 0);
}

/** Unit vectors from a fixed sequence (a linear congruence on [0, 1)), so that a check repeats exactly. */
function randomDirections(count: number): () => Values {
  let state = 0.5;
  return () => {
    const direction = new Float64Array(count).map(() => {
      state = (state * 16807 + 0.6180339887498949) % 1;
      return 2 * state - 1;
    });
    const length = Math.sqrt(dot(direction, direction)) || 1;
    return direction.map((value) => value / length);
  };
}
