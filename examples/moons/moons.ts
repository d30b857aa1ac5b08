// Noisy moons: a network that is too small underfits, one that is too large overfits; three remedies for the latter.
import {
  accuracy,
  adam,
  adamW,
  binaryCrossEntropy,
  type Dataset,
  dropout,
  type EpochRecord,
  earlyStopping,
  type FitOptions,
  type Layer,
  linear,
  type Model,
  relu,
  sequential,
} from "@chainrule/core";
import { brief, type Scores, type Telling } from "chainrule/gallery";
import {
  boundaryLegend,
  boundaryPlot,
  type ClassedPoint,
  figure,
  lineChart,
  note,
  type Plot,
  rule,
  seriesStyle,
  type Text,
} from "chainrule/pictures";
import { modelField } from "../modelField.ts";
import { moons } from "./moonsData.ts";

const noise = 0.35;
const domain = [-1.8, 2.8] as const;
const range = [-1.6, 2] as const;

const epochs = 300;

/** Few examples to learn from, some to watch while learning, many to judge by. */
interface Parts {
  readonly train: Dataset;
  readonly validation: Dataset;
  readonly test: Dataset;
}

function partsOf(seed: number): Parts {
  const all = moons({ examples: 1300, noise, seed: seed + 2 });
  return { train: all.slice(0, 100), validation: all.slice(100, 300), test: all.slice(300) };
}

