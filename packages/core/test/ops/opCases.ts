import type { DType } from "../../src/graph/dtype.ts";
import { elementCount, type Shape } from "../../src/graph/shape.ts";
import type { Tensor } from "../../src/graph/tensor.ts";
import type { CheckRange } from "../../src/ops/description.ts";
import { input } from "../../src/ops/input.ts";
import { type Ops, ops } from "../../src/ops/registry.ts";
import { random } from "../../src/random/generator.ts";
import { type ElementwiseCase, elementwiseCases, rangeOf } from "./elementwiseCases.ts";
import { scanCases } from "./scanCases.ts";

/** An operand of a case: where its numbers lie; `distinct` keeps any two of them well apart. */
export interface CaseInput {
  readonly shape: Shape;
  readonly dtype: DType;
  readonly range: CheckRange;
  readonly distinct?: boolean;
}

/** One application of an op, for every engine and every kind of check. */
export interface OpCase {
  readonly name: string;
  readonly build: (inputs: readonly Tensor[]) => Tensor;
  readonly inputs: readonly CaseInput[];
  /** Bound on |engine − reference| ÷ max(1, |reference|) in f32. */
  readonly tolerance: number;
  /** The gradient is stopped on purpose, so that differences disagree with it. */
  readonly stopped?: boolean;
}

/** The nodes that a case is built on, named x0, x1, …. */
export function caseInputs(example: OpCase): Tensor[] {
  return example.inputs.map(({ shape, dtype }, index) => input(`x${index}`, shape, dtype));
}

const awayFromKinks = 0.05;

/** Numbers for a case, the same every time and exact in f32, by the names of its inputs. */
export function caseFeeds(example: OpCase): Record<string, Float64Array> {
  const generator = random({ seed: 11, stream: example.name });
  const entries = example.inputs.map(({ shape, dtype, range, distinct = false }, index) => {
    const count = elementCount(shape);
    const { from, to, kinks = [] } = range;
    const draw = (): number => {
      if (dtype === "bool") return generator.integer(0, 2);
      if (dtype === "i32") return generator.integer(Math.ceil(from), Math.floor(to) + 1);
      const value = Math.fround(from + (to - from) * generator.uniform());
      return kinks.some((kink) => Math.abs(value - kink) < awayFromKinks) ? draw() : value;
    };
    if (!distinct) return [`x${index}`, Float64Array.from({ length: count }, draw)] as const;
    const order = Array.from({ length: count }, (_, place) => place).sort(
      (a, b) => Math.sin(a * 7 + 1) - Math.sin(b * 7 + 1),
    );
    const values = order.map((place) => Math.fround(from + ((to - from) * (place + 0.5)) / count));
    return [`x${index}`, Float64Array.from(values)] as const;
  });
  return Object.fromEntries(entries);
}

const unit: CheckRange = { from: -1, to: 1 };
const f32 = (shape: Shape, range: CheckRange = unit): CaseInput => ({ shape, dtype: "f32", range });
const distinct = (shape: Shape): CaseInput => ({ ...f32(shape, { from: -2, to: 2 }), distinct: true });
const i32 = (shape: Shape, from: number, to: number): CaseInput => ({ shape, dtype: "i32", range: { from, to } });

type Build = (...inputs: readonly [Tensor, Tensor, Tensor]) => Tensor;

function named(op: keyof Ops, detail: string, inputs: readonly CaseInput[], tolerance: number, build: Build): OpCase {
  return {
    name: detail === "" ? op : `${op}, ${detail}`,
    inputs,
    tolerance,
    build: ([a, b, c]) => {
      if (a === undefined) throw new TypeError("a case has at least one input");
      return build(a, b ?? a, c ?? a);
    },
  };
}

const last = { axes: -1 } as const;

