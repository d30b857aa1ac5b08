import type { Tensor } from "../graph/tensor.ts";
import { type EluOptions, elu as eluOp } from "../ops/elu.ts";
import { type GeluOptions, gelu as geluOp } from "../ops/gelu.ts";
import { hardSigmoid as hardSigmoidOp } from "../ops/hardSigmoid.ts";
import { hardSwish as hardSwishOp } from "../ops/hardSwish.ts";
import { type HardTanhOptions, hardTanh as hardTanhOp } from "../ops/hardTanh.ts";
import { type LeakyReluOptions, leakyRelu as leakyReluOp } from "../ops/leakyRelu.ts";
import { logSigmoid as logSigmoidOp } from "../ops/logSigmoid.ts";
import { logSoftmax as logSoftmaxOp } from "../ops/logSoftmax.ts";
import { mish as mishOp } from "../ops/mish.ts";
import { relu as reluOp } from "../ops/relu.ts";
import { selu as seluOp } from "../ops/selu.ts";
import { sigmoid as sigmoidOp } from "../ops/sigmoid.ts";
import { silu as siluOp } from "../ops/silu.ts";
import { softmax as softmaxOp } from "../ops/softmax.ts";
import { softplus as softplusOp } from "../ops/softplus.ts";
import { softsign as softsignOp } from "../ops/softsign.ts";
import { tanh as tanhOp } from "../ops/tanh.ts";
import {
  defineEntry,
  type Entry,
  makeRegistry,
  type NoOptions,
  type OptionSpecs,
  type Registry,
} from "../spec/registry.ts";
import { choice, number } from "../spec/scalars.ts";
import type { Layer } from "./layer.ts";
import { type LayerOrOp, layerOrOp, type PlainLayerOrOp } from "./layerOrOp.ts";
import { requireInput } from "./requireInput.ts";

/** A layer that applies a function to every number, or along the last axis, and keeps the shape. */
function activation<O extends object>(
  name: string,
  formula: string,
  options: OptionSpecs<O>,
  apply: (x: Tensor, options: Required<O>) => Tensor,
): Entry<Layer> {
  return defineEntry<O, Layer>({
    name,
    summary: { en: `Activation ${formula}.`, zh: `激活函数 ${formula}。` },
    options,
    ...shorthandOf<O>(options),
    create: (parsed, given) => ({
      kind: name,
      options: given,
      build: (input, context) => {
        requireInput(name, context.path, input, true, { en: "numbers", zh: "数" });
        return { output: input, multiplyAdds: 0, apply: (x) => apply(x, parsed) };
      },
    }),
  });
}

/** The only option of an activation, if it has just one, may be written as a bare value. */
function shorthandOf<O extends object>(options: OptionSpecs<O>): { readonly shorthand?: keyof O & string } {
  const names: (keyof O & string)[] = [];
  for (const name in options) names.push(name);
  const [only] = names;
  return only !== undefined && names.length === 1 ? { shorthand: only } : {};
}

function plain(name: string, formula: string, apply: (x: Tensor) => Tensor): Entry<Layer> {
  return activation<NoOptions>(name, formula, {}, (x) => apply(x));
}

const sigmoidEntry = plain("sigmoid", "1 / (1 + e⁻ˣ)", (x) => sigmoidOp(x));
const tanhEntry = plain("tanh", "(eˣ − e⁻ˣ) / (eˣ + e⁻ˣ)", (x) => tanhOp(x));
const reluEntry = plain("relu", "max(0, x)", (x) => reluOp(x));
const leakyReluEntry = activation<LeakyReluOptions>(
  "leakyRelu",
  "max(slope·x, x)",
  { slope: number({ default: 0.01, en: "Slope for negative numbers.", zh: "负数一侧的斜率。" }) },
  (x, o) => leakyReluOp(x, o),
);
const eluEntry = activation<EluOptions>(
  "elu",
  "x for x > 0, else α(eˣ − 1)",
  {
    alpha: number({
      default: 1,
      en: "What negative numbers tend to, with a minus sign.",
      zh: "负数一侧极限的相反数。",
    }),
  },
  (x, o) => eluOp(x, o),
);
const seluEntry = plain("selu", "λx for x > 0, else λα(eˣ − 1)", (x) => seluOp(x));
const geluEntry = activation<GeluOptions>(
  "gelu",
  "x·Φ(x)",
  {
    approximation: choice(["none", "tanh"], {
      default: "none",
      en: "Exact, or by tanh.",
      zh: "精确，或用 tanh 近似。",
    }),
  },
  (x, o) => geluOp(x, o),
);
const siluEntry = plain("silu", "x / (1 + e⁻ˣ)", (x) => siluOp(x));
const mishEntry = plain("mish", "x·tanh(softplus(x))", (x) => mishOp(x));
const softplusEntry = plain("softplus", "log(1 + eˣ)", (x) => softplusOp(x));
const softsignEntry = plain("softsign", "x / (1 + |x|)", (x) => softsignOp(x));
const hardSigmoidEntry = plain("hardSigmoid", "min(max(x/6 + ½, 0), 1)", (x) => hardSigmoidOp(x));
const hardSwishEntry = plain("hardSwish", "x·min(max(x + 3, 0), 6) / 6", (x) => hardSwishOp(x));
const hardTanhEntry = activation<HardTanhOptions>(
  "hardTanh",
  "min(max(x, min), max)",
  {
    min: number({ default: -1, en: "Least output.", zh: "最小输出。" }),
    max: number({ default: 1, en: "Greatest output.", zh: "最大输出。" }),
  },
  (x, o) => hardTanhOp(x, o),
);
const logSigmoidEntry = plain("logSigmoid", "−log(1 + e⁻ˣ)", (x) => logSigmoidOp(x));
const softmaxEntry = plain("softmax", "exp(xᵢ) / Σⱼ exp(xⱼ) along the last axis", (x) => softmaxOp(x));
const logSoftmaxEntry = plain("logSoftmax", "xᵢ − log Σⱼ exp(xⱼ) along the last axis", (x) => logSoftmaxOp(x));

