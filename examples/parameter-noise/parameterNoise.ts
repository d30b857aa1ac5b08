// How much noise do the parameters of a trained network bear? On all of them, and on one layer alone.
import {
  accuracy,
  crossEntropy,
  type Dataset,
  type Generator,
  type Model,
  random,
  type TensorValue,
} from "@chainrule/core";
import { brief, type Scores, type Telling } from "chainrule/gallery";
import { band, figure, lineLegend, linePlot, rule, type Series, seriesStyle, type Text } from "chainrule/pictures";
import { trainLenet } from "../trainedLenet.ts";

/** σ as a multiple of the root mean square of the layer's weights. */
const levels = [0, 0.1, 0.2, 0.3, 0.5, 0.7, 1, 1.4, 2, 2.8] as const;
/** Draws of the noise for each level and layer. */
const draws = 8;
const digits = 1000;

interface Group {
  readonly name: Text;
  /** Layers by their key; `undefined` for all. */
  readonly layer: string | undefined;
}

const groups: readonly Group[] = [
  { name: { en: "all layers", zh: "所有层" }, layer: undefined },
  { name: { en: "convolution 1", zh: "卷积 1" }, layer: "0" },
  { name: { en: "convolution 2", zh: "卷积 2" }, layer: "3" },
  { name: { en: "dense 120", zh: "全连接 120" }, layer: "7" },
  { name: { en: "dense 84", zh: "全连接 84" }, layer: "9" },
  { name: { en: "dense 10 (output)", zh: "全连接 10（输出）" }, layer: "11" },
];

export async function run(telling: Telling): Promise<Scores> {
  const { heading, log, lines, table, draw } = telling;
  const { model, trainingExamples, epochs, test, testAccuracy } = await trainLenet(telling.seed);
  const sample = test.slice(0, digits);

  heading({ en: "A trained LeNet", zh: "训练好的 LeNet" });
  log({
    en: `LeNet (tanh, ${model.parameterCount} parameters), ${epochs} epochs on ${trainingExamples} digits of MNIST: ${percent(testAccuracy)} of the 10,000 test digits right. Now every parameter θ of a layer gets noise:`,
    zh: `LeNet（tanh，${model.parameterCount} 个参数），用 MNIST 的 ${trainingExamples} 个数字训练 ${epochs} 轮：10,000 个测试数字中答对 ${percent(testAccuracy)}。现在给某层的每个参数 θ 加上噪声：`,
  });
  lines("θ ← θ + σ · rms(w) · ε,   ε ~ N(0, 1),   rms(w) = √(mean w²) over the layer's weights");
  const clean = model.weights();
  const results: Result[] = [];
  for (const group of groups) results.push(await tryGroup(model, { clean, group, sample, seed: telling.seed }));
  model.setWeights(clean);

  heading({ en: "Accuracy against σ", zh: "准确率随 σ 的变化" });
  log({
    en: `Mean ± standard deviation over ${draws} draws, on the first ${digits} test digits. σ is relative: with σ = 1 the noise is as large as the weights themselves.`,
    zh: `${draws} 次抽取的均值 ± 标准差，取前 ${digits} 个测试数字。σ 是相对值：σ = 1 时噪声与权重本身一样大。`,
  });
  table({
    columns: ["σ", ...groups.map(({ name }) => name)],
    rows: levels.map((level, i) => [
      String(level),
      ...results.map(({ points }) => {
        const point = points[i];
        return point === undefined ? "" : `${(100 * point.mean).toFixed(1)} ± ${(100 * point.deviation).toFixed(1)} %`;
      }),
    ]),
  });
  draw("accuracy", accuracyFigure(results));

  heading({ en: "Which layer is fragile", zh: "哪一层最脆弱" });
  const single = results.slice(1).map((result) => ({ ...result, limit: limitOf(result) }));
  const ranked = [...single].sort((a, b) => a.limit - b.limit);
  table({
    columns: [
      { en: "layer", zh: "层" },
      { en: "parameters", zh: "参数" },
      { en: "inputs a unit", zh: "每单元输入" },
      "rms(w)",
      { en: "σ at 90 % of the clean accuracy", zh: "准确率降到无噪声时 90 % 的 σ" },
    ],
    rows: ranked.map(({ group, parameters, inputs, rms, limit }) => [
      group.name,
      String(parameters),
      String(inputs),
      brief(rms),
      Number.isFinite(limit) ? brief(limit, 2) : `> ${levels.at(-1)}`,
    ]),
  });
  const [weakest, strongest] = [ranked[0], ranked.at(-1)];
  log({
    en: `Most fragile: ${weakest?.group.name.en}; most robust: ${strongest?.group.name.en}. Errors of independent weights average out: over n inputs a signal grows with n, noise with √n. The first convolution has only 25 inputs to a unit and six filters, on which everything after them stands; one spoiled filter spoils its map at every place, which is why draws differ so much. The output layer has nothing after it that could average its errors. On all layers at once the errors pile up, and accuracy falls at the smallest σ of all.`,
    zh: `最脆弱：${weakest?.group.name.zh}；最稳健：${strongest?.group.name.zh}。相互独立的权重误差会被平均：对 n 个输入求和时，信号随 n 增长，噪声随 √n 增长。第一个卷积每个单元只有 25 个输入，只有六个滤波器，而后面的一切都建立在它们之上；一个滤波器损坏，它的整张特征图处处都坏，所以每次抽取差别很大。输出层之后没有别的层来平均误差。所有层同时加噪声时误差逐层累积，准确率在最小的 σ 处就开始下降。`,
  });
  return {
    testAccuracy,
    ...Object.fromEntries(
      results.map((result) => [`limit_${result.group.layer ?? "all"}`, Math.min(limitOf(result), levels.at(-1) ?? 0)]),
    ),
  };
}

