// Two numbers to be kept over a hundred steps: an LSTM and a GRU learn it, a simple recurrent network does not.
import { type Dataset, meanSquaredError } from "@chainrule/core";
import { brief, type Comparison, type Telling } from "chainrule/gallery";
import type { Text } from "chainrule/pictures";
import { gradientChart } from "../gradientChart.ts";
import { recurrentKinds } from "../recurrentKinds.ts";
import { gradientExamples, heldOutChart, learningRate, sharesOf, type TrainedKind, trainKind } from "../trainedKind.ts";
import { addingData } from "./addingData.ts";

/** Stated before any score, and to be confirmed with another seed: shares of the baseline's error. */
const promised = { gates: 0.1, simple: 0.5 } as const;

export interface AddingSize {
  readonly steps: number;
  readonly units: number;
  /** Sequences to learn from; each epoch sees them all. */
  readonly examples: number;
  readonly held: number;
  readonly epochs: number;
}

const batchSize = 64;

export async function run(
  telling: Telling,
  size: AddingSize = { steps: 100, units: 32, examples: 12_800, held: 1000, epochs: 6 },
): Promise<Comparison> {
  const { seed, heading, log, lines, table, draw } = telling;
  const { steps, units, examples, epochs } = size;
  const train = addingData({ examples, steps, seed: 2 * seed });
  const held = addingData({ examples: size.held, steps, seed: 2 * seed + 1 });
  const baseline = errorOfOne(held);

  heading({ en: "Two numbers among a hundred", zh: "一百个数中的两个" });
  log({
    en: `Each of ${steps} steps gives a number, uniform in [0, 1), and a marker: 1 at two places, one in each half, else 0. At the end the sum of the two marked numbers is asked for (Hochreiter and Schmidhuber 1997). Who pays no heed to the input does best to say 1 always; that errs by the variance of the sum of two uniform numbers, 2 · 1/12 = 1/6 ≈ 0.167 on the mean, and by ${brief(baseline)} on the ${size.held} sequences held out here: the baseline.`,
    zh: `共 ${steps} 步，每步给出一个在 [0, 1) 上均匀分布的数和一个标记：前后两半各有一处标记为 1，其余为 0。最后要求给出两个被标记的数之和（Hochreiter 与 Schmidhuber，1997）。不看输入时最好总是回答 1，其均方误差是两个均匀分布的数之和的方差：2 · 1/12 = 1/6 ≈ 0.167；在这里留出的 ${size.held} 条序列上是 ${brief(baseline)}，这就是基线。`,
  });
  lines(
    "number  0.31  0.87  0.12 …  0.55  0.90  0.46",
    "marker  0     1     0    …  0     1     0        target 0.87 + 0.90 = 1.77",
  );
  log({
    en: `Stated before the training, and to hold for another seed too: LSTM and GRU come below ${promised.gates} of the baseline's error, and the simple network stays above ${promised.simple} of it.`,
    zh: `训练之前的承诺（换一个种子也应成立）：LSTM 和 GRU 的误差低于基线的 ${promised.gates} 倍，简单 RNN 仍高于基线的 ${promised.simple} 倍。`,
  });

  heading({ en: "Three networks, the same training", zh: "三种网络，同样的训练" });
  const learned: TrainedKind[] = [];
  for (const kind of recurrentKinds) {
    const network = { units, outputs: 1, seed, returnsSequence: false };
    const training = { train, held, loss: meanSquaredError(), epochs, batchSize, at: steps - 1 };
    learned.push(await trainKind(kind, { ...network, ...training }));
  }
  log({
    en: `Each has a state of ${units} units and one linear output from its last state; ${examples} sequences in ${epochs} epochs, batches of ${batchSize}, Adam at ${learningRate}, gradients cut to norm 1. All weights begin as the layers themselves begin them.`,
    zh: `每个网络的隐藏状态有 ${units} 个单元，由最后的隐藏状态线性输出；${examples} 条序列，${epochs} 轮，批大小 ${batchSize}，Adam 学习率 ${learningRate}，梯度范数裁剪到 1。全部权重使用各层自己的默认初始值。`,
  });
  const half = Math.floor(steps / 2);
  table({
    columns: [
      { en: "network", zh: "网络" },
      { en: "parameters", zh: "参数" },
      { en: "held-out MSE", zh: "留出集均方误差" },
      { en: "share of the baseline", zh: "与基线之比" },
      { en: `gradient left after ${half} steps, untrained`, zh: `${half} 步后剩余的梯度（训练前）` },
      { en: "trained", zh: "训练后" },
    ],
    rows: [
      [{ en: "always 1", zh: "总是 1" }, "0", brief(baseline), "1", "", ""],
      ...learned.map(({ kind, model, loss, before, after }) => [
        kind.title,
        String(model.parameterCount),
        brief(loss),
        brief(loss / baseline, 2),
        brief(before[half] ?? Number.NaN, 2),
        brief(after[half] ?? Number.NaN, 2),
      ]),
    ],
  });
  draw(
    "learning-curves",
    heldOutChart(learned, {
      title: { en: "Error on held-out sequences", zh: "留出序列上的误差" },
      subtitle: { en: "grey: always saying 1", zh: "灰线：总是回答 1" },
      y: { label: { en: "mean squared error (logarithmic)", zh: "均方误差（对数刻度）" }, scale: "log" },
      baseline,
    }),
  );

  heading({ en: "How far the gradient reaches back", zh: "梯度能传回多远" });
  log({
    en: "The error at the end tells the weights what to keep only through the gradient of the states before: ∂L/∂hₜ = (∂hₜ₊₁/∂hₜ)ᵀ ∂L/∂hₜ₊₁, one more factor for each step back. In the simple network every factor is W_hhᵀ diag(1 − h²): its norm is at most that of W_hh times the greatest slope of tanh, and the slope is below 1 wherever the state is not 0. So the product fades (or, with a large W_hh, explodes) from step to step, and every input is written over the whole state. In the LSTM the factor along the cell state is the forget gate f, ∂cₜ₊₁/∂cₜ ≈ diag(f), in the GRU the update gate z: numbers between 0 and 1 that the network sets itself, at each step and for each unit, from what it reads. A gate at 1 lets the gradient through whole.",
    zh: "末端的误差只能通过之前各状态的梯度告诉权重该记住什么：∂L/∂hₜ = (∂hₜ₊₁/∂hₜ)ᵀ ∂L/∂hₜ₊₁，每往回一步就多乘一个因子。在简单 RNN 中，每个因子是 W_hhᵀ diag(1 − h²)：其范数不超过 W_hh 的范数乘以 tanh 的最大斜率，而只要状态不为 0，斜率就小于 1。于是这个乘积逐步消失（W_hh 很大时则会爆炸），而且每个输入都会改写整个状态。在 LSTM 中，沿细胞状态的因子是遗忘门 f：∂cₜ₊₁/∂cₜ ≈ diag(f)；在 GRU 中是更新门 z。它们是 0 到 1 之间的数，由网络根据输入在每一步、为每个单元自行设定。门为 1 时，梯度完整通过。",
  });
  draw(
    "gradients",
    gradientChart({
      title: { en: "What is left of the gradient, so many steps before the end", zh: "距末尾若干步之前还剩多少梯度" },
      subtitle: {
        en: `‖∂L/∂sₜ‖ over that of the last state; mean of ${gradientExamples} held-out sequences`,
        zh: `‖∂L/∂sₜ‖ 与最后状态处之比；${gradientExamples} 条留出序列的平均`,
      },
      learned,
    }),
  );
  log(gradientText(learned, half));
  const [simple, ...gates] = learned;
  const worst = Math.max(...gates.map(({ loss }) => loss));
  log({
    en: `Stated: below ${promised.gates} and above ${promised.simple} of the baseline. Reached: ${sharesOf(gates, baseline).en}; simple RNN ${brief((simple?.loss ?? Number.NaN) / baseline, 2)}.`,
    zh: `承诺：低于基线的 ${promised.gates} 倍和高于 ${promised.simple} 倍。实际：${sharesOf(gates, baseline).zh}；简单 RNN ${brief((simple?.loss ?? Number.NaN) / baseline, 2)}。`,
  });
  return {
    scores: {
      meanSquaredError: worst,
      ...Object.fromEntries(learned.map(({ kind, loss }) => [`${kind.name}MeanSquaredError`, loss])),
      ...Object.fromEntries(learned.map(({ kind, after }) => [`${kind.name}GradientLeft`, after[half] ?? Number.NaN])),
    },
    baseline: {
      meanSquaredError: baseline,
      ...Object.fromEntries(learned.map(({ kind }) => [`${kind.name}MeanSquaredError`, baseline])),
    },
  };
}