/** Every activation. */
export const activationEntries: readonly Entry<Layer>[] = [
  sigmoidEntry,
  tanhEntry,
  reluEntry,
  leakyReluEntry,
  eluEntry,
  seluEntry,
  geluEntry,
  siluEntry,
  mishEntry,
  softplusEntry,
  softsignEntry,
  hardSigmoidEntry,
  hardSwishEntry,
  hardTanhEntry,
  logSigmoidEntry,
  softmaxEntry,
  logSoftmaxEntry,
];

/** Every activation by name, for layers that have one inside. */
export const activationRegistry: Registry<Layer> = makeRegistry(
  "layer",
  { en: "activation", zh: "激活函数" },
  activationEntries,
);

// Each of these is the op when it is given a tensor, and a layer when it is not: `sigmoid(z)`, `sequential(…, [sigmoid()])`.

/** 1 / (1 + e⁻ˣ): the op on a tensor, or a layer. @example sigmoid(input("z", [4])); */
export const sigmoid: PlainLayerOrOp<typeof sigmoidOp> = layerOrOp(sigmoidEntry, sigmoidOp, "operand");
/** Hyperbolic tangent: the op on a tensor, or a layer. @example tanh(input("z", [4])); */
export const tanh: PlainLayerOrOp<typeof tanhOp> = layerOrOp(tanhEntry, tanhOp, "operand");
/** max(0, x): the op on a tensor, or a layer. @example relu(input("z", [4])); */
export const relu: PlainLayerOrOp<typeof reluOp> = layerOrOp(reluEntry, reluOp, "operand");
/** max(slope·x, x), slope 0.01: the op on a tensor, or a layer. @example leakyRelu(input("z", [4])); */
export const leakyRelu: LayerOrOp<typeof leakyReluOp, LeakyReluOptions> = layerOrOp(
  leakyReluEntry,
  leakyReluOp,
  "operand",
);
/** x for x > 0, else α(eˣ − 1): the op on a tensor, or a layer. @example elu(input("z", [4])); */
export const elu: LayerOrOp<typeof eluOp, EluOptions> = layerOrOp(eluEntry, eluOp, "operand");
/** Scaled elu, which keeps mean 0 and variance 1: the op on a tensor, or a layer. @example selu(input("z", [4])); */
export const selu: PlainLayerOrOp<typeof seluOp> = layerOrOp(seluEntry, seluOp, "operand");
/** x·Φ(x), exact or by tanh: the op on a tensor, or a layer. @example gelu(input("z", [4])); */
export const gelu: LayerOrOp<typeof geluOp, GeluOptions> = layerOrOp(geluEntry, geluOp, "operand");
/** x·sigmoid(x): the op on a tensor, or a layer. @example silu(input("z", [4])); */
export const silu: PlainLayerOrOp<typeof siluOp> = layerOrOp(siluEntry, siluOp, "operand");
/** x·tanh(softplus(x)): the op on a tensor, or a layer. @example mish(input("z", [4])); */
export const mish: PlainLayerOrOp<typeof mishOp> = layerOrOp(mishEntry, mishOp, "operand");
/** log(1 + eˣ): the op on a tensor, or a layer. @example softplus(input("z", [4])); */
export const softplus: PlainLayerOrOp<typeof softplusOp> = layerOrOp(softplusEntry, softplusOp, "operand");
/** x / (1 + |x|): the op on a tensor, or a layer. @example softsign(input("z", [4])); */
export const softsign: PlainLayerOrOp<typeof softsignOp> = layerOrOp(softsignEntry, softsignOp, "operand");
/** Sigmoid in straight pieces: the op on a tensor, or a layer. @example hardSigmoid(input("z", [4])); */
export const hardSigmoid: PlainLayerOrOp<typeof hardSigmoidOp> = layerOrOp(hardSigmoidEntry, hardSigmoidOp, "operand");
/** x·hardSigmoid(x): the op on a tensor, or a layer. @example hardSwish(input("z", [4])); */
export const hardSwish: PlainLayerOrOp<typeof hardSwishOp> = layerOrOp(hardSwishEntry, hardSwishOp, "operand");
/** x cut to min and max: the op on a tensor, or a layer. @example hardTanh(input("z", [4])); */
export const hardTanh: LayerOrOp<typeof hardTanhOp, HardTanhOptions> = layerOrOp(hardTanhEntry, hardTanhOp, "operand");
/** log of the sigmoid: the op on a tensor, or a layer. @example logSigmoid(input("z", [4])); */
export const logSigmoid: PlainLayerOrOp<typeof logSigmoidOp> = layerOrOp(logSigmoidEntry, logSigmoidOp, "operand");
/** Probabilities along the last axis: the op on a tensor, or a layer. @example softmax(input("z", [4])); */
export const softmax: PlainLayerOrOp<typeof softmaxOp> = layerOrOp(softmaxEntry, softmaxOp, "operand");
/** log of the softmax: the op on a tensor, or a layer. @example logSoftmax(input("z", [4])); */
export const logSoftmax: PlainLayerOrOp<typeof logSoftmaxOp> = layerOrOp(logSoftmaxEntry, logSoftmaxOp, "operand");
