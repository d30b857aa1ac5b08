import { ChainruleError } from "../errors/chainruleError.ts";
import type { DType } from "../graph/dtype.ts";
import { withScope } from "../graph/scope.ts";
import type { Shape } from "../graph/shape.ts";
import type { Tensor } from "../graph/tensor.ts";
import { inputsFirst } from "../graph/topologicalOrder.ts";
import { incrementalOf } from "../layers/incrementalInOrder.ts";
import type { ApplyMode, BuiltMerge, ExampleType, InputRange, Layer, MergeLayer } from "../layers/layer.ts";
import { mergeFromConfig } from "../layers/merging.ts";
import { layerFromConfig } from "../layers/registry.ts";
import { passMask } from "../layers/sequenceMask.ts";
import { isObject, showValue } from "../spec/json.ts";
import { toConfig } from "../spec/registry.ts";
import { Model } from "./model.ts";
import { type Network, type NetworkRow, type Port, WeightGatherer } from "./network.ts";
import { stepsOf } from "./networkSteps.ts";

/** A value in a functional model that is not known yet: an input, or what a layer makes of others. */
export type ModelSymbol =
  | { readonly port: Port }
  | { readonly layer: Layer | MergeLayer; readonly inputs: readonly ModelSymbol[] };

/**
 * An input of a functional model.
 *
 * @param name - key of its data
 * @param shape - of one example, without the batch
 * @example
 * const image = symbol("image", [1, 28, 28]);
 */
export function symbol(name: string, shape: Shape, dtype: DType = "f32"): ModelSymbol {
  return { port: { name, type: { shape, dtype } } };
}

/**
 * A symbol sent through layers in order. A layer value used twice shares its weights.
 *
 * @example
 * const hidden = through(image, flatten(), linear(32), relu());
 */
export function through(from: ModelSymbol, ...layers: readonly Layer[]): ModelSymbol {
  return layers.reduce<ModelSymbol>((input, layer) => ({ layer, inputs: [input] }), from);
}

/**
 * Several symbols joined by a merging layer.
 *
 * @example
 * const both = merge(concatenate(), [left, right]);
 */
export function merge(layer: MergeLayer, inputs: readonly ModelSymbol[]): ModelSymbol {
  return { layer, inputs };
}

/** Settings of {@link functional}. */
export interface FunctionalOptions {
  readonly inputs: readonly ModelSymbol[];
  /** Outputs by name; the names are those of losses, metrics and targets. */
  readonly outputs: Readonly<Record<string, ModelSymbol>>;
  /** Seed of first values, dropout and the order of data (default 0). */
  readonly seed?: number;
}

interface BuiltNode {
  readonly layer: Layer | MergeLayer;
  readonly key: string;
  readonly inputs: readonly number[];
  readonly built: BuiltMerge;
}

/**
 * A model of any graph of layers, with several inputs and outputs. Layers are numbered in the order in which the outputs
 * meet them, and name their weights by it: `3.weight`.
 *
 * @param options - `inputs`, `outputs` by name, `seed` (default 0)
 * @throws ChainruleError if a layer does not fit what comes before it, or an input is not listed
 * @example
 * const x = symbol("x", [4]);
 * const hidden = through(x, linear(8), tanh());
 * const model = functional({ inputs: [x], outputs: { kind: through(hidden, linear(3)), size: through(hidden, linear(1)) } });
 */
export function functional(options: FunctionalOptions): Model {
  const { seed = 0 } = options;
  const gatherer = new WeightGatherer(seed);
  const places = new Map<ModelSymbol, number>();
  const types: ExampleType[] = [];
  const ports: Port[] = [];
  for (const input of options.inputs) {
    if (!("port" in input)) throw notAnInput("a layer's output");
    places.set(input, types.length);
    types.push(input.port.type);
    ports.push(input.port);
  }
  const nodes: BuiltNode[] = [];
  const keys = new Map<Layer | MergeLayer, string>();
  const shared = new Map<Layer | MergeLayer, BuiltMerge>();
  const order = inputsFirst(Object.values(options.outputs), (each) => ("inputs" in each ? each.inputs : []));
  for (const symbolInOrder of order) {
    if (places.has(symbolInOrder)) continue;
    if ("port" in symbolInOrder) throw notAnInput(`"${symbolInOrder.port.name}"`);
    const { layer } = symbolInOrder;
    const inputs = symbolInOrder.inputs.map((from) => places.get(from) ?? 0);
    const inputTypes = inputs.map((place) => types[place] ?? { shape: [], dtype: "f32" as const });
    const key = keys.get(layer) ?? String(keys.size);
    keys.set(layer, key);
    const path = `model.layers[${key}]`;
    const built = shared.get(layer) ?? withScope(path, () => buildNode(layer, inputTypes, gatherer, path, key));
    shared.set(layer, built);
    places.set(symbolInOrder, types.length);
    types.push(built.output);
    nodes.push({ layer, key, inputs, built });
    narrow(ports, inputs, built.inputRange);
  }
  const outputs = Object.entries(options.outputs).map(([name, from]) => ({ name, place: places.get(from) ?? 0 }));
  const network: Network = {
    inputs: ports,
    outputs: outputs.map(({ name, place }) => ({ name, type: types[place] ?? { shape: [], dtype: "f32" } })),
    seed,
    weights: gatherer.weights,
    parameters: gatherer.parameters,
    carried: gatherer.carried,
    rows: nodes.map(
      ({ layer, key, built }): NetworkRow => ({
        key,
        kind: layer.kind,
        path: `model.layers[${key}]`,
        output: built.output.shape,
        parameters: gatherer.parameterCount(key),
        multiplyAdds: built.multiplyAdds,
      }),
    ),
    architecture: {
      format: "chainrule.functional",
      version: 1,
      seed,
      inputs: ports.map(({ name, type }) => ({ name, shape: [...type.shape], type: type.dtype })),
      layers: [...keys.keys()].map(toConfig),
      nodes: nodes.map(({ key, inputs }) => ({ layer: Number(key), inputs: [...inputs] })),
      outputs: Object.fromEntries(outputs.map(({ name, place }) => [name, place])),
    },
    apply: (inputs, mode) => applyNodes(inputs, nodes, outputs, mode),
    steps: (input, output) => {
      const inPath = nodes.map((node) => ({
        path: `model.layers[${node.key}]`,
        inputs: node.inputs,
        built: node.built,
        goesOn: node.built.goesOn,
      }));
      return stepsOf(ports.length, inPath, input, outputs[output]?.place ?? -1);
    },
  };
  return new Model(network);
}

