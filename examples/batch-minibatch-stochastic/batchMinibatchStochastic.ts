// How many examples a step looks at: all (batch), some (mini-batch) or one (stochastic).
import {
  add,
  binaryCrossEntropy,
  type Compiled,
  compile,
  gradients,
  input,
  matMul,
  minimize,
  numpyRandom,
  parameter,
  type Step,
  sgd,
  type Tensor,
} from "@chainrule/core";
import { brief, type Scores, scalarOf, type Telling, valuesOf } from "chainrule/gallery";
import {
  costSurfacePlot,
  curve,
  dots,
  figure,
  lineChart,
  note,
  type Point,
  remembered,
  rule,
  seriesStyle,
  type Text,
} from "chainrule/pictures";
import { numpySeed } from "../numpySeed.ts";
import { twoClouds } from "../planeData.ts";

// Logistic regression on two overlapping clouds. Examples are columns, so a batch is a range of columns.
const m = 1024;
const epochs = 8;
const batchEpochs = 80; // the whole batch takes one step an epoch: it needs more of them

const modes = [
  { size: m, rate: 1, label: { en: `batch: all ${m}`, zh: `批量：全部 ${m}` } },
  { size: 32, rate: 0.3, label: { en: "mini-batch: 32", zh: "小批量：32" } },
  { size: 1, rate: 0.03, label: { en: "stochastic: 1", zh: "随机：1" } },
] as const;

export async function run(telling: Telling): Promise<Scores> {
  const examples = examplesOf(telling.seed);
  const noise = await gradientNoise(telling, examples);
  const descent = await costByEpochAndSecond(telling, examples);
  return { ...noise, ...descent };
}

interface Model {
  readonly w: Tensor;
  readonly b: Tensor;
  readonly costOf: (size: number) => Tensor;
}

function model(w1: number, w2: number): Model {
  const w = parameter("W", [[w1, w2]]);
  const b = parameter("b", [[0]]);
  const costOf = (size: number): Tensor =>
    binaryCrossEntropy(add(matMul(w, input("X", [2, size])), b), input("Y", [1, size]));
  return { w, b, costOf };
}

/** The examples with these indices, as feeds. */
type Examples = (indices: readonly number[]) => { readonly X: Float32Array; readonly Y: Float32Array };

function examplesOf(seed: number): Examples {
  const data = twoClouds(numpyRandom(numpySeed(11, seed)), m, 0.8);
  return (indices) => {
    const take = (rows: readonly (readonly number[])[]): Float32Array =>
      Float32Array.from(rows.flatMap((row) => indices.map((i) => row[i] ?? 0)));
    return { X: take(data.X), Y: take(data.Y) };
  };
}

const all = Array.from({ length: m }, (_, i) => i);

