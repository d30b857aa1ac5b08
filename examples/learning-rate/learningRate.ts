// The learning rate: too small, good, too large, annealed; and a test that finds good ones.
import {
  add,
  binaryCrossEntropy,
  compile,
  exponentialDecay,
  input,
  matMul,
  minimize,
  mul,
  numpyRandom,
  oneCycle,
  parameter,
  type Schedule,
  sgd,
  squaredErrorCost,
  tanh,
} from "@chainrule/core";
import { brief, type Scores, scalarOf, type Telling } from "chainrule/gallery";
import {
  costSurfacePlot,
  curve,
  dots,
  type Field,
  figure,
  lineChart,
  type Mark,
  note,
  type Plot,
  type Point,
  rule,
  seriesStyle,
  type Text,
} from "chainrule/pictures";
import { discAndRing } from "../planeData.ts";

// A noisy line y = 2x − 1, to be found again: ŷ = w x + b.
const numpy = numpyRandom(7);
const xs = Array.from({ length: 30 }, () => 3 * numpy.rand());
const ys = xs.map((x) => 2 * x - 1 + 0.3 * numpy.randn());
const start = { w: -1.5, b: 2 };

interface Rate {
  readonly label: Text;
  readonly rate: number | Schedule;
}

/** Four ways to choose the rate. Gradient descent is stable below 2 / (largest curvature); `tooLarge` lies just above. */
function ratesAround(good: number, tooLarge: number): readonly Rate[] {
  return [
    { label: { en: "too small: 0.01", zh: "太小：0.01" }, rate: 0.01 },
    { label: { en: `good: ${good}`, zh: `合适：${good}` }, rate: good },
    { label: { en: `too large: ${tooLarge}`, zh: `太大：${tooLarge}` }, rate: tooLarge },
    {
      label: { en: `annealed: ${tooLarge} · 0.97ᵗ`, zh: `退火：${tooLarge} · 0.97ᵗ` },
      rate: exponentialDecay({ rate: tooLarge, factor: 0.97 }),
    },
  ];
}
const steps = 60;

export async function run(telling: Telling): Promise<Scores> {
  const slopeScores = await onTheCurve(telling);
  const planeScores = await onTheContour(telling);
  const testScores = await rangeTest(telling);
  return { ...slopeScores, ...planeScores, ...testScores };
}

interface Path {
  /** w, b before each step and after the last. */
  readonly places: readonly (readonly [number, number])[];
  readonly costs: readonly number[];
}

/** Descends from the start; with `isSlopeOnly` b stays at −1 and w alone is learned. */
async function descend(rate: number | Schedule, isSlopeOnly: boolean): Promise<Path> {
  const m = xs.length;
  const w = parameter("w", [[start.w]]);
  const b = parameter("b", [[isSlopeOnly ? -1 : start.b]]);
  const cost = squaredErrorCost(add(matMul(w, input("X", [1, m])), b), input("Y", [1, m]));
  const parameters = isSlopeOnly ? { w } : { w, b };
  const training = await compile(minimize(cost, sgd({ learningRate: rate }), { parameters }));
  const here = (): [number, number] => [training.read(w).data[0] ?? 0, training.read(b).data[0] ?? 0];
  const places = [here()];
  const costs: number[] = [];
  for (let step = 0; step < steps; step += 1) {
    costs.push(scalarOf(training.run({ X: [xs], Y: [ys] }), "cost"));
    places.push(here());
  }
  return { places, costs };
}

/** The same cost for drawing: 1/(2m) Σ (w x + b − y)². */
const costAt: Field = (w, b) => xs.reduce((sum, x, i) => sum + (w * x + b - (ys[i] ?? 0)) ** 2, 0) / (2 * xs.length);

