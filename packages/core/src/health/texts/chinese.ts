import type { HealthTexts } from "./wording.ts";

/** Words about health in Chinese. */
export const chinese: HealthTexts = {
  findings: {
    nonFinite: ({ number, layer }) => ({
      problem: `${layer === "" ? "" : `${layer} 中`}出现了 NaN 或无穷大。`,
      evidence: `第 ${number("step")} 步的损失不是有限的数`,
      remedy: "降低学习率，缩放输入，或在优化器中加入 clipByGlobalNorm",
    }),
    inputsUnscaled: ({ number }) => ({
      problem: "输入没有缩放。",
      evidence: `均值 ${number("mean")}，标准差 ${number("standardDeviation")}，最大绝对值 ${number("maxAbs")}；均值和标准差应在 1 的量级`,
      remedy: "将每个输入标准化（减去均值，除以标准差），或让模型以 batchNorm 开始",
    }),
    unitsIdentical: ({ number, layer }) => ({
      problem: `${layer} 的所有单元权重相同，并将一直相同：它们只相当于一个单元（对称性）。`,
      evidence: `每个单元的权重都等于第一个单元的权重（范数 ${number("norm")}，梯度范数 ${number("gradientNorm")}）`,
      remedy: "随机初始化权重：tanh 和 sigmoid 用 xavierUniform，relu 用 heNormal",
    }),
    unitsDead: ({ number, percent, layer }) => ({
      problem: `${layer} 的大部分单元已失活：没有样本能激活它们，梯度也到不了它们。`,
      evidence: `${number("units")} 个单元中有 ${number("dead")} 个（${percent("share")}）对所有样本都输出 0`,
      remedy: "偏置从 0 开始、权重用 heNormal，降低学习率，或改用 leakyRelu",
    }),
    vanishingGradient: ({ number }) => ({
      problem: "梯度在传回前几层的途中消失。",
      evidence: `‖∂L/∂a‖ 从 ${number("layers")} 层中最后一层的 ${number("last")} 降到第一层的 ${number("first")}：每层乘以 ${number("perLayer")}`,
      remedy: "用 relu 配 heNormal 或 tanh 配 xavierUniform 代替 sigmoid；加入 residual 或 batchNorm 层；减少层数",
    }),
    explodingGradient: ({ number }) => ({
      problem: "梯度在传回前几层的途中增大若干数量级。",
      evidence: `‖∂L/∂a‖ 从 ${number("layers")} 层中最后一层的 ${number("last")} 增到第一层的 ${number("first")}：每层乘以 ${number("perLayer")}`,
      remedy: "用更小的初始权重（xavierUniform、heNormal），加入 clipByGlobalNorm，或加入 batchNorm 层",
    }),
    unitsSaturated: ({ percent, layer }) => ({
      problem: `${layer} 的单元已饱和：斜率接近 0，几乎不再学习。`,
      evidence: `${percent("share")} 的输出处的斜率不到最大斜率的十分之一`,
      remedy: "缩放输入，用更小的初始权重（xavierUniform），或降低学习率",
    }),
    rateTooHigh: ({ number }) => ({
      problem: "学习率过高。",
      evidence: `损失从 ${number("first")} 变到 ${number("last")}，最高 ${number("highest")}；一步最多改变权重的 ${number("updateRatio")}（通常约 0.001）`,
      remedy: "将学习率除以 10，仍不行再除，直到损失平稳下降",
    }),
    rateTooLow: ({ number }) => ({
      problem: "学习率过低。",
      evidence: `损失几乎不变（${number("first")} 到 ${number("last")}）；每步只改变权重的 ${number("updateRatio")}（通常约 0.001）`,
      remedy: "将学习率乘以 10，仍不行再乘，直到最初几步损失明显下降",
    }),
    labelsUnlearnable: ({ number }) => ({
      problem: "输入似乎与目标无关：网络只学到了各目标的频率。",
      evidence: `损失停在 ${number("last")}；始终给出同一个最佳答案的代价是 ${number("constantCost")}，而梯度正常`,
      remedy: "检查输入与标签是否对应（顺序相同、打乱方式相同）；若无误，换更大的或非线性的网络",
    }),
    labelsMemorized: ({ number, percent }) => ({
      problem: "网络只是记住了训练样本，没有学到对其他样本有用的规律。",
      evidence: `留出数据的准确率为 ${percent("accuracy")}，而始终回答最常见的类别也有 ${percent("chance")}；留出损失 ${number("validationLoss")}，训练损失 ${number("last")}`,
      remedy: "检查输入与标签是否对应（顺序相同、打乱方式相同）；若无误，则样本对这个网络来说太少",
    }),
  },
  verdicts: { good: "合适", tooHigh: "过高", tooLow: "过低", unclear: "解决上述问题之前无法判断" },
  healthy: "健康：没有发现问题。",
  rate: (verdict, updateRatio) => `学习率：${verdict}（每步改变权重的 ${updateRatio}）。`,
  evidence: "依据",
  remedy: "可尝试",
};
