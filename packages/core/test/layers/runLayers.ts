import { gradients } from "../../src/autodiff/gradients.ts";
import { createSession } from "../../src/engines/createSession.ts";
import type { NestedNumbers, SessionOptions, TensorValue } from "../../src/engines/session.ts";
import type { DType } from "../../src/graph/dtype.ts";
import type { Tensor } from "../../src/graph/tensor.ts";
import { flattenNumbers } from "../../src/initializers/flattenNumbers.ts";
import { mergeFromConfig } from "../../src/layers/merging.ts";
import { layerFromConfig } from "../../src/layers/registry.ts";
import { functional, merge, symbol, through } from "../../src/model/functional.ts";
import type { Network } from "../../src/model/network.ts";
import { input } from "../../src/ops/input.ts";
import { mul } from "../../src/ops/mul.ts";
import { sum } from "../../src/ops/sum.ts";
import type { Json } from "../../src/spec/json.ts";

export type Figures = NestedNumbers | number;

/** Layers, what goes in, and what PyTorch says comes out. */
export interface LayerCase {
  readonly name: string;
  /** As a configuration writes them; with several inputs the first one merges. */
  readonly layers: readonly Json[];
  readonly inputs: readonly NestedNumbers[];
  readonly types: readonly DType[];
  readonly weights: Readonly<Record<string, Figures>>;
  readonly output: NestedNumbers;
  readonly outputGradient: NestedNumbers;
  readonly gradients: Readonly<Record<string, Figures>>;
  readonly inputGradients: readonly (NestedNumbers | null)[];
}

export function flat(values: Figures): { readonly shape: readonly number[]; readonly data: Float64Array } {
  if (typeof values === "number") return { shape: [], data: Float64Array.of(values) };
  const found = flattenNumbers(values);
  if (found === undefined) throw new TypeError("ragged figures");
  return found;
}

/** The case's layers as a network. */
export function networkOf({ layers, inputs, types }: LayerCase): Network {
  const symbols = inputs.map((values, i) => symbol(`x${i}`, flat(values).shape.slice(1), types[i] ?? "f32"));
  const [first] = symbols;
  if (first === undefined) throw new TypeError("a case has an input");
  const start = symbols.length === 1 ? first : merge(mergeFromConfig(layers[0]), symbols);
  const rest = layers.slice(symbols.length === 1 ? 0 : 1).map((layer) => layerFromConfig(layer));
  return functional({ inputs: symbols, outputs: { y: through(start, ...rest) } }).network;
}

/** The cost Σ y · dy of a network on the case's inputs, and everything that it is differentiated by. */
export function costOf(
  network: Network,
  { inputs, types, outputGradient }: LayerCase,
): { readonly y: Tensor; readonly cost: Tensor; readonly wrt: Readonly<Record<string, Tensor>> } {
  const tensors = inputs.map((values, i) => input(`x${i}`, flat(values).shape, types[i] ?? "f32"));
  const mode = { training: true, step: unused, update: unused };
  const [y] = network.apply(tensors, mode);
  if (y === undefined) throw new TypeError("a network has an output");
  const cost: Tensor = sum(mul(y, input("dy", flat(outputGradient).shape)));
  const numbers = tensors.filter(({ dtype }) => dtype === "f32").map((tensor) => [inputName(tensor), tensor] as const);
  return { y, cost, wrt: { ...network.parameters, ...Object.fromEntries(numbers) } };
}

/** The feeds of {@link costOf}. */
export function feedsOf({ inputs, outputGradient }: LayerCase): Record<string, NestedNumbers> {
  return { ...Object.fromEntries(inputs.map((values, i) => [`x${i}`, values])), dy: outputGradient };
}

/** Runs the case's layers and their derivative on an engine: `y`, and each gradient under its weight's or input's name. */
export async function runLayers(
  figures: LayerCase,
  options: SessionOptions,
): Promise<Readonly<Record<string, TensorValue>>> {
  const network = networkOf(figures);
  const { y, cost, wrt } = costOf(network, figures);
  const session = await createSession(options);
  const program = await session.compile({ outputs: { y, ...gradients(cost, wrt) }, updates: [] });
  for (const [key, values] of Object.entries(figures.weights)) {
    const variable = network.weights.get(key);
    if (variable === undefined) throw new TypeError(`no weight ${key}`);
    session.write(variable, flat(values).data);
  }
  return program.run(feedsOf(figures)).outputs;
}

function inputName(tensor: Tensor): string {
  const { lowering } = tensor.op;
  return lowering.kind === "input" ? lowering.name : "";
}

function unused(): never {
  throw new TypeError("these layers neither count nor update");
}