async function onTheCurve({ heading, log, draw }: Telling): Promise<Scores> {
  heading({ en: "One parameter: the path on the cost curve", zh: "一个参数：代价曲线上的路径" });
  log({
    en: "A line ŷ = w x − 1 is fitted to 30 noisy points; only w is learned, from w = −1.5. Each step goes by −η ∂Cost/∂w. Too small a rate creeps, a good one glides to the bottom, too large a one jumps across the valley and higher each time. Annealing begins with that same large rate and shrinks it by 3 % a step: the jumps calm down.",
    zh: "用直线 ŷ = w x − 1 拟合 30 个带噪声的点；只学习 w，从 w = −1.5 开始。每步移动 −η ∂Cost/∂w。学习率太小则缓慢爬行，合适则顺利滑到谷底，太大则跳过谷底，而且越跳越高。退火从同样大的学习率开始，每步缩小 3 %：跳动逐渐平息。",
  });
  const shown = 14;
  const rates = ratesAround(0.1, 0.65);
  const paths = await Promise.all(rates.map(({ rate }) => descend(rate, true)));
  const slopes = Array.from({ length: 121 }, (_, i) => -3 + i / 12);
  const bowl = slopes.map((w): Point => [w, costAt(w, -1)]);
  const plots = rates.map(({ label }, i): Plot => {
    const points = (paths[i]?.places ?? []).slice(0, shown).map(([w]): Point => [w, costAt(w, -1)]);
    return {
      title: label,
      x: { label: { en: "w", zh: "w" }, domain: [-3, 7] },
      y: { label: { en: "cost", zh: "代价" }, domain: [0, 36] },
      marks: [
        curve(bowl, { colour: "#59636e", width: 1.5 }),
        curve(points, { ...seriesStyle(i), dashes: "", width: 1.2 }),
        dots(points, { ...seriesStyle(i), radius: 3.5 }),
        note(points[0] ?? [0, 0], { en: "start", zh: "起点" }, { dx: -8, dy: 4, anchor: "end" }),
      ],
    };
  });
  draw(
    "cost-curve",
    figure({
      title: { en: "The path on the cost curve", zh: "代价曲线上的路径" },
      subtitle: { en: `the first ${shown - 1} steps; steps are joined`, zh: `前 ${shown - 1} 步；相邻两步相连` },
      plots,
      columns: 2,
    }),
  );
  const last = (i: number): number => paths[i]?.costs.at(-1) ?? Number.NaN;
  return { slopeTooSmall: last(0), slopeGood: last(1), slopeTooLarge: last(2), slopeAnnealed: last(3) };
}

async function onTheContour({ heading, log, table, draw }: Telling): Promise<Scores> {
  heading({ en: "Two parameters: the path on the contour", zh: "两个参数：等高线上的路径" });
  log({
    en: "Now b is learned too. The cost is a long valley: steep across, gentle along. The steep direction sets the largest stable rate, the gentle one says how long it takes.",
    zh: "现在 b 也参与学习。代价是一条狭长的山谷：横向陡，纵向缓。陡的方向决定学习率的上限，缓的方向决定需要多久。",
  });
  const rates = ratesAround(0.3, 0.52);
  const paths = await Promise.all(rates.map(({ rate }) => descend(rate, false)));
  const lines = paths.flatMap(({ places }, i): Mark[] => [
    curve(places.slice(0, i === 2 ? 12 : 30), { ...seriesStyle(i), width: 1.6 }),
    dots(places.slice(0, i === 2 ? 12 : 30), { ...seriesStyle(i), radius: 3 }),
  ]);
  draw(
    "contour",
    figure({
      title: { en: "The path over w and b", zh: "w 与 b 平面上的路径" },
      subtitle: {
        en: "thin lines: equal cost, the darker the higher; up to 30 steps of each path",
        zh: "细线：代价相等，颜色越深代价越高；每条路径最多 30 步",
      },
      plots: [
        costSurfacePlot({
          cost: costAt,
          levels: [0.08, 0.15, 0.4, 1, 2, 4, 7, 11],
          x: { label: { en: "slope w", zh: "斜率 w" }, domain: [-3, 6] },
          y: { label: { en: "intercept b", zh: "截距 b" }, domain: [-3, 4] },
          marks: [...lines, note([start.w, start.b], { en: "start", zh: "起点" }, { dx: -8, anchor: "end" })],
        }),
      ],
      plotSize: { width: 560, height: 400 },
      legend: rates.map(({ label }, i) => ({ label, kind: "line", style: seriesStyle(i) })),
    }),
  );
  draw(
    "cost-by-step",
    lineChart({
      title: { en: "Cost by step", zh: "每步的代价" },
      x: { label: { en: "step", zh: "步" } },
      y: { label: { en: "cost (logarithmic)", zh: "代价（对数刻度）" }, scale: "log" },
      series: rates.map(({ label }, i) => ({
        label,
        points: (paths[i]?.costs ?? []).map((cost, step): Point => [step, cost]),
        hasDots: false,
      })),
    }),
  );
  const last = (i: number): number => paths[i]?.costs.at(-1) ?? Number.NaN;
  table({
    columns: [
      { en: "learning rate", zh: "学习率" },
      { en: `cost after ${steps} steps`, zh: `${steps} 步后的代价` },
    ],
    rows: rates.map(({ label }, i) => [label, brief(last(i))]),
  });
  return { tooSmall: last(0), good: last(1), tooLarge: last(2), annealed: last(3) };
}