async function gradientNoise({ seed, heading, log, table, draw }: Telling, examples: Examples): Promise<Scores> {
  const draws = numpyRandom(numpySeed(13, seed));
  const gradientsOf = async (size: number, count: number): Promise<Point[]> => {
    const { w, costOf } = model(0.2, -0.6);
    const program = await compile(gradients(costOf(size), { W: w }), { threads: 1 });
    return Array.from({ length: count }, (): Point => {
      const indices = size === m ? all : draws.choice(m, size);
      const [d1 = 0, d2 = 0] = valuesOf(program.run(examples(indices)), "W");
      return [d1, d2];
    });
  };
  heading({ en: "The noise of the gradient", zh: "梯度的噪声" });
  log({
    en: "At one and the same place, W = [0.2, −0.6], the gradient is taken over many random batches. Each is right on average; the spread around the gradient of the whole batch shrinks like 1/√(batch size): four times the work for half the noise.",
    zh: "在同一处 W = [0.2, −0.6]，对许多随机的批求梯度。每个批的梯度平均起来都是对的；它们围绕全批梯度的离散程度按 1/√(批大小) 缩小：工作量变为四倍，噪声才减半。",
  });
  const [truth = [0, 0]] = await gradientsOf(m, 1);
  const clouds = [await gradientsOf(1, 250), await gradientsOf(32, 250)] as const;
  draw(
    "gradient-noise",
    figure({
      title: { en: "Gradients of random batches at the same place", zh: "同一处各随机批的梯度" },
      plots: [
        {
          x: { label: { en: "∂Cost/∂w₁", zh: "∂Cost/∂w₁" }, domain: [-2.6, 2.6] },
          y: { label: { en: "∂Cost/∂w₂", zh: "∂Cost/∂w₂" }, domain: [-3, 2] },
          marks: [
            dots(clouds[0], { ...seriesStyle(2), radius: 2.5 }),
            dots(clouds[1], { ...seriesStyle(1), radius: 2.5 }),
            rule({ x: 0 }, { colour: "#59636e", width: 1 }),
            rule({ y: 0 }, { colour: "#59636e", width: 1 }),
            dots([truth], { ...seriesStyle(0), radius: 7 }),
          ],
        },
      ],
      plotSize: { width: 480, height: 380 },
      legend: [
        { label: modes[0].label, kind: "dot", style: { ...seriesStyle(0), radius: 6 } },
        { label: modes[1].label, kind: "dot", style: seriesStyle(1) },
        { label: modes[2].label, kind: "dot", style: seriesStyle(2) },
      ],
    }),
  );
  const sizes = [1, 2, 4, 8, 16, 32, 64, 128, 256];
  const spreads: Point[] = [];
  for (const size of sizes) spreads.push([size, spread(await gradientsOf(size, 300), truth)]);
  const [, one = 1] = spreads[0] ?? [];
  draw(
    "noise-by-batch-size",
    lineChart({
      title: { en: "Spread of the gradient by batch size", zh: "梯度的离散程度与批大小" },
      x: {
        label: { en: "examples in a batch (logarithmic)", zh: "每批样本数（对数刻度）" },
        scale: "log",
        domain: [0.9, 300],
        ticks: sizes,
      },
      y: { label: { en: "root mean square distance (logarithmic)", zh: "均方根距离（对数刻度）" }, scale: "log" },
      series: [
        {
          label: { en: "measured over 300 batches", zh: "300 个批的实测值" },
          points: spreads,
          hasLine: false,
          style: { ...seriesStyle(0), radius: 5 },
        },
        {
          label: { en: "1/√(batch size)", zh: "1/√(批大小)" },
          points: sizes.map((size): Point => [size, one / Math.sqrt(size)]),
          style: seriesStyle(1),
          hasDots: false,
        },
      ],
    }),
  );
  table({
    columns: [
      { en: "batch size", zh: "批大小" },
      { en: "spread", zh: "离散程度" },
      { en: "spread · √size", zh: "离散程度 · √批大小" },
    ],
    rows: spreads.map(([size, value]) => [String(size), brief(value), brief(value * Math.sqrt(size))]),
  });
  const at = (size: number): number => spreads.find(([each]) => each === size)?.[1] ?? Number.NaN;
  return { noiseOfOne: at(1), noiseOf32: at(32), noiseRatio: at(1) / at(32) };
}

/** Root mean square distance from the truth. */
function spread(points: readonly Point[], [x, y]: Point): number {
  return Math.sqrt(points.reduce((sum, [px, py]) => sum + (px - x) ** 2 + (py - y) ** 2, 0) / points.length);
}

interface Descent {
  readonly label: Text;
  readonly byEpoch: readonly Point[];
  readonly bySecond: readonly Point[];
  readonly path: readonly Point[];
  readonly msPerEpoch: number;
}

/** Trains, and measures the cost over all examples at times that double; measuring is not part of the time. */
async function descend(
  { size, rate, label }: (typeof modes)[number],
  examples: Examples,
  seed: number,
): Promise<Descent> {
  const { w, b, costOf } = model(-1, 2);
  const training: Compiled = await compile(minimize(costOf(size), sgd({ learningRate: rate })), { threads: 1 });
  const whole: Step = { outputs: { cost: costOf(m) }, updates: [] };
  const measure = await training.session.compile(whole);
  const feeds = examples(all);
  const draws = numpyRandom(numpySeed(17, seed));
  const stepsPerEpoch = m / size;
  const steps = (size === m ? batchEpochs : epochs) * stepsPerEpoch;
  const byEpoch: Point[] = [];
  const bySecond: Point[] = [];
  const path: Point[] = [];
  training.run(examples(all.slice(0, size)), { steps: 200 }); // warms up the engine; then everything is put back
  training.write(w, [-1, 2]);
  training.write(b, [0]);
  let order = all;
  let elapsedMs = 0;
  let next = 0;
  for (let step = 0; step <= steps; step += 1) {
    if (step >= next || step === steps) {
      const cost = scalarOf(measure.run(feeds), "cost");
      const [w1 = 0, w2 = 0] = training.read(w).data;
      byEpoch.push([step / stepsPerEpoch, cost]);
      bySecond.push([elapsedMs, cost]);
      path.push([w1, w2]);
      next = Math.max(step + 1, Math.round(step * 1.1));
    }
    const at = (step % stepsPerEpoch) * size;
    if (at === 0) order = draws.permutation(m); // every epoch has an order of its own
    const batch = examples(order.slice(at, at + size));
    const started = performance.now();
    training.run(batch);
    elapsedMs += performance.now() - started;
  }
  return { label, byEpoch, bySecond, path, msPerEpoch: (elapsedMs * stepsPerEpoch) / (steps + 1) };
}

