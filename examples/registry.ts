import type { Example } from "chainrule/gallery";

/** The gallery, in the order to read it. `chainrule example` lists it. */
export const examples: readonly Example[] = [
  {
    name: "or-gate",
    summary: {
      en: "One neuron learns OR: every number, loss and cost, loop and vectors.",
      zh: "一个神经元学会或门：每个数，损失与代价，循环与向量化。",
    },
    isRandom: false,
    load: () => import("./or-gate/orGate.ts"),
  },
  {
    name: "xor-feature-cross",
    summary: {
      en: "XOR defeats one neuron, until it gets the product of its inputs.",
      zh: "异或难倒单个神经元，直到把输入的乘积也给它。",
    },
    isRandom: false,
    load: () => import("./xor-feature-cross/xorFeatureCross.ts"),
  },
  {
    name: "xor-hidden-layer",
    summary: {
      en: "One and two hidden layers learn XOR; what each hidden neuron sees.",
      zh: "一个和两个隐藏层学会异或；每个隐藏神经元看到什么。",
    },
    isRandom: true,
    load: () => import("./xor-hidden-layer/xorHiddenLayer.ts"),
  },
  {
    name: "learning-rate",
    summary: {
      en: "Too small, good, too large, annealed; a range test with three suggestions.",
      zh: "太小、合适、太大、退火；学习率范围测试与三个建议。",
    },
    isRandom: true,
    load: () => import("./learning-rate/learningRate.ts"),
  },
  {
    name: "batch-minibatch-stochastic",
    summary: {
      en: "All, some or one example a step: noise of the gradient, cost by epoch and by second.",
      zh: "每步用全部、部分或一个样本：梯度的噪声，按轮次与按时间的代价。",
    },
    isRandom: true,
    load: () => import("./batch-minibatch-stochastic/batchMinibatchStochastic.ts"),
  },
  {
    name: "initialization",
    summary: {
      en: "Zero, plain, Xavier, He through ten layers; why equal neurons stay equal.",
      zh: "全零、普通、Xavier、He 经过十层；为什么相同的神经元永远相同。",
    },
    isRandom: true,
    load: () => import("./initialization/initialization.ts"),
  },
  {
    name: "logistic-regression",
    summary: {
      en: "One neuron with examples as columns: backward by hand, held against differentiation.",
      zh: "样本排成列的单个神经元：手工反向传播，与自动微分对照。",
    },
    isRandom: true,
    load: () => import("./logistic-regression/logisticRegression.ts"),
  },
  {
    name: "two-layer-network",
    summary: {
      en: "A hidden layer fences a disc in; its backward formulas by hand, for four activations.",
      zh: "一个隐藏层把圆盘围住；四种激活函数下的手工反向公式。",
    },
    isRandom: true,
    load: () => import("./two-layer-network/twoLayerNetwork.ts"),
  },
  {
    name: "moons",
    summary: {
      en: "Noisy data: train / test split, under- and overfitting, early stopping, weight decay, dropout.",
      zh: "带噪声的数据：训练 / 测试划分，欠拟合与过拟合，提前停止，权重衰减，dropout。",
    },
    isRandom: true,
    load: () => import("./moons/moons.ts"),
  },
  {
    name: "reverse-vs-forward",
    summary: {
      en: "One gradient by differences, forward and reverse mode: equal numbers, measured time, and why.",
      zh: "用差分、前向模式和反向模式求同一梯度：数值相等，实测时间，以及原因。",
    },
    isRandom: true,
    load: () => import("./reverse-vs-forward/reverseVsForward.ts"),
  },
  {
    name: "parameter-noise",
    summary: {
      en: "Gaussian noise on a LeNet's parameters, all and layer by layer: which layer is fragile.",
      zh: "给 LeNet 的参数加高斯噪声，全部或逐层：哪一层最脆弱。",
    },
    isRandom: true,
    load: () => import("./parameter-noise/parameterNoise.ts"),
  },
  {
    name: "vanishing-gradient",
    summary: {
      en: "Ten layers of sigmoids do not learn: what the health report says and what mends it.",
      zh: "十层 sigmoid 学不动：健康报告怎么说，怎样解决。",
    },
    isRandom: true,
    load: () => import("./vanishing-gradient/vanishingGradient.ts"),
  },
  {
    name: "dead-relu",
    summary: {
      en: "Units of relu that nothing makes active: how they come about, what finds and mends them.",
      zh: "永不激活的 relu 单元：如何产生，如何发现，怎样解决。",
    },
    isRandom: true,
    load: () => import("./dead-relu/deadRelu.ts"),
  },
  {
    name: "lenet-digits",
    summary: {
      en: "What each filter of a LeNet sees, where one digit's gradient flows, one misread digit explained.",
      zh: "LeNet 的每个滤波器看到什么，一个数字的梯度流向哪里，解释一个误读的数字。",
    },
    isRandom: true,
    load: () => import("./lenet-digits/lenetDigits.ts"),
  },
  {
    name: "names",
    summary: {
      en: "First names letter by letter: counts of pairs, MLP, GRU and transformer; new names; where attention looks.",
      zh: "逐字母的名字模型：字母对计数、MLP、GRU 与 Transformer；生成新名字；注意力看哪里。",
    },
    isRandom: true,
    load: () => import("./names/names.ts"),
  },
  {
    name: "adding-problem",
    summary: {
      en: "Two numbers kept over a hundred steps: LSTM and GRU learn it, a simple RNN does not; gradients through time.",
      zh: "把两个数记住一百步：LSTM 和 GRU 学得会，简单 RNN 学不会；随时间变化的梯度。",
    },
    isRandom: true,
    load: () => import("./adding-problem/addingProblem.ts"),
  },
  {
    name: "copy-memory",
    summary: {
      en: "Ten symbols said again after a silence: gates that begin open carry the gradient over it.",
      zh: "静默之后复述十个符号：一开始就打开的门把梯度带过静默。",
    },
    isRandom: true,
    load: () => import("./copy-memory/copyMemory.ts"),
  },
  {
    name: "pronounce",
    summary: {
      en: "Letters to sounds with an encoder, a decoder and attention; which letters each sound comes from.",
      zh: "用编码器、解码器与注意力由字母得到读音；每个音素来自哪些字母。",
    },
    isRandom: true,
    load: () => import("./pronounce/pronounce.ts"),
  },
  {
    name: "spam",
    summary: {
      en: "Is it spam? Words weighed alone, a GRU and a small transformer; ROC; the words that moved one decision.",
      zh: "是不是垃圾邮件？逐词加权、GRU 与小型 Transformer；ROC 曲线；左右一次决定的词。",
    },
    isRandom: true,
    load: () => import("./spam/spam.ts"),
  },
  {
    name: "book",
    summary: {
      en: "A GRU reads Moby-Dick in byte pairs: bits per character against n-grams, and what it writes.",
      zh: "GRU 以字节对读《白鲸》：每字符比特与 n 元模型比较，以及它写出的文字。",
    },
    isRandom: true,
    load: () => import("./book/book.ts"),
  },
];