export async function run(telling: Telling): Promise<Scores> {
  const { seed, heading, log, table, draw } = telling;
  const parts = partsOf(seed);
  const { train, validation, test } = parts;
  const learn = (layers: readonly Layer[], options: Partial<FitOptions>): Promise<Learned> =>
    learnMoons(layers, { seed, ...parts }, options);
  heading({ en: "Noisy examples, divided in three", zh: "带噪声的样本，分成三部分" });
  log({
    en: `Two half circles of radius 1 with normal noise of standard deviation ${noise}: the classes overlap, so even the best boundary errs on some. ${train.length} examples train, ${validation.length} validate (they are watched while training), ${test.length} test (they are looked at once, at the end). Accuracy on the training examples says how well they are known; only the others say how well the rule is known.`,
    zh: `两个半径为 1 的半圆，加上标准差为 ${noise} 的正态噪声：两类有重叠，最好的边界也会错一些。${train.length} 个样本用于训练，${validation.length} 个用于验证（训练时观察），${test.length} 个用于测试（只在最后看一次）。训练样本上的准确率只说明记得多好，其余样本才说明规律学得多好。`,
  });

  heading({ en: "Too small, right, too large", zh: "太小、合适、太大" });
  const small = await learn([], { epochs });
  const right = await learn(hidden(8), { epochs });
  const large = await learn([...hidden(128), ...hidden(128)], { epochs });
  const sizes: readonly Row[] = [
    { name: { en: "no hidden layer", zh: "没有隐藏层" }, learned: small },
    { name: { en: "8 hidden units", zh: "8 个隐藏单元" }, learned: right },
    { name: { en: "128 + 128 units", zh: "128 + 128 个单元" }, learned: large },
  ];
  table(await scoreTable(sizes, parts));
  log({
    en: "Without a hidden layer the boundary is a line: it errs on both parts alike (underfitting). 128 + 128 units bend the boundary around single examples: they are learned by heart, and the test accuracy falls (overfitting).",
    zh: "没有隐藏层时边界是直线：在两部分上同样出错（欠拟合）。128 + 128 个单元让边界绕着个别样本弯曲：样本被背了下来，测试准确率反而下降（过拟合）。",
  });
  draw("sizes", await boundaries({ en: "Underfitting and overfitting", zh: "欠拟合与过拟合" }, sizes, parts));

  heading({ en: "What the curves say", zh: "曲线说明什么" });
  const best = large.epochs.reduce((least, one) => (validationLoss(one) < validationLoss(least) ? one : least));
  log({
    en: `The training loss of the large network goes on falling; the validation loss is least after epoch ${best.epoch} (${brief(validationLoss(best))}) and then rises: from there on the network learns noise.`,
    zh: `大网络的训练损失不断下降；验证损失在第 ${best.epoch} 轮最小（${brief(validationLoss(best))}），此后上升：从那里起网络学的是噪声。`,
  });
  draw(
    "curves",
    lineChart({
      title: { en: "Loss of the large network (128 + 128)", zh: "大网络（128 + 128）的损失" },
      subtitle: { en: "binary cross-entropy, nats per example", zh: "二元交叉熵，每个样本（nat）" },
      x: { label: { en: "epoch", zh: "轮次（epoch）" } },
      y: { label: { en: "loss (nats, logarithmic)", zh: "损失（nat，对数刻度）" }, scale: "log", domain: [0.05, 2] },
      series: [
        {
          label: { en: "training", zh: "训练" },
          points: large.epochs.map((one) => [one.epoch, one.loss]),
          hasDots: false,
        },
        {
          label: { en: "validation", zh: "验证" },
          points: large.epochs.map((one) => [one.epoch, validationLoss(one)]),
          hasDots: false,
        },
      ],
      marks: [
        rule({ x: best.epoch }, { colour: "#59636e", dashes: "3 3", width: 1 }),
        note([best.epoch, 0.05], {
          en: `least validation loss: epoch ${best.epoch}`,
          zh: `验证损失最小：第 ${best.epoch} 轮`,
        }),
      ],
    }),
  );

  heading({ en: "Three remedies", zh: "三种办法" });
  const big = (): Layer[] => [...hidden(128), ...hidden(128)];
  const stopped = await learn(big(), { epochs, callbacks: [earlyStopping({ patience: 30 })] });
  const decayed = await learn(big(), { epochs, optimizer: adamW({ learningRate: 0.01, weightDecay: 0.5 }) });
  const dropped = await learn([linear(128), relu(), dropout(0.5), linear(128), relu(), dropout(0.5)], { epochs });
  const remedies: readonly Row[] = [
    { name: { en: "nothing", zh: "不处理" }, learned: large },
    { name: { en: "early stopping", zh: "提前停止" }, learned: stopped },
    { name: { en: "weight decay", zh: "权重衰减" }, learned: decayed },
    { name: { en: "dropout", zh: "dropout" }, learned: dropped },
  ];
  table(await scoreTable(remedies, parts));
  log({
    en: "Early stopping keeps the weights of the epoch with the least validation loss (patience 30 epochs). Weight decay (AdamW, 0.5) pulls every weight towards 0 at each step, so that the boundary stays smooth. Dropout sets half of each hidden layer to 0 at random in each step, so that no unit can rely on another. All three have the same 128 + 128 units.",
    zh: "提前停止保留验证损失最小那一轮的权重（耐心 30 轮）。权重衰减（AdamW，系数 0.5）每步把所有权重拉向 0，使边界保持平滑。dropout 每步随机把每个隐藏层的一半置零，使单元不能互相依赖。三者都是同样的 128 + 128 个单元。",
  });
  draw(
    "remedies",
    await boundaries({ en: "Remedies for overfitting (128 + 128)", zh: "过拟合的对策（128 + 128）" }, remedies, parts),
  );
  draw("remedy-curves", remedyCurves(remedies));
  return {
    accuracyLinear: await held(small, test),
    accuracyRight: await held(right, test),
    accuracyLarge: await held(large, test),
    accuracyEarlyStopping: await held(stopped, test),
    accuracyWeightDecay: await held(decayed, test),
    accuracyDropout: await held(dropped, test),
  };
}

interface Learned {
  readonly model: Model;
  readonly epochs: readonly EpochRecord[];
}

interface Row {
  readonly name: Text;
  readonly learned: Learned;
}

function hidden(units: number): Layer[] {
  return [linear(units), relu()];
}

