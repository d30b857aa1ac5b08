import { ChainruleError } from "../errors/chainruleError.ts";
import type { DType } from "../graph/dtype.ts";
import { elementCount, formatShape, type Shape } from "../graph/shape.ts";
import type { Tensor } from "../graph/tensor.ts";
import { fansOf } from "../initializers/initializer.ts";
import { incrementalOf } from "../layers/incrementalInOrder.ts";
import { buildInOrder } from "../layers/inOrder.ts";
import type { ApplyMode, BuildContext, CarriedState, ExampleType, InputRange, Layer } from "../layers/layer.ts";
import { variable } from "../ops/variable.ts";
import { random } from "../random/generator.ts";
import type { JsonObject } from "../spec/json.ts";
import { toConfig } from "../spec/registry.ts";
import type { NetworkSteps } from "./networkSteps.ts";

/** An input or output of a network: its name, and what it holds for each example. */
export interface Port {
  readonly name: string;
  readonly type: ExampleType;
  /** Which whole numbers an input may hold, where that is less than all. */
  readonly range?: InputRange | undefined;
}

/** One layer of a network, for summaries. */
export interface NetworkRow {
  /** Place in the names of weights. */
  readonly key: string;
  readonly kind: string;
  readonly path: string;
  readonly output: Shape;
  readonly parameters: number;
  readonly multiplyAdds: number;
}

/** Layers with their parameters, apart from any engine; it can be applied in any number of graphs. */
export interface Network {
  readonly inputs: readonly Port[];
  readonly outputs: readonly Port[];
  readonly seed: number;
  /** Parameters and other state of layers by the key that saved files use, in order. */
  readonly weights: ReadonlyMap<string, Tensor>;
  /** The trainable ones. */
  readonly parameters: Readonly<Record<string, Tensor>>;
  /** What layers hand from batch to batch while training. */
  readonly carried: readonly CarriedState[];
  readonly rows: readonly NetworkRow[];
  /** The network as JSON, from which it can be built again. */
  readonly architecture: JsonObject;
  readonly apply: (inputs: readonly Tensor[], mode: ApplyMode) => readonly Tensor[];
  /** How output `output` goes on by one position of input `input` (by their places); `undefined` where it can't. */
  readonly steps: (input: number, output: number) => NetworkSteps | undefined;
}

/** Numbers that a model's state may have: what 4 GiB hold, all that an engine's addresses reach. */
const mostNumbers = 2 ** 30;

/** Gathers the weights that layers ask for while they are built. */
export class WeightGatherer {
  readonly weights: Map<string, Tensor> = new Map();
  readonly parameters: Record<string, Tensor> = {};
  readonly carried: CarriedState[] = [];
  readonly #seed: number;
  readonly #offers: { readonly kind: string; readonly key: string; readonly parameter: Tensor }[] = [];
  #count = 0;

  constructor(seed: number) {
    this.#seed = seed;
  }

  context(path: string, key: string): BuildContext {
    const generator = (stream: string): ReturnType<typeof random> =>
      random({ seed: this.#seed, stream: `${key}/${stream}` });
    const add = (
      name: string,
      shape: Shape,
      dtype: DType,
      trainable: boolean,
      initial: () => ArrayLike<number>,
    ): Tensor => {
      const full = `${key}.${name}`;
      this.#count += elementCount(shape);
      if (this.#count > mostNumbers) {
        throw new ChainruleError("learning.tooLarge", {
          subject: full,
          shape: formatShape(shape),
          most: mostNumbers,
          path,
        });
      }
      const made = variable({ name: full, shape, dtype, trainable, initial });
      this.weights.set(full, made);
      if (trainable) this.parameters[full] = made;
      return made;
    };
    return {
      path,
      key,
      generator,
      parameter: ({ name, shape, initializer, fanIn, fanOut }) => {
        const fans = fansOf(shape);
        const values = (): Float64Array =>
          initializer.values({
            shape,
            fanIn: fanIn ?? fans.fanIn,
            fanOut: fanOut ?? fans.fanOut,
            generator: generator(name),
            subject: `${key}.${name}`,
            path,
          });
        // Given values are checked while the model is built, not when they are first needed.
        if (initializer.kind === "given") values();
        return add(name, shape, "f32", true, values);
      },
      state: ({ name, shape, dtype, initial }) =>
        add(name, shape, dtype, false, () => new Float64Array(elementCount(shape)).fill(initial)),
      offer: (kind, parameter) => {
        this.#offers.push({ kind, key, parameter });
      },
      offered: (kind, from) =>
        this.#offers.findLast((offer) => offer.kind === kind && (from === undefined || offer.key === from))?.parameter,
      carried: ({ name, shape }) => {
        const made = { name: `${key}.${name}`, shape };
        this.carried.push(made);
        return made;
      },
      inner: (inner) => this.context(`${path}.${inner}`, `${key}.${inner}`),
    };
  }

  /** Number of trainable numbers under a key. */
  parameterCount(key: string): number {
    let count = 0;
    for (const [name, tensor] of Object.entries(this.parameters)) {
      if (name.startsWith(`${key}.`)) count += elementCount(tensor.shape);
    }
    return count;
  }
}

/** One layer after another; weights of layer i are named `i.weight`, `i.bias`, as in PyTorch's `nn.Sequential`. */
export function sequentialNetwork(input: ExampleType, seed: number, layers: readonly Layer[]): Network {
  const gatherer = new WeightGatherer(seed);
  const body = buildInOrder(layers, input, (index) => gatherer.context(`model.layers[${index}]`, String(index)));
  return {
    inputs: [{ name: "input", type: input, range: body.inputRange }],
    outputs: [{ name: "output", type: body.output }],
    seed,
    weights: gatherer.weights,
    parameters: gatherer.parameters,
    carried: gatherer.carried,
    rows: body.parts.map((part, index) => ({
      key: String(index),
      kind: layers[index]?.kind ?? "",
      path: `model.layers[${index}]`,
      output: part.output.shape,
      parameters: gatherer.parameterCount(String(index)),
      multiplyAdds: part.multiplyAdds,
    })),
    architecture: {
      format: "chainrule.sequential",
      version: 1,
      input: [...input.shape],
      ...(input.dtype === "f32" ? {} : { inputType: input.dtype }),
      seed,
      layers: layers.map(toConfig),
    },
    apply: (inputs, mode) => {
      const [x] = inputs;
      if (x === undefined) throw new TypeError("a sequential network has one input");
      return [body.apply(x, mode)];
    },
    steps: () => {
      const { state, apply } = incrementalOf(body);
      return { memory: () => [], state, apply: (x, _memory, kept, position) => apply(x, kept, position) };
    },
  };
}