/** Notes which numbers the inputs that a layer reads may hold. */
function narrow(ports: Port[], places: readonly number[], range: InputRange | undefined): void {
  if (range === undefined) return;
  for (const place of places) {
    const port = ports[place];
    if (port === undefined) continue;
    const { min, max } = port.range ?? range;
    ports[place] = { ...port, range: { min: Math.max(min, range.min), max: Math.min(max, range.max) } };
  }
}

function applyNodes(
  inputs: readonly Tensor[],
  nodes: readonly BuiltNode[],
  outputs: readonly { readonly place: number }[],
  mode: ApplyMode,
): readonly Tensor[] {
  const values: Tensor[] = [...inputs];
  const at = (place: number): Tensor => {
    const value = values[place];
    if (value === undefined) throw new RangeError("a node before its inputs");
    return value;
  };
  for (const { key, inputs: from, built } of nodes) {
    const inputsOf = from.map(at);
    const result = withScope(`model.layers[${key}]`, () => built.apply(inputsOf, mode));
    values.push(inputsOf.reduce((output, input) => passMask(input, output), result));
  }
  return outputs.map(({ place }) => at(place));
}

function buildNode(
  layer: Layer | MergeLayer,
  inputs: readonly ExampleType[],
  gatherer: WeightGatherer,
  path: string,
  key: string,
): BuiltMerge {
  const context = gatherer.context(path, key);
  if ("merge" in layer) return layer.merge(inputs, context);
  const [input] = inputs;
  if (input === undefined) throw new RangeError("a layer has one input");
  const built = layer.build(input, context);
  return {
    output: built.output,
    multiplyAdds: built.multiplyAdds,
    inputRange: built.inputRange,
    apply: ([x], mode) => {
      if (x === undefined) throw new RangeError("a layer has one input");
      return built.apply(x, mode);
    },
    goesOn: {
      others: "whole",
      state: (batch, capacity) => incrementalOf(built).state(batch, capacity),
      apply: ([x], kept, position) => {
        if (x === undefined) throw new RangeError("a layer has one input");
        return incrementalOf(built).apply(x, kept, position);
      },
    },
  };
}

function notAnInput(received: string): ChainruleError {
  return new ChainruleError("learning.option", {
    subject: "functional",
    name: "inputs",
    expected: {
      en: "every symbol that the outputs begin with, made by symbol(…)",
      zh: "输出所依赖的全部输入符号（由 symbol(…) 创建）",
    },
    received,
  });
}

/** The functional model that its architecture describes. */
export function functionalFromArchitecture(architecture: Readonly<Record<string, unknown>>, seed: number): Model {
  const fail = (name: string, received: unknown): never => {
    throw new ChainruleError("learning.architecture", {
      name,
      expected: { en: "as a functional model writes it", zh: "函数式模型写出的形式" },
      received: showValue(received),
    });
  };
  const { inputs, layers, nodes, outputs } = architecture;
  if (!Array.isArray(inputs)) return fail("inputs", inputs);
  if (!Array.isArray(layers)) return fail("layers", layers);
  if (!Array.isArray(nodes)) return fail("nodes", nodes);
  if (!isObject(outputs)) return fail("outputs", outputs);
  const symbols: ModelSymbol[] = inputs.map((written: unknown) => {
    if (!isObject(written)) return fail("inputs", written);
    const { name, shape, type } = written;
    const sizes: unknown = shape;
    if (typeof name !== "string" || !isSizes(sizes) || (type !== "f32" && type !== "i32"))
      return fail("inputs", written);
    return symbol(name, sizes, type);
  });
  const inputCount = symbols.length;
  const made = layers.map((written: unknown, index) => {
    const isMerge = nodes.some(
      (node: unknown) =>
        isObject(node) && node["layer"] === index && Array.isArray(node["inputs"]) && node["inputs"].length > 1,
    );
    return isMerge ? mergeFromConfig(written, `layers[${index}]`) : layerFromConfig(written, `layers[${index}]`);
  });
  for (const node of nodes) {
    const written: unknown = node;
    if (!isObject(written) || !isSizes(written["inputs"]) || typeof written["layer"] !== "number")
      return fail("nodes", written);
    const layer = made[written["layer"]];
    const from = written["inputs"].map((place) => symbols[place] ?? fail("nodes", written));
    if (layer === undefined) return fail("nodes", written);
    symbols.push({ layer, inputs: from });
  }
  const ends = Object.entries(outputs).map(
    ([name, place]) =>
      [name, (typeof place === "number" ? symbols[place] : undefined) ?? fail("outputs", place)] as const,
  );
  return functional({ inputs: symbols.slice(0, inputCount), outputs: Object.fromEntries(ends), seed });
}

function isSizes(value: unknown): value is readonly number[] {
  return Array.isArray(value) && value.every((item) => Number.isSafeInteger(item) && item >= 0);
}