interface Result {
  readonly group: Group;
  readonly parameters: number;
  /** Inputs to a unit of its first weight. */
  readonly inputs: number;
  readonly rms: number;
  readonly points: readonly { readonly level: number; readonly mean: number; readonly deviation: number }[];
}

async function tryGroup(
  model: Model,
  options: {
    readonly clean: ReadonlyMap<string, TensorValue>;
    readonly group: Group;
    readonly sample: Dataset;
    readonly seed: number;
  },
): Promise<Result> {
  const { clean, group, sample, seed } = options;
  const isIn = (key: string): boolean => group.layer === undefined || key.startsWith(`${group.layer}.`);
  const own = [...clean].filter(([key]) => isIn(key));
  const points: Result["points"][number][] = [];
  for (const level of levels) {
    const found: number[] = [];
    // Without noise all draws are the same.
    for (let draw = 1; draw <= (level === 0 ? 1 : draws); draw += 1) {
      const noiseOf = (key: string): Generator =>
        random(seed === 1 ? { seed: draw, stream: key } : { seed, stream: `${key} ${draw}` });
      model.setWeights(withNoise(clean, isIn, level, noiseOf));
      const { metrics } = await model.evaluate(sample, { loss: crossEntropy(), metrics: [accuracy()], batchSize: 250 });
      found.push(Number(metrics["accuracy"]));
    }
    const mean = average(found);
    const deviation = Math.sqrt(found.reduce((sum, one) => sum + (one - mean) ** 2, 0) / Math.max(1, found.length - 1));
    points.push({ level, mean, deviation });
  }
  const weights = own.filter(([key]) => key.endsWith(".weight")).flatMap(([, { data }]) => Array.from(data));
  const [, ...perUnit] = own[0]?.[1].shape ?? [];
  return {
    group,
    inputs: perUnit.reduce((product, size) => product * size, 1),
    parameters: own.reduce((sum, [, { data }]) => sum + data.length, 0),
    rms: rootMeanSquare(weights),
    points,
  };
}

/** Copies of the weights, with noise on those that are meant. */
function withNoise(
  clean: ReadonlyMap<string, TensorValue>,
  isMeant: (key: string) => boolean,
  level: number,
  noiseOf: (key: string) => Generator,
): ReadonlyMap<string, { readonly shape: readonly number[]; readonly data: Float64Array }> {
  const noisy = [...clean].map(([key, { shape, data }]) => {
    const [layer = ""] = key.split(".");
    const scale = isMeant(key) ? level * rootMeanSquare(clean.get(`${layer}.weight`)?.data ?? []) : 0;
    const generator = noiseOf(key);
    return [key, { shape, data: Float64Array.from(data, (value) => value + scale * generator.normal()) }] as const;
  });
  return new Map(noisy);
}

/** The σ at which accuracy has fallen to 90 % of what it is without noise, read off between two levels. */
function limitOf({ points }: Result): number {
  const wanted = 0.9 * (points[0]?.mean ?? 1);
  const after = points.findIndex(({ mean }) => mean < wanted);
  const [high, low] = [points[after - 1], points[after]];
  if (high === undefined || low === undefined) return Number.POSITIVE_INFINITY;
  return high.level + ((high.mean - wanted) / (high.mean - low.mean)) * (low.level - high.level);
}

function accuracyFigure(results: readonly Result[]): ReturnType<typeof figure> {
  const series = results.map(
    ({ group, points }, i): Series => ({
      label: group.name,
      points: points.map(({ level, mean }) => [level, 100 * mean]),
      style: seriesStyle(i),
    }),
  );
  const bands = results.map(({ points }, i) =>
    band(
      points.map(({ level, mean, deviation }) => [level, 100 * (mean - deviation), 100 * (mean + deviation)]),
      seriesStyle(i).colour,
    ),
  );
  const plot = linePlot({
    x: {
      label: { en: "σ, relative to the rms of the layer's weights", zh: "σ，相对于该层权重的均方根" },
      domain: [-0.05, 2.85],
    },
    y: { label: { en: "accuracy (%)", zh: "准确率（%）" }, domain: [0, 102] },
    series,
    marks: [rule({ y: 10 }, { colour: "#59636e", dashes: "2 3", width: 1 })],
  });
  return figure({
    title: { en: "Noise on the parameters of LeNet", zh: "给 LeNet 的参数加噪声" },
    subtitle: {
      en: `${digits} test digits; band: ± one standard deviation over ${draws} draws; dotted: guessing, 10 %`,
      zh: `${digits} 个测试数字；色带：${draws} 次抽取的 ± 一个标准差；虚线：瞎猜，10 %`,
    },
    plots: [{ ...plot, marks: [...bands, ...plot.marks] }],
    plotSize: { width: 580, height: 340 },
    legend: lineLegend(series),
  });
}

function rootMeanSquare(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i += 1) sum += (values[i] ?? 0) ** 2;
  return Math.sqrt(sum / values.length);
}

function average(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}