async function learnMoons(
  layers: readonly Layer[],
  { seed, train, validation }: Parts & { readonly seed: number },
  options: Partial<FitOptions>,
): Promise<Learned> {
  const model = sequential({ input: 2, seed }, [...layers, linear(1)]);
  const history = await model.fit(train, {
    loss: binaryCrossEntropy(),
    optimizer: adam({ learningRate: 0.01 }),
    metrics: [accuracy()],
    batchSize: 16,
    validation,
    ...options,
  });
  return { model, epochs: history.epochs };
}

async function measure(
  { model }: Learned,
  data: Dataset,
): Promise<{ readonly loss: number; readonly accuracy: number }> {
  const { loss, metrics } = await model.evaluate(data, { loss: binaryCrossEntropy(), metrics: [accuracy()] });
  return { loss, accuracy: Number(metrics["accuracy"]) };
}

async function held(learned: Learned, test: Dataset): Promise<number> {
  return (await measure(learned, test)).accuracy;
}

async function scoreTable(rows: readonly Row[], { train, test }: Parts): Promise<Parameters<Telling["table"]>[0]> {
  const cells = rows.map(async ({ name, learned }) => {
    const [known, unknown] = [await measure(learned, train), await measure(learned, test)];
    const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;
    return [
      name,
      String(learned.model.parameterCount),
      String(learned.epochs.length),
      brief(known.loss),
      percent(known.accuracy),
      brief(unknown.loss),
      percent(unknown.accuracy),
    ];
  });
  return {
    columns: [
      { en: "network", zh: "网络" },
      { en: "parameters", zh: "参数" },
      { en: "epochs", zh: "轮数" },
      { en: "training loss", zh: "训练损失" },
      { en: "training accuracy", zh: "训练准确率" },
      { en: "test loss", zh: "测试损失" },
      { en: "test accuracy", zh: "测试准确率" },
    ],
    rows: await Promise.all(cells),
  };
}

/** Where each network draws its boundary, with the training examples. */
async function boundaries(
  title: Text,
  rows: readonly Row[],
  { train, test }: Parts,
): Promise<ReturnType<typeof figure>> {
  const points = pointsOf(train);
  const plots = rows.map(async ({ name, learned }): Promise<Plot> => {
    const percent = `${(100 * (await held(learned, test))).toFixed(1)} %`;
    return boundaryPlot({
      title: { en: `${name.en}: test ${percent}`, zh: `${name.zh}：测试 ${percent}` },
      look: "shaded",
      probability: await modelField(learned.model, domain, range),
      points,
      domain,
      range,
      radius: 4,
    });
  });
  return figure({
    title,
    subtitle: { en: `dots: the ${train.length} training examples`, zh: `圆点与方块：${train.length} 个训练样本` },
    plots: await Promise.all(plots),
    columns: rows.length === 4 ? 2 : 3,
    plotSize: { width: 250, height: 196 },
    legend: boundaryLegend(),
  });
}

function pointsOf(data: Dataset): readonly ClassedPoint[] {
  const arrays = data.createBatch(data.length);
  data.batch(
    Array.from({ length: data.length }, (_, i) => i),
    arrays,
  );
  return Array.from({ length: data.length }, (_, i) => ({
    at: [arrays.inputs[2 * i] ?? 0, arrays.inputs[2 * i + 1] ?? 0],
    label: (arrays.targets[i] ?? 0) > 0.5 ? 1 : 0,
  }));
}

function remedyCurves(rows: readonly Row[]): ReturnType<typeof lineChart> {
  return lineChart({
    title: { en: "Validation loss with each remedy", zh: "各种对策的验证损失" },
    x: { label: { en: "epoch", zh: "轮次（epoch）" } },
    y: {
      label: { en: "validation loss (nats, logarithmic)", zh: "验证损失（nat，对数刻度）" },
      scale: "log",
      domain: [0.2, 2],
    },
    series: rows.map(({ name, learned }, i) => ({
      label: name,
      points: learned.epochs.map((one) => [one.epoch, validationLoss(one)] as const),
      style: seriesStyle(i),
      hasDots: false,
    })),
  });
}

function validationLoss(record: EpochRecord): number {
  return record.validation?.loss ?? Number.NaN;
}