const reductions: readonly OpCase[] = [
  named("sum", "of all", [f32([3, 5])], 1e-5, (x) => ops.sum(x)),
  named("sum", "last axis", [f32([3, 5])], 1e-5, (x) => ops.sum(x, last)),
  named("sum", "first axis", [f32([7, 5])], 1e-5, (x) => ops.sum(x, { axes: 0 })),
  named("sum", "middle axis kept", [f32([2, 3, 4])], 1e-5, (x) => ops.sum(x, { axes: 1, keepDims: true })),
  named("sum", "outer and inner axes", [f32([2, 3, 4, 5])], 1e-5, (x) => ops.sum(x, { axes: [0, 2, 3] })),
  named("sum", "of a scalar", [f32([])], 1e-6, (x) => ops.sum(x)),
  named("sum", "of integers", [i32([2, 9], -50, 50)], 0, (x) => ops.sum(x, { axes: 0 })),
  named("sum", "of a transposed view", [f32([4, 6])], 1e-5, (x) => ops.sum(ops.transpose(x), { axes: 0 })),
  named("mean", "", [f32([3, 5])], 1e-5, (x) => ops.mean(x)),
  named("mean", "axes", [f32([2, 3, 4])], 1e-5, (x) => ops.mean(x, { axes: [0, -1] })),
  named("max", "of all", [distinct([3, 5])], 0, (x) => ops.max(x)),
  named("max", "last axis kept", [distinct([3, 5])], 0, (x) => ops.max(x, { axes: 1, keepDims: true })),
  named("max", "first axis", [distinct([4, 6])], 0, (x) => ops.max(x, { axes: 0 })),
  named("min", "of all", [distinct([3, 5])], 0, (x) => ops.min(x)),
  named("min", "middle axis", [distinct([2, 4, 3])], 0, (x) => ops.min(x, { axes: 1 })),
  named("variance", "", [f32([3, 5])], 1e-5, (x) => ops.variance(x, last)),
  named("variance", "of a sample", [f32([6, 4])], 1e-5, (x) => ops.variance(x, { axes: 0, correction: 1 })),
  named("logSumExp", "", [f32([3, 5], { from: -3, to: 3 })], 1e-5, (x) => ops.logSumExp(x, last)),
  named("logSumExp", "kept", [f32([2, 3, 4])], 1e-5, (x) => ops.logSumExp(x, { axes: [0, 2], keepDims: true })),
  named("softmax", "", [f32([3, 5], { from: -3, to: 3 })], 1e-6, (x) => ops.softmax(x)),
  named("softmax", "first axis", [f32([3, 5], { from: -3, to: 3 })], 1e-6, (x) => ops.softmax(x, 0)),
  named("logSoftmax", "", [f32([3, 5], { from: -3, to: 3 })], 1e-5, (x) => ops.logSoftmax(x)),
  named("argMax", "", [distinct([3, 5])], 0, (x) => ops.argMax(x)),
  named("argMax", "first axis", [distinct([4, 2, 3])], 0, (x) => ops.argMax(x, 0, { keepDims: true })),
  named("argMin", "", [distinct([3, 5])], 0, (x) => ops.argMin(x)),
  named("sumTo", "", [f32([2, 3, 4])], 1e-5, (x) => ops.sumTo(x, [3, 1])),
];

