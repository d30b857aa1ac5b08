// The learning rate: too small, good, too large, annealed; and a test that finds good ones.
import {
  add,
  compile,
  exponentialDecay,
  input,
  matMul,
  minimize,
  numpyRandom,
  parameter,
  type Schedule,
  sgd,
  squaredErrorCost,
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
  seriesStyle,
  type Text,
} from "chainrule/pictures";
import { numpySeed } from "../numpySeed.ts";
import { rangeTest } from "./rangeTest.ts";

/** A noisy line y = 2x − 1, to be found again: ŷ = w x + b. */
interface Line {
  readonly xs: readonly number[];
  readonly ys: readonly number[];
}

/** The places x are the same for every seed: they set the curvature, for which the rates below are made. */
function noisyLine(seed: number): Line {
  const places = numpyRandom(7);
  const xs = Array.from({ length: 30 }, () => 3 * places.rand());
  const noise = seed === 1 ? places : numpyRandom(numpySeed(7, seed));
  return { xs, ys: xs.map((x) => 2 * x - 1 + 0.3 * noise.randn()) };
}
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
  const line = noisyLine(telling.seed);
  const slopeScores = await onTheCurve(telling, line);
  const planeScores = await onTheContour(telling, line);
  const testScores = await rangeTest(telling);
  return { ...slopeScores, ...planeScores, ...testScores };
}

interface Path {
  /** w, b before each step and after the last. */
  readonly places: readonly (readonly [number, number])[];
  readonly costs: readonly number[];
}

/** Descends from the start; with `isSlopeOnly` b stays at −1 and w alone is learned. */
async function descend({ xs, ys }: Line, rate: number | Schedule, isSlopeOnly: boolean): Promise<Path> {
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
function costOf({ xs, ys }: Line): Field {
  return (w, b) => xs.reduce((sum, x, i) => sum + (w * x + b - (ys[i] ?? 0)) ** 2, 0) / (2 * xs.length);
}

async function onTheCurve({ heading, log, draw }: Telling, line: Line): Promise<Scores> {
  const costAt = costOf(line);
  heading({ en: "One parameter: the path on the cost curve", zh: "一个参数：代价曲线上的路径" });
  log({
    en: "A line ŷ = w x − 1 is fitted to 30 noisy points; only w is learned, from w = −1.5. Each step goes by −η ∂Cost/∂w. Too small a rate creeps, a good one glides to the bottom, too large a one jumps across the valley and higher each time. Annealing begins with that same large rate and shrinks it by 3 % a step: the jumps calm down.",
    zh: "用直线 ŷ = w x − 1 拟合 30 个带噪声的点；只学习 w，从 w = −1.5 开始。每步移动 −η ∂Cost/∂w。学习率太小则缓慢爬行，合适则顺利滑到谷底，太大则跳过谷底，而且越跳越高。退火从同样大的学习率开始，每步缩小 3 %：跳动逐渐平息。",
  });
  const shown = 14;
  const rates = ratesAround(0.1, 0.65);
  const paths = await Promise.all(rates.map(({ rate }) => descend(line, rate, true)));
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

async function onTheContour({ heading, log, table, draw }: Telling, line: Line): Promise<Scores> {
  heading({ en: "Two parameters: the path on the contour", zh: "两个参数：等高线上的路径" });
  log({
    en: "Now b is learned too. The cost is a long valley: steep across, gentle along. The steep direction sets the largest stable rate, the gentle one says how long it takes.",
    zh: "现在 b 也参与学习。代价是一条狭长的山谷：横向陡，纵向缓。陡的方向决定学习率的上限，缓的方向决定需要多久。",
  });
  const rates = ratesAround(0.3, 0.52);
  const paths = await Promise.all(rates.map(({ rate }) => descend(line, rate, false)));
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
          cost: costOf(line),
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