// The range test: a network of its own, 2-16-1 with tanh, on points that no line separates.
const m = 400;
const batchSize = 40;
const trainedSteps = 400;
const tested = { from: 1e-3, factor: 1.09, count: 118 } as const;

async function network(learningRate: number | Schedule): Promise<(batch: number) => number> {
  const data = discAndRing(numpyRandom(3), m);
  const draws = numpyRandom(5);
  const w1 = parameter("W1", draws.randn(16, 2));
  const b1 = parameter("b1", draws.randn(16, 1));
  const w2 = parameter(
    "W2",
    draws.randn(1, 16).map((row) => row.map((value) => value / 4)),
  );
  const b2 = parameter("b2", [[0]]);
  const hidden = tanh(add(matMul(w1, input("X", [2, batchSize])), b1));
  const logits = add(matMul(w2, hidden), b2);
  const cost = mul(binaryCrossEntropy(logits, input("Y", [1, batchSize])), 1);
  const training = await compile(minimize(cost, sgd({ learningRate, momentum: 0.9 })));
  const part = (rows: readonly (readonly number[])[], batch: number): number[][] => {
    const from = (batch * batchSize) % m;
    return rows.map((row) => row.slice(from, from + batchSize));
  };
  return (batch) => scalarOf(training.run({ X: part(data.X, batch), Y: part(data.Y, batch) }), "cost");
}

async function rangeTest({ heading, log, table, draw }: Telling): Promise<Scores> {
  heading({ en: "A learning-rate range test", zh: "学习率范围测试" });
  log({
    en: `Before a long training, one short one: the rate grows by 9 % with each batch, from ${brief(tested.from)}, and the cost is watched (2-16-1 network with tanh, momentum 0.9, ${m} noisy points, batches of ${batchSize}). There is no single right answer; three suggestions, each with its reason:`,
    zh: `在长时间训练之前先做一次短的：学习率从 ${brief(tested.from)} 开始，每批增大 9 %，同时观察代价（2-16-1 网络，tanh，动量 0.9，${m} 个带噪声的点，每批 ${batchSize} 个）。正确答案不止一个；下面三个建议，各有理由：`,
  });
  const step = await network(exponentialDecay({ rate: tested.from, factor: tested.factor }));
  const raw: Point[] = Array.from({ length: tested.count }, (_, i) => [tested.from * tested.factor ** i, step(i)]);
  const smooth = smoothed(raw);
  const suggestions = suggest(smooth);

  const trained = new Map<string, readonly Point[]>();
  const tooLarge = { name: { en: "twice the blow-up", zh: "发散处的两倍" }, rate: 2 * suggestions.blowUp };
  const candidates = [...suggestions.list, { ...tooLarge, schedule: tooLarge.rate }];
  for (const { name, schedule } of candidates) {
    const train = await network(schedule);
    const costs = Array.from({ length: trainedSteps }, (_, i): Point => [i + 1, train(i)]);
    trained.set(name.en, smoothed(costs));
  }
  const after = (name: string): number => trained.get(name)?.at(-1)?.[1] ?? Number.NaN;
  table({
    columns: [
      { en: "suggestion", zh: "建议" },
      { en: "rate", zh: "学习率" },
      { en: `cost after ${trainedSteps} steps`, zh: `${trainedSteps} 步后的代价` },
      { en: "why", zh: "理由" },
    ],
    rows: suggestions.list.map(({ name, rate, reason }) => [name, brief(rate), brief(after(name.en)), reason]),
  });
  draw(
    "range-test",
    lineChart({
      title: { en: "Learning-rate range test", zh: "学习率范围测试" },
      subtitle: {
        en: "the rate grows with every batch; the cost falls, turns, and blows up",
        zh: "学习率逐批增大；代价先下降，再回升，最后发散",
      },
      x: {
        label: { en: "learning rate (logarithmic)", zh: "学习率（对数刻度）" },
        scale: "log",
        domain: [tested.from, 30],
      },
      y: { label: { en: "cost", zh: "代价" }, domain: [0, 2] },
      series: [
        {
          label: { en: "cost of the batch", zh: "该批的代价" },
          points: raw,
          style: { colour: "#9aa5b1", width: 1 },
          hasDots: false,
        },
        {
          label: { en: "smoothed", zh: "平滑后" },
          points: smooth,
          style: { colour: "#1f2328", width: 2.5 },
          hasDots: false,
        },
        ...suggestions.list.map(({ name }, i) => ({ label: name, points: [], style: seriesStyle(i) })),
      ],
      marks: suggestions.list.map(({ rate }, i) => rule({ x: rate }, { ...seriesStyle(i), width: 2 })),
    }),
  );
  draw(
    "suggested-rates",
    lineChart({
      title: { en: "Training with the suggested rates", zh: "用建议的学习率训练" },
      subtitle: {
        en: "cost of the batch, smoothed; the last rate is there to be avoided",
        zh: "每批代价，平滑后；最后一个学习率是反例",
      },
      x: { label: { en: "step", zh: "步" } },
      y: { label: { en: "cost (logarithmic)", zh: "代价（对数刻度）" }, scale: "log" },
      series: candidates.map(({ name, rate }) => ({
        label: { en: `${name.en}: ${brief(rate, 2)}`, zh: `${name.zh}：${brief(rate, 2)}` },
        points: trained.get(name.en) ?? [],
        hasDots: false,
      })),
    }),
  );
  const scores = suggestions.list.map(({ name, rate }, i): [string, number][] => [
    [`suggestion${i + 1}`, rate],
    [`costOfSuggestion${i + 1}`, after(name.en)],
  ]);
  return Object.fromEntries(scores.flat());
}