const shapes: readonly OpCase[] = [
  named("reshape", "", [f32([2, 6])], 0, (x) => ops.reshape(x, [3, -1])),
  named("reshape", "of a transposed view", [f32([2, 6])], 0, (x) => ops.reshape(ops.transpose(x), [4, 3])),
  named("flatten", "", [f32([2, 3, 4])], 0, (x) => ops.flatten(x, 1)),
  named("squeeze", "", [f32([2, 1, 3, 1])], 0, (x) => ops.squeeze(x, 1)),
  named("expandDims", "", [f32([2, 3])], 0, (x) => ops.expandDims(x, [0, -1])),
  named("transpose", "", [f32([3, 5])], 0, (x) => ops.transpose(x)),
  named("transpose", "of four axes", [f32([2, 3, 4, 5])], 0, (x) => ops.transpose(x, [0, 2, -1, 1])),
  named("broadcastTo", "", [f32([3, 1])], 0, (x) => ops.broadcastTo(x, [2, 3, 4])),
  { ...named("stopGradient", "", [f32([3])], 0, (x) => ops.stopGradient(x)), stopped: true },
  named("slice", "", [f32([6, 5])], 0, (x) => ops.slice(x, { starts: [1, -3], ends: [5] })),
  named("slice", "steps", [f32([7, 8])], 0, (x) => ops.slice(x, { starts: [0, 1], steps: [3, 2] })),
  named("slice", "backwards", [f32([7, 8])], 0, (x) =>
    ops.slice(x, { starts: [5, undefined], ends: [0], steps: [-2, -3] }),
  ),
  named("flip", "", [f32([3, 4])], 0, (x) => ops.flip(x, -1)),
  named("embed", "", [f32([2, 3])], 0, (x) => ops.embed(x, { shape: [5, 8], starts: [1, 2], steps: [3, 2] })),
  named("pad", "", [f32([2, 3])], 0, (x) => ops.pad(x, [[1, 0], [2, 1]], -1.5)), // biome-ignore format: a row for each axis
  named("concat", "", [f32([2, 3]), f32([4, 3]), f32([1, 3])], 0, (a, b, c) => ops.concat([a, b, c])),
  named("concat", "last axis", [f32([2, 3]), f32([2, 2])], 0, (a, b) => ops.concat([a, b, a], -1)),
  named("stack", "", [f32([2, 3]), f32([2, 3])], 0, (a, b) => ops.stack([a, b], 1)),
  named("split", "", [f32([2, 6])], 1e-6, (x) => {
    const [first, second] = ops.split(x, [2, 4], -1);
    return ops.mul(ops.sum(first ?? x), second ?? x);
  }),
];

const indexing: readonly OpCase[] = [
  named("gather", "", [f32([5, 3]), i32([4], 0, 4)], 0, (x, n) => ops.gather(x, n)),
  named("gather", "matrix of indices, last axis", [f32([2, 5]), i32([3, 2], 0, 4)], 0, (x, n) => ops.gather(x, n, -1)),
  named("scatterAdd", "", [f32([6, 3]), i32([6], 0, 3)], 1e-6, (x, n) => ops.scatterAdd(x, n, 4)),
  named("scatterAdd", "inner axis", [f32([2, 2, 3, 2]), i32([2, 3], 0, 3)], 1e-6, (x, n) => ops.scatterAdd(x, n, 4, 1)),
  named("oneHot", "", [i32([5], 0, 3)], 0, (n) => ops.oneHot(n, 4)),
  named("takeAlongAxis", "", [f32([3, 5]), i32([3, 2], 0, 4)], 0, (x, n) => ops.takeAlongAxis(x, n)),
  named("takeAlongAxis", "first axis", [f32([3, 5]), i32([2, 5], 0, 2)], 0, (x, n) => ops.takeAlongAxis(x, n, 0)),
];

const products: readonly OpCase[] = [
  named("matMul", "", [f32([3, 4]), f32([4, 5])], 1e-5, (a, b) => ops.matMul(a, b)),
  named("matMul", "row by column", [f32([1, 7]), f32([7, 1])], 1e-5, (a, b) => ops.matMul(a, b)),
  named("matMul", "first transposed", [f32([4, 3]), f32([4, 5])], 1e-5, (a, b) =>
    ops.matMul(a, b, { transposeA: true }),
  ),
  named("matMul", "second transposed", [f32([3, 4]), f32([5, 4])], 1e-5, (a, b) =>
    ops.matMul(a, b, { transposeB: true }),
  ),
  named("matMul", "both transposed", [f32([4, 3]), f32([5, 4])], 1e-5, (a, b) =>
    ops.matMul(a, b, { transposeA: true, transposeB: true }),
  ),
  named("matMul", "of itself", [f32([4, 4])], 1e-5, (a) => ops.matMul(a, a)),
  named("matMul", "batch by one matrix", [f32([2, 3, 3, 4]), f32([4, 5])], 1e-5, (a, b) => ops.matMul(a, b)),
  named("matMul", "one matrix by a batch", [f32([3, 4]), f32([5, 4, 2])], 1e-5, (a, b) => ops.matMul(a, b)),
  named("matMul", "batches", [f32([5, 3, 4]), f32([5, 2, 4])], 1e-5, (a, b) => ops.matMul(a, b, { transposeB: true })),
  named("matMul", "broadcast batches", [f32([2, 1, 3, 4]), f32([3, 4, 2])], 1e-5, (a, b) => ops.matMul(a, b)),
  named("matMul", "batch of transposed by a matrix", [f32([2, 4, 3]), f32([4, 5])], 1e-5, (a, b) =>
    ops.matMul(a, b, { transposeA: true }),
  ),
  named("matMul", "larger than a tile", [f32([33, 21]), f32([21, 19])], 1e-5, (a, b) => ops.matMul(a, b)),
];