async function costByEpochAndSecond({ seed, heading, log, table, draw }: Telling, examples: Examples): Promise<Scores> {
  heading({ en: "Cost by epoch and by second", zh: "按轮次与按时间看代价" });
  log({
    en: "An epoch looks at every example once, whatever the batch size. In that time the batch takes one step, mini-batches 32, the stochastic way 1024. By epochs small batches win easily. By the clock each step has a price, and a step with 32 examples costs hardly more than one with a single example: mini-batches are the usual compromise.",
    zh: "不论批大小，一轮都把每个样本看一遍。这期间批量法走 1 步，小批量走 32 步，随机法走 1024 步。按轮次比，小的批轻松获胜。按时间比，每一步都有开销，而 32 个样本的一步比 1 个样本的一步贵不了多少：小批量是常用的折中。",
  });
  const descents: Descent[] = [];
  for (const mode of modes) descents.push(await descend(mode, examples, seed));
  const lowest = Math.min(...descents.flatMap(({ byEpoch }) => byEpoch.map(([, cost]) => cost)));
  table({
    columns: [
      { en: "way", zh: "方式" },
      { en: "steps an epoch", zh: "每轮步数" },
      { en: "learning rate", zh: "学习率" },
      { en: "cost after 1 epoch", zh: "1 轮后代价" },
      { en: `cost after ${epochs} epochs`, zh: `${epochs} 轮后代价` },
      { en: "ms an epoch", zh: "每轮毫秒" },
    ],
    rows: descents.map(({ label, byEpoch, msPerEpoch }, i) => {
      const { size, rate } = modes[i] ?? modes[0];
      const afterOne = byEpoch.find(([epoch]) => epoch >= 1)?.[1] ?? Number.NaN;
      const last = byEpoch.find(([epoch]) => epoch >= epochs)?.[1] ?? Number.NaN;
      return [label, String(m / size), String(rate), brief(afterOne), brief(last), brief(msPerEpoch, 2)];
    }),
  });
  const cost = { label: { en: "cost over all examples", zh: "全部样本的代价" }, domain: [0.3, 0.85] } as const;
  draw(
    "cost-by-epoch",
    lineChart({
      title: { en: "Cost by epoch", zh: "每轮的代价" },
      x: { label: { en: "epoch: passes over the examples", zh: "轮次：遍历样本的次数" }, domain: [0, epochs] },
      y: cost,
      series: descents.map(({ label, byEpoch }) => ({ label, points: byEpoch, hasDots: false })),
    }),
  );
  draw(
    "cost-by-second",
    lineChart({
      title: { en: "Cost by time", zh: "随时间变化的代价" },
      subtitle: { en: "time of the steps alone, on one core", zh: "只计步的时间，单核" },
      x: { label: { en: "time in ms (logarithmic)", zh: "时间，毫秒（对数刻度）" }, scale: "log" },
      y: cost,
      series: descents.map(({ label, bySecond }) => ({ label, points: bySecond, hasDots: false })),
    }),
  );
  await drawPaths(draw, descents, examples);
  const scores = descents.flatMap(({ byEpoch }, i): [string, number][] => {
    const name = ["Batch", "MiniBatch", "Stochastic"][i] ?? "";
    return [[`cost${name}`, byEpoch.find(([epoch]) => epoch >= epochs)?.[1] ?? Number.NaN]];
  });
  return { ...Object.fromEntries(scores), lowest };
}

async function drawPaths(draw: Telling["draw"], descents: readonly Descent[], examples: Examples): Promise<void> {
  const { w, costOf } = model(0, 0);
  const surface = await compile({ cost: costOf(m) }, { threads: 1 });
  const feeds = examples(all);
  const costAt = remembered((w1, w2) => {
    surface.write(w, [w1, w2]);
    return scalarOf(surface.run(feeds), "cost");
  });
  draw(
    "paths",
    figure({
      title: { en: "Three ways down the same cost", zh: "同一代价的三条下降路径" },
      subtitle: { en: "thin lines: equal cost (at b = 0)", zh: "细线：代价相等（b = 0 处）" },
      plots: descents.map(({ label, path }, i) =>
        costSurfacePlot({
          title: label,
          cost: costAt,
          levels: [0.28, 0.3, 0.35, 0.45, 0.6, 0.85, 1.2, 1.8],
          x: { label: { en: "w₁", zh: "w₁" }, domain: [-1.5, 3.5] },
          y: { label: { en: "w₂", zh: "w₂" }, domain: [-0.5, 4] },
          marks: [
            curve(path, { ...seriesStyle(i), dashes: "", width: 1.6 }),
            dots(path.slice(0, 12), { ...seriesStyle(i), radius: 3 }),
            note([-1, 2], { en: "start", zh: "起点" }, { dx: -4, dy: -8, anchor: "middle" }),
          ],
        }),
      ),
      plotSize: { width: 220, height: 220 },
    }),
  );
}
