import { buildPart } from "./buildPart.ts";
import { dropout } from "./dropout.ts";
import { buildGated } from "./gatedFeedForward.ts";
import { addedTogether, inOrder } from "./inOrder.ts";
import type { BuildContext, BuiltLayer, ExampleType } from "./layer.ts";
import { linear } from "./linear.ts";
import { multiHeadAttention } from "./multiHeadAttention.ts";
import { layerNorm } from "./normalization.ts";
import { rmsNorm } from "./rmsNorm.ts";
import type { TransformerOptions } from "./transformerOptions.ts";

/** The parts of a transformer block, each under PyTorch's name for it. */
export class TransformerParts {
  readonly #options: Required<TransformerOptions>;
  readonly #type: ExampleType;
  readonly #context: BuildContext;

  /** @param type - the block's input and output: a sequence [positions, width] */
  constructor(options: Required<TransformerOptions>, type: ExampleType, context: BuildContext) {
    this.#options = options;
    this.#type = type;
    this.#context = context;
  }

  norm(name: string): BuiltLayer {
    const layer = this.#options.norm === "rmsNorm" ? rmsNorm({ axes: 1 }) : layerNorm({ axes: 1 });
    return buildPart(layer, this.#type, this.#context.inner(name));
  }

  drop(name: string): BuiltLayer {
    return buildPart(dropout(this.#options.dropout), this.#type, this.#context.inner(name));
  }

  selfAttention(): BuiltLayer {
    const { heads, dropout: rate, bias, initializer, causal, rotary, relative } = this.#options;
    const layer = multiHeadAttention({ heads, dropout: rate, bias, initializer, causal, rotary, relative });
    return buildPart(layer, this.#type, this.#context.inner("self_attn"));
  }

  /** linear1, activation, linear2; with a gate, linear1 is the gate and linear3 what it lets through. */
  feedForward(): BuiltLayer {
    const { activation, bias, gated, initializer } = this.#options;
    const width = this.#type.shape[this.#type.shape.length - 1] ?? 1;
    const { hidden = 4 * width } = this.#options;
    const context = this.#context;
    const inner: ExampleType = { shape: [...this.#type.shape.slice(0, -1), hidden], dtype: "f32" };
    const drop = buildPart(dropout(this.#options.dropout), inner, context.inner("dropout"));
    if (gated) {
      const keys = { gate: "linear1", value: "linear3", back: "linear2" };
      return buildGated({ hidden, activation, bias, initializer }, keys, this.#type, context, drop.apply);
    }
    const first = buildPart(linear({ units: hidden, bias, initializer }), this.#type, context.inner("linear1"));
    const active = buildPart(activation, inner, context);
    const second = buildPart(linear({ units: width, bias, initializer }), inner, context.inner("linear2"));
    return inOrder([first, active, drop, second], this.#type);
  }

  /** x + f(x), with f the parts in order. */
  added(...parts: readonly BuiltLayer[]): BuiltLayer {
    return addedTogether(inOrder(parts, this.#type), inOrder([], this.#type));
  }
}