const square3 = { padding: 1 } as const;
const odd = { stride: [2, 1], padding: { top: 1, bottom: 0, left: 2, right: 1 }, dilation: [1, 2] } as const;
const spread = { stride: 2, padding: 1, groups: 2 } as const;

const convolutions: readonly OpCase[] = [
  named("conv2d", "", [f32([2, 3, 6, 5]), f32([4, 3, 3, 3])], 1e-5, (x, w) => ops.conv2d(x, w)),
  named("conv2d", "one channel, 5 × 5", [f32([2, 1, 8, 8]), f32([6, 1, 5, 5])], 1e-5, (x, w) =>
    ops.conv2d(x, w, { padding: "same" }),
  ),
  named("conv2d", "padded", [f32([1, 2, 5, 5]), f32([3, 2, 3, 3])], 1e-5, (x, w) => ops.conv2d(x, w, square3)),
  named("conv2d", "uneven", [f32([2, 2, 7, 6]), f32([3, 2, 3, 2])], 1e-5, (x, w) => ops.conv2d(x, w, odd)),
  named("conv2d", "groups and stride", [f32([2, 4, 6, 6]), f32([6, 2, 3, 3])], 1e-5, (x, w) =>
    ops.conv2d(x, w, spread),
  ),
  named("conv2d", "many channels, 3 × 3", [f32([1, 8, 6, 6]), f32([16, 8, 3, 3])], 1e-5, (x, w) =>
    ops.conv2d(x, w, square3),
  ),
  named("conv2dInputGradient", "", [f32([2, 4, 4, 3]), f32([4, 3, 3, 3])], 1e-5, (dy, w) =>
    ops.conv2dInputGradient(dy, w, { inputSize: [6, 5] }),
  ),
  named("conv2dInputGradient", "uneven", [f32([2, 3, 3, 7]), f32([3, 2, 3, 2])], 1e-5, (dy, w) =>
    ops.conv2dInputGradient(dy, w, { ...odd, inputSize: [7, 6] }),
  ),
  named("conv2dInputGradient", "groups and stride", [f32([2, 6, 3, 3]), f32([6, 2, 3, 3])], 1e-5, (dy, w) =>
    ops.conv2dInputGradient(dy, w, { ...spread, inputSize: [6, 6] }),
  ),
  named("conv2dWeightGradient", "", [f32([2, 3, 6, 5]), f32([2, 4, 4, 3])], 1e-5, (x, dy) =>
    ops.conv2dWeightGradient(x, dy, { kernelSize: [3, 3] }),
  ),
  named("conv2dWeightGradient", "uneven", [f32([2, 2, 7, 6]), f32([2, 3, 3, 7])], 1e-5, (x, dy) =>
    ops.conv2dWeightGradient(x, dy, { ...odd, kernelSize: [3, 2] }),
  ),
  named("conv2dWeightGradient", "groups and stride", [f32([2, 4, 6, 6]), f32([2, 6, 3, 3])], 1e-5, (x, dy) =>
    ops.conv2dWeightGradient(x, dy, { ...spread, kernelSize: [3, 3] }),
  ),
  named("convTranspose2d", "", [f32([1, 3, 4, 4]), f32([3, 2, 2, 2])], 1e-5, (x, w) =>
    ops.convTranspose2d(x, w, { stride: 2 }),
  ),
  named("convTranspose2d", "output padding", [f32([1, 4, 3, 3]), f32([4, 2, 3, 3])], 1e-5, (x, w) =>
    ops.convTranspose2d(x, w, { stride: 2, padding: 1, outputPadding: 1, groups: 2 }),
  ),
];

