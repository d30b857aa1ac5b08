import type { Tensor } from "../graph/tensor.ts";
import type { Initializer } from "../initializers/initializer.ts";
import { mul } from "../ops/mul.ts";
import { defineEntry, type Entry, entryOption } from "../spec/registry.ts";
import { boolean, integer } from "../spec/scalars.ts";
import { activationRegistry, silu } from "./activations.ts";
import { buildPart } from "./buildPart.ts";
import type { ApplyMode, BuildContext, BuiltLayer, ExampleType, Layer } from "./layer.ts";
import { linear, weightOptions } from "./linear.ts";
import { requireInput } from "./requireInput.ts";

/** Settings of {@link gatedFeedForward}. */
export interface GatedFeedForwardOptions {
  /** Width of the inner layer. */
  readonly hidden: number;
  /** What the gate goes through (default silu: SwiGLU). */
  readonly activation?: Layer;
  /** Whether the three linear layers have biases (default false). */
  readonly bias?: boolean;
  /** How the weights begin (default Xavier uniform). */
  readonly initializer?: Initializer;
}

/** The keys of the three linear layers: gate, value, and back to the input's width. */
export interface GatedKeys {
  readonly gate: string;
  readonly value: string;
  readonly back: string;
}

/** y = W_b (act(W_g x) ∘ W_v x), with a step between the product and W_b where there is one. */
export function buildGated(
  options: Required<GatedFeedForwardOptions>,
  keys: GatedKeys,
  input: ExampleType,
  context: BuildContext,
  between: (h: Tensor, mode: ApplyMode) => Tensor = (h) => h,
): BuiltLayer {
  const { hidden, activation, bias, initializer } = options;
  const width = input.shape[input.shape.length - 1] ?? 1;
  const gate = buildPart(linear({ units: hidden, bias, initializer }), input, context.inner(keys.gate));
  const act = buildPart(activation, gate.output, context);
  const value = buildPart(linear({ units: hidden, bias, initializer }), input, context.inner(keys.value));
  const back = buildPart(linear({ units: width, bias, initializer }), gate.output, context.inner(keys.back));
  return {
    output: input,
    multiplyAdds: gate.multiplyAdds + value.multiplyAdds + back.multiplyAdds,
    apply: (x, mode) => {
      const gated: Tensor = mul(act.apply(gate.apply(x, mode), mode), value.apply(x, mode));
      return back.apply(between(gated, mode), mode);
    },
  };
}

export const gatedFeedForwardEntry: Entry<Layer> = defineEntry<GatedFeedForwardOptions, Layer>({
  name: "gatedFeedForward",
  summary: {
    en: "Two layers with a gate between them: y = W₂(act(W₁x) ∘ W₃x).",
    zh: "带门控的两层前馈网络：y = W₂(act(W₁x) ∘ W₃x)。",
  },
  options: {
    hidden: integer({ min: 1, en: "Width of the inner layer.", zh: "内层的宽度。" }),
    activation: entryOption("layer", () => activationRegistry, {
      default: silu(),
      en: "What the gate goes through (default silu: SwiGLU).",
      zh: "门控的激活函数（默认 silu，即 SwiGLU）。",
    }),
    bias: boolean({ default: false, en: "Whether the linear layers have biases.", zh: "线性层是否有偏置。" }),
    initializer: weightOptions.initializer,
  },
  shorthand: "hidden",
  create: (options, given) => ({
    kind: "gatedFeedForward",
    options: given,
    build: (input, context) => {
      requireInput("gatedFeedForward", context.path, input, input.shape.length > 0, {
        en: "a list of numbers, or a sequence of them",
        zh: "一列数，或由这样的数列组成的序列",
      });
      return buildGated(options, { gate: "w1", value: "w3", back: "w2" }, input, context);
    },
  }),
});

/**
 * A feed-forward network with a gate: y = W₂(act(W₁x) ∘ W₃x) over the last axis, back to the input's width. With silu it
 * is SwiGLU, with gelu GEGLU, with relu ReGLU, with sigmoid GLU. Weights `w1.weight` (the gate) and `w3.weight` [hidden,
 * width] and `w2.weight` [width, hidden], as Llama names them.
 *
 * Source: Shazeer, "GLU variants improve transformer", 2020, equations 5 and 6.
 *
 * @param options - `hidden`: width inside, or `{ hidden, activation (default silu), bias (default false),
 *   initializer (Xavier uniform) }`
 * @throws ChainruleError if an option is unknown or out of its range
 * @example
 * residual([rmsNorm(), gatedFeedForward(64)]);
 */
export function gatedFeedForward(options: number | GatedFeedForwardOptions): Layer {
  return gatedFeedForwardEntry.make(options);
}
