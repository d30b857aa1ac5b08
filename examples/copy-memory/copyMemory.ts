// Ten symbols to be said again after a silence: what gates that begin open are good for.
import { crossEntropy, type Dataset, type Model } from "@chainrule/core";
import { brief, type Comparison, fixed, type Telling } from "chainrule/gallery";
import { lineChart, rule } from "chainrule/pictures";
import { gradientChart } from "../gradientChart.ts";
import { recurrentKinds } from "../recurrentKinds.ts";
import { gradientExamples, heldOutChart, learningRate, sharesOf, type TrainedKind, trainKind } from "../trainedKind.ts";
import { alphabet, copyData, copySteps, kinds, memorylessCost, remembered } from "./copyData.ts";

/** Stated before any score, and to be confirmed with another seed: shares of the memoryless cost. */
const promised = { gru: 0.5, lstm: 0.8, simple: 0.95 } as const;

export interface CopySize {
  readonly delay: number;
  readonly units: number;
  /** Sequences to learn from; each epoch sees them all. */
  readonly examples: number;
  readonly held: number;
  readonly epochs: number;
}

const batchSize = 32;

interface Learned extends TrainedKind {
  /** Share of the sequences whose symbol is said right, for each of the places. */
  readonly right: readonly number[];
}

export async function run(
  telling: Telling,
  size: CopySize = { delay: 30, units: 64, examples: 12_800, held: 500, epochs: 8 },
): Promise<Comparison> {
  const { seed, heading, log, lines, table, draw } = telling;
  const { delay, units, examples, epochs } = size;
  const train = copyData({ examples, delay, seed: 2 * seed });
  const held = copyData({ examples: size.held, delay, seed: 2 * seed + 1 });
  const baseline = memorylessCost(delay);
  const keepBias = Math.log(delay);

  heading({ en: "Ten symbols and a silence", zh: "十个符号与一段静默" });
  log({
    en: `${remembered} symbols of ${kinds} kinds, ${delay - 1} blanks, a sign to begin, and then the ${remembered} symbols are to be said again in their order; at all positions before the answer is the blank. Between a symbol and its echo lie ${delay + remembered} steps (Hochreiter and Schmidhuber 1997; in this form Arjovsky, Shah and Bengio 2016).`,
    zh: `先给出 ${remembered} 个符号（共 ${kinds} 种），然后是 ${delay - 1} 个空白和一个开始信号，接着要按原来的顺序复述这 ${remembered} 个符号；此前所有位置的答案都是空白。符号与其复述相隔 ${delay + remembered} 步（Hochreiter 与 Schmidhuber，1997；此形式见 Arjovsky、Shah 与 Bengio，2016）。`,
  });
  lines(
    "input   5 1 7 3 3 8 2 6 1 4 · · · …  · ! · · · · · · · · · ·",
    "target  · · · · · · · · · · · · · …  · · 5 1 7 3 3 8 2 6 1 4",
  );
  log({
    en: `Without any memory the best is to know when to speak, and then to guess: ${remembered} ln ${kinds} / ${copySteps(delay)} = ${fixed(baseline, 4)} nats a position and 1 symbol in ${kinds} right. That is the baseline. Stated before the training, and to hold for another seed too: the GRU comes below ${promised.gru} of it, the LSTM below ${promised.lstm}, the simple network stays above ${promised.simple}.`,
    zh: `没有任何记忆时，最好的做法是知道何时开口，然后猜：每个位置 ${remembered} ln ${kinds} / ${copySteps(delay)} = ${fixed(baseline, 4)} nat，符号正确率为 1/${kinds}。这就是基线。训练之前的承诺（换一个种子也应成立）：GRU 低于基线的 ${promised.gru} 倍，LSTM 低于 ${promised.lstm} 倍，简单 RNN 仍高于 ${promised.simple} 倍。`,
  });

  heading({ en: "Gates that begin open", zh: "一开始就打开的门" });
  log({
    en: `A gate of bias b keeps the share σ(b) of the state in each step, so that after 1/(1 − σ(b)) = 1 + eᵇ steps about 1/e of it is left. With b = ln T the state lasts about as long as the silence (Tallec and Ollivier 2018): the biases of the LSTM's forget gate and of the GRU's update gate begin with ln ${delay} ≈ ${fixed(keepBias, 1)}. The simple network has no such gate.`,
    zh: `偏置为 b 的门每一步保留状态的 σ(b) 倍，因此 1/(1 − σ(b)) = 1 + eᵇ 步之后大约还剩 1/e。取 b = ln T 时，状态维持的时间与静默大致相同（Tallec 与 Ollivier，2018）：LSTM 遗忘门和 GRU 更新门的偏置从 ln ${delay} ≈ ${fixed(keepBias, 1)} 开始。简单 RNN 没有这样的门。`,
  });
  const learned: Learned[] = [];
  for (const kind of recurrentKinds) {
    const network = { units, outputs: alphabet, seed, returnsSequence: true, keepBias };
    const training = { train, held, loss: crossEntropy(), epochs, batchSize, at: delay + remembered };
    const trained = await trainKind(kind, { ...network, ...training });
    learned.push({ ...trained, right: await symbolsRight(trained.model, held) });
  }
  log({
    en: `Each has a state of ${units} units; ${examples} sequences in ${epochs} epochs, batches of ${batchSize}, Adam at ${learningRate}, gradients cut to norm 1.`,
    zh: `每个网络的隐藏状态有 ${units} 个单元；${examples} 条序列，${epochs} 轮，批大小 ${batchSize}，Adam 学习率 ${learningRate}，梯度范数裁剪到 1。`,
  });
  const farthest = delay + remembered;
  table({
    columns: [
      { en: "network", zh: "网络" },
      { en: "parameters", zh: "参数" },
      { en: "held-out cost", zh: "留出集代价" },
      { en: "share of the baseline", zh: "与基线之比" },
      { en: "symbols right", zh: "正确的符号" },
      { en: `gradient left after ${farthest} steps, untrained`, zh: `${farthest} 步后剩余的梯度（训练前）` },
      { en: "trained", zh: "训练后" },
    ],
    rows: [
      [{ en: "no memory", zh: "没有记忆" }, "0", fixed(baseline, 4), "1", percent(1 / kinds), "", ""],
      ...learned.map(({ kind, model, loss, right, before, after }) => [
        kind.title,
        String(model.parameterCount),
        fixed(loss, 4),
        brief(loss / baseline, 2),
        percent(mean(right)),
        brief(before[farthest] ?? Number.NaN, 2),
        brief(after[farthest] ?? Number.NaN, 2),
      ]),
    ],
  });
  draw(
    "learning-curves",
    heldOutChart(learned, {
      title: { en: "Cost on held-out sequences", zh: "留出序列上的代价" },
      subtitle: { en: "grey: knowing when to speak, but not what", zh: "灰线：知道何时开口，但不知道说什么" },
      y: { label: { en: "cross-entropy (nats a position)", zh: "交叉熵（nat，每个位置）" } },
      baseline,
    }),
  );
  draw("symbols", symbolChart(learned));

  heading({ en: "How far the gradient reaches back", zh: "梯度能传回多远" });
  log({
    en: `The loss here is that of the first symbol that is said again; what it needs was given ${farthest} steps before. The picture shows the norm of ∂L/∂sₜ, s being the state (of the LSTM h and c together), over that of the state from which the symbol is read.`,
    zh: `这里的损失只取复述的第一个符号；它所需要的信息在 ${farthest} 步之前给出。图中是 ∂L/∂sₜ 的范数与读出该符号时的状态处之比，s 是隐藏状态（LSTM 为 h 与 c 合在一起）。`,
  });
  draw(
    "gradients",
    gradientChart({
      title: { en: "What is left of the gradient, so many steps before the echo", zh: "复述之前若干步还剩多少梯度" },
      subtitle: {
        en: `‖∂L/∂sₜ‖ over that at the first echoed symbol; mean of ${gradientExamples} held-out sequences`,
        zh: `‖∂L/∂sₜ‖ 与第一个复述符号处之比；${gradientExamples} 条留出序列的平均`,
      },
      learned,
    }),
  );
  const shares = sharesOf(learned, baseline);
  log({
    en: `Stated: GRU below ${promised.gru} of the baseline, LSTM below ${promised.lstm}, simple RNN above ${promised.simple}. Reached: ${shares.en}.`,
    zh: `承诺：GRU 低于基线的 ${promised.gru} 倍，LSTM 低于 ${promised.lstm} 倍，简单 RNN 高于 ${promised.simple} 倍。实际：${shares.zh}。`,
  });
  const best = learned.reduce((least, one) => (one.loss < least.loss ? one : least));
  return {
    scores: {
      crossEntropy: best.loss,
      symbolsRight: mean(best.right),
      ...Object.fromEntries(learned.map(({ kind, loss }) => [`${kind.name}CrossEntropy`, loss])),
      ...Object.fromEntries(learned.map(({ kind, right }) => [`${kind.name}SymbolsRight`, mean(right)])),
      ...Object.fromEntries(
        learned.map(({ kind, after }) => [`${kind.name}GradientLeft`, after[farthest] ?? Number.NaN]),
      ),
    },
    baseline: {
      crossEntropy: baseline,
      symbolsRight: 1 / kinds,
      ...Object.fromEntries(learned.map(({ kind }) => [`${kind.name}CrossEntropy`, baseline])),
      ...Object.fromEntries(learned.map(({ kind }) => [`${kind.name}SymbolsRight`, 1 / kinds])),
    },
  };
}