const two = { size: 2 } as const;
const overlapping = { size: 3, stride: 2, padding: 1 } as const;
const apart = { size: [2, 3], stride: [3, 2] } as const;

const pooling: readonly OpCase[] = [
  named("maxPool2d", "", [distinct([2, 3, 4, 6])], 0, (x) => ops.maxPool2d(x, two)),
  named("maxPool2d", "overlapping", [distinct([1, 2, 7, 6])], 0, (x) => ops.maxPool2d(x, overlapping)),
  named("maxPool2d", "apart", [distinct([1, 2, 8, 7])], 0, (x) => ops.maxPool2d(x, apart)),
  named("maxPool2dScatter", "", [distinct([2, 3, 4, 6]), f32([2, 3, 2, 3])], 1e-6, (x, dy) =>
    ops.maxPool2dScatter(x, dy, two),
  ),
  named("maxPool2dScatter", "overlapping", [distinct([1, 2, 7, 6]), f32([1, 2, 4, 3])], 1e-6, (x, dy) =>
    ops.maxPool2dScatter(x, dy, overlapping),
  ),
  named("maxPool2dSelect", "", [distinct([2, 3, 4, 6]), f32([2, 3, 4, 6])], 0, (x, v) =>
    ops.maxPool2dSelect(x, v, two),
  ),
  named("maxPool2dSelect", "overlapping", [distinct([1, 2, 7, 6]), f32([1, 2, 7, 6])], 0, (x, v) =>
    ops.maxPool2dSelect(x, v, overlapping),
  ),
  named("averagePool2d", "", [f32([2, 3, 4, 6])], 1e-6, (x) => ops.averagePool2d(x, two)),
  named("averagePool2d", "overlapping", [f32([1, 2, 7, 6])], 1e-6, (x) => ops.averagePool2d(x, overlapping)),
  named("averagePool2d", "without padding", [f32([1, 2, 7, 6])], 1e-6, (x) =>
    ops.averagePool2d(x, { ...overlapping, countIncludePad: false }),
  ),
  named("averagePool2dGradient", "", [f32([2, 3, 2, 3])], 1e-6, (dy) =>
    ops.averagePool2dGradient(dy, { ...two, inputSize: [5, 6] }),
  ),
  named("averagePool2dGradient", "without padding", [f32([1, 2, 4, 3])], 1e-6, (dy) =>
    ops.averagePool2dGradient(dy, { ...overlapping, countIncludePad: false, inputSize: [7, 6] }),
  ),
];

const positive: CheckRange = { from: 0.5, to: 2 };

