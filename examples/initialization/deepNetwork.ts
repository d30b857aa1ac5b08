// Ten layers of one activation, with weights that begin in one of four ways, and what is measured in them.
import {
  add,
  compile,
  gradients,
  input,
  matMul,
  numpyRandom,
  parameter,
  relu,
  sigmoid,
  squaredErrorCost,
  type Tensor,
  tanh,
} from "@chainrule/core";
import { valuesOf } from "chainrule/gallery";
import type { Point, Span, Text } from "chainrule/pictures";
import { numpySeed } from "../numpySeed.ts";

export type ActivationName = "sigmoid" | "tanh" | "relu";
const activations: Readonly<Record<ActivationName, (z: Tensor) => Tensor>> = {
  sigmoid: (z) => sigmoid(z),
  tanh: (z) => tanh(z),
  relu: (z) => relu(z),
};
export const activationNames: readonly ActivationName[] = ["sigmoid", "tanh", "relu"];

export interface Start {
  readonly name: string;
  readonly label: Text;
  /** Standard deviation of the weights of a layer. */
  readonly deviation: (fanIn: number, fanOut: number) => number;
}

export const starts: readonly Start[] = [
  { name: "zero", label: { en: "zero", zh: "全零" }, deviation: () => 0 },
  { name: "plain", label: { en: "plain: 0.01", zh: "普通：0.01" }, deviation: () => 0.01 },
  {
    name: "xavier",
    label: { en: "Xavier: √(2/(n_in + n_out))", zh: "Xavier：√(2/(n_in + n_out))" },
    deviation: (fanIn, fanOut) => Math.sqrt(2 / (fanIn + fanOut)),
  },
  { name: "he", label: { en: "He: √(2/n_in)", zh: "He：√(2/n_in)" }, deviation: (fanIn) => Math.sqrt(2 / fanIn) },
];

export const depth: number = 10;
export const width: number = 64;
export const m: number = 128;

export const names: Readonly<Record<ActivationName, string>> = { sigmoid: "sigmoid", tanh: "tanh", relu: "ReLU" };

export interface Depths {
  /** By layer: median, and the ranges that hold half and nine tenths of all activations. */
  readonly medians: readonly Point[];
  readonly halves: readonly Span[];
  readonly mosts: readonly Span[];
  /** By layer: standard deviation of the activations, and of the gradients of the cost by them. */
  readonly values: readonly Point[];
  readonly slopes: readonly Point[];
}

export interface Deep {
  readonly layers: readonly Tensor[];
  readonly cost: Tensor;
  readonly feeds: { readonly X: Float32Array; readonly Y: Float32Array };
}

/** The network: `layers` are the activations a₁ … a₁₀; the output is one linear neuron. */
export function deepNetwork(activation: ActivationName, { deviation }: Start, seed: number): Deep {
  const draws = numpyRandom(numpySeed(21, seed));
  const x = input("X", [width, m]);
  const layers: Tensor[] = [];
  for (let layer = 1; layer <= depth; layer += 1) {
    const w = parameter(
      `W${layer}`,
      fill(width, width, () => deviation(width, width) * draws.randn()),
    );
    const b = parameter(
      `b${layer}`,
      fill(width, 1, () => 0),
    );
    layers.push(activations[activation](add(matMul(w, layers.at(-1) ?? x), b)));
  }
  const out = parameter(
    "out",
    fill(1, width, () => draws.randn() / Math.sqrt(width)),
  );
  const yHat = matMul(out, layers.at(-1) ?? x);
  const X = Float32Array.from({ length: width * m }, () => draws.randn());
  // What is to be learned: the sign of a sum of three inputs.
  const Y = Float32Array.from({ length: m }, (_, i) => Math.sign((X[i] ?? 0) + (X[m + i] ?? 0) + (X[2 * m + i] ?? 0)));
  return { layers, cost: squaredErrorCost(yHat, input("Y", [1, m])), feeds: { X, Y } };
}

/** Standard deviations and quantiles of the activations, and gradients, before any training. */
export async function measure(activation: ActivationName, start: Start, seed: number): Promise<Depths> {
  const { layers, cost, feeds } = deepNetwork(activation, start, seed);
  const values = Object.fromEntries(layers.map((tensor, i) => [`a${i + 1}`, tensor]));
  const slopes = Object.fromEntries(
    Object.entries(gradients(cost, values)).map(([name, tensor]) => [`d${name}`, tensor]),
  );
  // f64: plain starts give numbers that f32 can't hold.
  const program = await compile({ ...values, ...slopes }, { engine: "reference" });
  const result = program.run(feeds);
  const layerNumbers = layers.map((_, i) => i + 1);
  const sorted = layerNumbers.map((layer) => [...valuesOf(result, `a${layer}`)].sort((a, b) => a - b));
  const quantile = (layer: number, share: number): number => {
    const own = sorted[layer - 1] ?? [];
    return own[Math.round(share * (own.length - 1))] ?? Number.NaN;
  };
  return {
    values: layerNumbers.map((layer): Point => [layer, spreadOverExamples(valuesOf(result, `a${layer}`))]),
    slopes: layerNumbers.map((layer): Point => [layer, rootMeanSquare(valuesOf(result, `da${layer}`))]),
    medians: layerNumbers.map((layer): Point => [layer, quantile(layer, 0.5)]),
    halves: layerNumbers.map((layer): Span => [layer, quantile(layer, 0.25), quantile(layer, 0.75)]),
    mosts: layerNumbers.map((layer): Span => [layer, quantile(layer, 0.05), quantile(layer, 0.95)]),
  };
}

/** Standard deviation of each row over its examples, as a mean over the rows. */
function spreadOverExamples(values: readonly number[]): number {
  let total = 0;
  for (let row = 0; row < width; row += 1) {
    const own = values.slice(row * m, (row + 1) * m);
    const mean = own.reduce((sum, value) => sum + value, 0) / m;
    total += Math.sqrt(own.reduce((sum, value) => sum + (value - mean) ** 2, 0) / m);
  }
  return total / width;
}

function rootMeanSquare(values: readonly number[]): number {
  return Math.sqrt(values.reduce((sum, value) => sum + value ** 2, 0) / values.length);
}

export function fill(rows: number, columns: number, value: () => number): number[][] {
  return Array.from({ length: rows }, () => Array.from({ length: columns }, value));
}

export function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