/** Mean squared error of always saying 1. */
function errorOfOne(data: Dataset): number {
  const arrays = data.createBatch(data.length);
  data.batch(
    Array.from({ length: data.length }, (_, i) => i),
    arrays,
  );
  let total = 0;
  for (const target of arrays.targets) total += (target - 1) ** 2;
  return total / data.length;
}

function gradientText(learned: readonly TrainedKind[], half: number): Text {
  const sentence = (language: "en" | "zh"): string =>
    learned
      .map(({ kind, before, after }) => {
        const [from, to] = [brief(before[half] ?? Number.NaN, 2), brief(after[half] ?? Number.NaN, 2)];
        return language === "en" ? `${kind.title.en}: ${from} → ${to}` : `${kind.title.zh}：${from} → ${to}`;
      })
      .join(language === "en" ? "; " : "；");
  return {
    en: `Left after ${half} steps, untrained → trained: ${sentence("en")}. The beginning alone does not decide: the GRU begins with its gates half open (z = σ(0) = ½), so that its gradient fades fastest of all, and yet it learns. Some of the marked numbers lie close to the end, where its gradient still reaches; a gate that opens for them brings nearer what lies further back. The simple network has nothing to open.`,
    zh: `${half} 步后剩余的梯度，训练前 → 训练后：${sentence("zh")}。起点并不决定一切：GRU 的门起初半开（z = σ(0) = ½），梯度消失得最快，却仍能学会。有些被标记的数靠近末尾，梯度还够得着；门为它们打开之后，更早的数也就近了。简单 RNN 没有可以打开的门。`,
  };
}