const compositions: readonly OpCase[] = [
  named("layerNorm", "", [f32([3, 5]), f32([5]), f32([5])], 1e-5, (x, scale, shift) =>
    ops.layerNorm(x, { scale, shift }),
  ),
  named("rmsNorm", "", [f32([3, 5]), f32([5])], 1e-5, (x, scale) => ops.rmsNorm(x, { scale })),
  named("attention", "", [f32([2, 3, 4]), f32([2, 5, 4]), f32([2, 5, 2])], 1e-5, (q, k, v) => ops.attention(q, k, v)),
  {
    name: "attention, masked, causal, with a bias",
    inputs: [
      f32([2, 2, 3, 4]),
      f32([2, 2, 3, 4]),
      f32([2, 2, 3, 5]),
      f32([2, 1, 3]),
      { shape: [2, 1, 1, 3], dtype: "bool", range: unit },
    ],
    tolerance: 1e-5,
    build: ([q, k, v, bias, mask]) => {
      if (q === undefined || k === undefined || v === undefined) throw new TypeError("attention has three operands");
      return ops.attention(q, k, v, { causal: true, bias, mask, scale: 0.3 });
    },
  },
  named("rotary", "", [f32([2, 5, 6])], 1e-5, (x) => ops.rotary(x)),
  named("rotary", "at positions", [f32([2, 3, 4]), i32([3], 0, 6)], 1e-5, (x, positions) =>
    ops.rotary(x, { base: 100, at: { positions, length: 7 } }),
  ),
  named(
    "batchNorm",
    "training",
    [f32([4, 3, 2, 2]), f32([3]), f32([3], positive)],
    1e-5,
    (x, shift, scale) =>
      ops.batchNorm(x, { runningMean: shift, runningVariance: scale, training: true, scale, shift }).y,
  ),
  {
    ...named(
      "batchNorm",
      "running statistics",
      [f32([4, 3]), f32([3]), f32([3], positive)],
      1e-5,
      (x, mean, variance) => {
        const result = ops.batchNorm(x, { runningMean: mean, runningVariance: variance, training: true });
        return ops.concat([result.runningMean, result.runningVariance]);
      },
    ),
    stopped: true,
  },
  named(
    "batchNorm",
    "evaluation",
    [f32([4, 3]), f32([3]), f32([3], positive)],
    1e-5,
    (x, shift, scale) =>
      ops.batchNorm(x, { runningMean: shift, runningVariance: scale, training: false, scale, shift }).y,
  ),
  named("tan", "", [f32([2, 3])], 1e-5, (x) => ops.tan(x)),
  named("logSigmoid", "", [f32([2, 3], { from: -4, to: 4 })], 1e-6, (x) => ops.logSigmoid(x)),
  named("dropout", "", [f32([5, 8]), i32([], 0, 9)], 1e-6, (x, counter) =>
    ops.dropout(x, 0.4, { key: [3, 5], counter }),
  ),
  named("randomUniform", "", [i32([], 0, 9)], 0, (counter) => ops.randomUniform([5, 7], { key: [1, 2], counter })),
  named("iota", "", [i32([5], 0, 9)], 0, (x) => ops.add(x, ops.iota(5))),
  named("full", "", [f32([2, 3])], 1e-6, (x) => ops.mul(x, ops.full([2, 3], 2.5))),
  named("ones", "", [f32([2, 3])], 1e-6, (x) => ops.add(x, ops.ones([3]))),
  named("zeros", "", [f32([2, 3])], 1e-6, (x) => ops.add(x, ops.zeros([3]))),
  named("constant", "", [f32([2, 3])], 1e-6, (x) => ops.mul(x, ops.constant([1, -2, 3]))),
];

/** Every elementwise op on one shape, on lengths about a lane, and with each operand broadcast in turn. */
function elementwise(example: ElementwiseCase): OpCase[] {
  const operands = (shapeOf: (index: number) => Shape): CaseInput[] =>
    example.operands.map((dtype, index) => ({
      shape: shapeOf(index),
      dtype,
      range: rangeOf(example.definition, index),
    }));
  const build = (inputs: readonly Tensor[]): Tensor => example.apply(...inputs);
  const { tolerance } = example.definition;
  const { name } = example;
  const plain = [[], [1], [3], [4], [5], [2, 3, 4]].map((shape) => ({
    name: `${name}, [${shape.join(", ")}]`,
    inputs: operands(() => shape),
    build,
    tolerance,
  }));
  if (example.operands.length < 2) return plain;
  const broadcast = example.operands.map((_, narrow) => ({
    name: `${name}, operand ${narrow} broadcast`,
    inputs: operands((index) => (index === narrow ? [3, 1] : [2, 3, 4])),
    build,
    tolerance,
  }));
  return [...plain, ...broadcast];
}

/** Every op of the registry with its attributes, shapes and ranges; each name begins with the op's. */
export const opCases: readonly OpCase[] = [
  ...reductions,
  ...shapes,
  ...indexing,
  ...products,
  ...convolutions,
  ...pooling,
  ...compositions,
  ...scanCases.map(
    ({ title, inputs, build }): OpCase => ({
      name: `scan, ${title}`,
      inputs,
      tolerance: 1e-5,
      build: (given) => build(...given),
    }),
  ),
  ...elementwiseCases.flatMap(elementwise),
];
