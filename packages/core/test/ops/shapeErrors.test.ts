import { describe, expect, test } from "vitest";
import { ChainruleError } from "../../src/errors/chainruleError.ts";
import { withScope } from "../../src/graph/scope.ts";
import type { Tensor } from "../../src/graph/tensor.ts";
import { input } from "../../src/ops/input.ts";
import { ops } from "../../src/ops/registry.ts";

const x = (...shape: number[]): Tensor => input("x", shape);
const whole = (...shape: number[]): Tensor => input("n", shape, "i32");

/** What is refused, the English text, and a part of the Chinese one. */
const refusals: readonly (readonly [build: () => unknown, english: string, chinese: string])[] = [
  [
    () => ops.matMul(x(32, 784), x(10, 128)),
    "matMul: inner dimensions must agree; got [32, 784] × [10, 128] (model.layers[2])",
    "内侧维度必须相等",
  ],
  [() => ops.matMul(x(3), x(3, 2)), "matMul: number of axes must be ≥ 2; got [3] (model.layers[2])", "轴数必须是 ≥ 2"],
  [() => ops.matMul(x(2, 3, 4), x(3, 4, 5)), "matMul: shapes must broadcast", "形状必须能够广播"],
  [() => ops.matMul(whole(2, 2), x(2, 2)), "matMul: element type must be f32; got i32", "元素类型必须是 f32"],
  [
    () => ops.sum(x(2, 3), { axes: 2 }),
    "sum: axis must be a whole number from -2 to 1; got 2",
    "轴必须是 -2 到 1 的整数",
  ],
  [() => ops.max(x(2, 3), { axes: [0, -2] }), "max: each axis may be named once; got [0, -2]", "每个轴只能列出一次"],
  [() => ops.argMax(x(2, 0)), "argMax: size of the axis must be whole numbers of at least 1; got 0", "不小于 1 的整数"],
  [
    () => ops.reshape(x(2, 3), [4, 2]),
    "reshape: number of elements must stay 6; got 8 ([2, 3] → [4, 2])",
    "元素个数必须保持为 6",
  ],
  [() => ops.reshape(x(2, 3), [-1, 4]), "reshape: number of elements must stay 6; got 4", "元素个数必须保持为 6"],
  [
    () => ops.transpose(x(2, 3), [0, 0]),
    "transpose: axes must name each of the 2 axes once; got [0, 0]",
    "把 2 个轴各列一次",
  ],
  [
    () => ops.broadcastTo(x(2, 3), [3, 3]),
    "broadcastTo: shape must broadcast to [3, 3]; got [2, 3]",
    "必须能够广播为 [3, 3]",
  ],
  [() => ops.squeeze(x(2, 3), 1), "squeeze: axis 1 must have size 1; got [2, 3]", "第 1 轴的大小必须是 1"],
  [
    () => ops.slice(x(2), { starts: [0, 1] }),
    "slice: starts must have one entry for each of the 1 axes; got [0, 1]",
    "1 个轴各给一项",
  ],
  [() => ops.slice(x(2), { steps: [0] }), "slice: steps must be whole numbers other than 0; got [0]", "不为 0 的整数"],
  [() => ops.embed(x(3), { shape: [4], starts: [2] }), "embed: tensor must end within [4]; got [5]", "不得超出 [4]"],
  [
    () => ops.pad(x(2, 2), [[1, 1]]),
    "pad: widths must have one entry for each of the 2 axes; got [[1, 1]]",
    "2 个轴各给一项",
  ],
  [
    () => ops.concat([x(2, 3), x(2, 4)]),
    "concat: shapes must agree on every axis but axis 0; got [2, 3], [2, 4]",
    "除第 0 轴外",
  ],
  [() => ops.concat([]), "concat: at least one tensor must be given; got []", "至少要给一个张量"],
  [() => ops.split(x(5), 2), "split: parts must add up to the axis's size 5; got 2", "该轴大小 5"],
  [() => ops.gather(x(5), x(2)), "gather indices: element type must be i32; got f32", "元素类型必须是 i32"],
  [() => ops.scatterAdd(x(4, 3), whole(5), 9), "scatterAdd: shape must be [5, 3]; got [4, 3]", "形状必须是 [5, 3]"],
  [
    () => ops.conv2d(x(1, 3, 8, 8), x(4, 2, 3, 3)),
    "conv2d: input must have 2 channels (weight's axis 1 × groups); got [1, 3, 8, 8]",
    "2 个通道",
  ],
  [
    () => ops.conv2d(x(1, 4, 8, 8), x(3, 2, 3, 3), { groups: 2 }),
    "conv2d: channels and filters must be multiples of groups = 2; got 4, 3",
    "groups = 2 的倍数",
  ],
  [() => ops.conv2d(x(1, 1, 4, 4), x(1, 1, 5, 5)), "conv2d: window 5 must fit into the padded image; got 4", "窗口 5"],
  [
    () => ops.conv2d(x(1, 1, 8, 8), x(1, 1, 3, 3), { padding: "same", stride: 2 }),
    'conv2d: padding "same" needs stride 1; got [2, 2]',
    "步幅必须是 1",
  ],
  [() => ops.conv2d(x(1, 1, 8), x(1, 1, 3, 3)), "conv2d: number of axes must be 4; got [1, 1, 8]", "轴数必须是 4"],
  [
    () => ops.maxPool2d(x(1, 1, 8, 8), { size: 2, padding: 2 }),
    "maxPool2d: padding must be at most half of the window",
    "不得超过窗口的一半",
  ],
  [
    () => ops.maxPool2d(x(1, 1, 8, 8), { size: 2, stride: 0 }),
    "maxPool2d: stride must be whole numbers of at least 1; got [0, 0]",
    "不小于 1 的整数",
  ],
  [
    () => ops.averagePool2d(x(1, 1, 2, 2), { size: 3 }),
    "averagePool2d: window 3 must fit into the padded image; got 2",
    "窗口 3",
  ],
  [
    () => ops.dropout(x(2), 1, { key: [1, 2], counter: whole() }),
    "dropout: rate must be at least 0 and below 1; got 1",
    "rate 必须不小于 0",
  ],
  [() => ops.rmsNorm(x(2, 3), { scale: x(2) }), "rmsNorm: shape must be [3]; got [2]", "形状必须是 [3]"],
  [
    () => ops.attention(x(2, 3), x(4, 5), x(4, 5)),
    "attention: shapes must be q […, queries, D], k […, keys, D], v […, keys, width], mask and bias […, queries, keys]; got q [2, 3], k [4, 5], v [4, 5]",
    "形状必须是 q […, 查询, D]",
  ],
  [
    () => ops.attention(x(2, 3), x(4, 3), x(4, 3), { bias: x(4, 2) }),
    "attention: shapes must be q […, queries, D], k […, keys, D], v […, keys, width], mask and bias […, queries, keys]; got q [2, 3], k [4, 3], v [4, 3], bias [4, 2]",
    "掩码与偏置为 […, 查询, 键]",
  ],
  [
    () => ops.attention(x(2, 3), x(4, 3), x(4, 3), { mask: x(2, 4) }),
    "attention mask: element type must be bool; got f32",
    "bool",
  ],
  [
    () => ops.rotary(x(2, 3)),
    "rotary: the last axis must be even, and there must be a position for each row; got [2, 3]",
    "必须是偶数",
  ],
  [() => ops.layerNorm(x(2, 3), { scale: x(2) }), "layerNorm: shape must be [3]; got [2]", "形状必须是 [3]"],
];

describe("what does not fit is refused when the graph is built, with its place, in both languages:", () => {
  test.each(refusals.map(([build, english, chinese]) => [english, build, chinese] as const))(
    "%s",
    (english, build, chinese) => {
      let caught: unknown;
      try {
        withScope("model.layers[2]", build);
      } catch (error) {
        caught = error;
      }
      if (!(caught instanceof ChainruleError)) throw new Error(`nothing was refused: ${String(caught)}`);
      expect(caught.message.startsWith(english), caught.message).toBe(true);
      expect(caught.path).toBe("model.layers[2]");
      expect(caught.toText("zh")).toContain(chinese);
    },
  );
});
