// A learning-rate range test: one short training with a growing rate, and three readings of it.
import {
  add,
  binaryCrossEntropy,
  compile,
  exponentialDecay,
  input,
  matMul,
  minimize,
  numpyRandom,
  oneCycle,
  parameter,
  type Schedule,
  sgd,
  tanh,
} from "@chainrule/core";
import { brief, type Scores, scalarOf, type Telling } from "chainrule/gallery";
import { lineChart, type Point, rule, seriesStyle, type Text } from "chainrule/pictures";
import { numpySeed } from "../numpySeed.ts";
import { discAndRing } from "../planeData.ts";

// The network: 2-16-1 with tanh, on points that no line separates.
const m = 400;
const batchSize = 40;
const trainedSteps = 400;
const tested = { from: 1e-3, factor: 1.09, count: 118 } as const;

async function network(learningRate: number | Schedule, seed: number): Promise<(batch: number) => number> {
  const data = discAndRing(numpyRandom(numpySeed(3, seed)), m);
  const draws = numpyRandom(numpySeed(5, seed));
  const w1 = parameter("W1", draws.randn(16, 2));
  const b1 = parameter("b1", draws.randn(16, 1));
  const w2 = parameter(
    "W2",
    draws.randn(1, 16).map((row) => row.map((value) => value / 4)),
  );
  const b2 = parameter("b2", [[0]]);
  const hidden = tanh(add(matMul(w1, input("X", [2, batchSize])), b1));
  const logits = add(matMul(w2, hidden), b2);
  const cost = binaryCrossEntropy(logits, input("Y", [1, batchSize]));
  const training = await compile(minimize(cost, sgd({ learningRate, momentum: 0.9 })));
  const part = (rows: readonly (readonly number[])[], batch: number): number[][] => {
    const from = (batch * batchSize) % m;
    return rows.map((row) => row.slice(from, from + batchSize));
  };
  return (batch) => scalarOf(training.run({ X: part(data.X, batch), Y: part(data.Y, batch) }), "cost");
}

export async function rangeTest({ seed, heading, log, table, draw }: Telling): Promise<Scores> {
  heading({ en: "A learning-rate range test", zh: "学习率范围测试" });
  log({
    en: `Before a long training, one short one: the rate grows by 9 % with each batch, from ${brief(tested.from)}, and the cost is watched (2-16-1 network with tanh, momentum 0.9, ${m} noisy points, batches of ${batchSize}). There is no single right answer; three suggestions, each with its reason:`,
    zh: `在长时间训练之前先做一次短的：学习率从 ${brief(tested.from)} 开始，每批增大 9 %，同时观察代价（2-16-1 网络，tanh，动量 0.9，${m} 个带噪声的点，每批 ${batchSize} 个）。正确答案不止一个；下面三个建议，各有理由：`,
  });
  const step = await network(exponentialDecay({ rate: tested.from, factor: tested.factor }), seed);
  const raw: Point[] = Array.from({ length: tested.count }, (_, i) => [tested.from * tested.factor ** i, step(i)]);
  const smooth = smoothed(raw);
  const suggestions = suggest(smooth);

  const trained = new Map<string, readonly Point[]>();
  const tooLarge = { name: { en: "twice the blow-up", zh: "发散处的两倍" }, rate: 2 * suggestions.blowUp };
  const candidates = [...suggestions.list, { ...tooLarge, schedule: tooLarge.rate }];
  for (const { name, schedule } of candidates) {
    const train = await network(schedule, seed);
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