/** An exponential mean with 15 % of the new value, corrected for its beginning. */
function smoothed(points: readonly Point[]): readonly Point[] {
  let mean = 0;
  let weight = 0;
  return points.map(([x, y]) => {
    mean = 0.85 * mean + 0.15 * y;
    weight = 0.85 * weight + 0.15;
    return [x, mean / weight];
  });
}

interface Suggestion {
  readonly name: Text;
  readonly rate: number;
  /** How to train with it. */
  readonly schedule: number | Schedule;
  readonly reason: Text;
}

/** Three readings of a range test. */
function suggest(points: readonly Point[]): { readonly list: readonly Suggestion[]; readonly blowUp: number } {
  const [lowest] = [...points].sort(([, a], [, b]) => a - b);
  const atLowest = lowest?.[0] ?? Number.NaN;
  const before = points.filter(([rate]) => rate <= atLowest);
  let steepest = { rate: Number.NaN, slope: 0 };
  before.forEach(([rate, cost], i) => {
    const [laterRate, laterCost] = before[i + 6] ?? [rate, cost];
    const slope = laterCost - cost;
    if (slope < steepest.slope) steepest = { rate: Math.sqrt(rate * laterRate), slope };
  });
  const first = points[0]?.[1] ?? 0;
  const blowUp =
    points.find(([rate, cost]) => rate > atLowest && cost > first)?.[0] ?? points.at(-1)?.[0] ?? Number.NaN;
  const list: Suggestion[] = [
    {
      name: { en: "steepest descent", zh: "下降最陡处" },
      rate: steepest.rate,
      schedule: steepest.rate,
      reason: { en: "here the cost falls fastest as the rate grows", zh: "在此处，代价随学习率增大下降最快" },
    },
    {
      name: { en: "a tenth of the lowest point", zh: "最低点的十分之一" },
      rate: atLowest / 10,
      schedule: atLowest / 10,
      reason: {
        en: "at the lowest point the cost is about to turn; a tenth keeps a reserve",
        zh: "到最低点代价即将回升；取十分之一留有余量",
      },
    },
    {
      name: { en: "peak of one cycle", zh: "单周期的峰值" },
      rate: blowUp / 4,
      schedule: oneCycle({ rate: blowUp / 4, duration: trainedSteps }),
      reason: {
        en: "a quarter of the blow-up: too bold for long, good as the peak of a schedule that falls again",
        zh: "发散处的四分之一：长期使用过大，适合作为先升后降的学习率的峰值",
      },
    },
  ];
  return { list, blowUp };
}