/** Share of the sequences whose symbol is said right, for each of the places. */
async function symbolsRight(model: Model, data: Dataset): Promise<readonly number[]> {
  const [steps = 1] = data.inputShape;
  const arrays = data.createBatch(data.length);
  data.batch(
    Array.from({ length: data.length }, (_, i) => i),
    arrays,
  );
  const { data: logits } = await model.predict(data);
  return Array.from({ length: remembered }, (_, place) => {
    let count = 0;
    for (let row = 0; row < data.length; row += 1) {
      const position = row * steps + steps - remembered + place;
      const own = logits.subarray(position * alphabet, (position + 1) * alphabet);
      count += own.indexOf(Math.max(...own)) === arrays.targets[position] ? 1 : 0;
    }
    return count / data.length;
  });
}

function symbolChart(learned: readonly Learned[]): ReturnType<typeof lineChart> {
  return lineChart({
    title: { en: "Which symbols are said again", zh: "哪些符号被正确复述" },
    subtitle: { en: `grey: one in ${kinds}, by chance`, zh: `灰线：随机猜测，1/${kinds}` },
    x: {
      label: { en: "place of the symbol", zh: "符号的位置" },
      domain: [0.7, remembered + 0.3],
      ticks: Array.from({ length: remembered }, (_, i) => i + 1),
    },
    y: { label: { en: "share right", zh: "正确率" }, domain: [0, 1.03] },
    series: learned.map(({ kind, right }) => ({
      label: kind.title,
      points: right.map((share, i) => [i + 1, share] as const),
    })),
    marks: [rule({ y: 1 / kinds }, { colour: "#59636e", dashes: "2 3", width: 1 })],
  });
}

function mean(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0) / values.length;
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}
