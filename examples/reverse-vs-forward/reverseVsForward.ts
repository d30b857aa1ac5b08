// One gradient three ways: finite differences, forward mode, reverse mode. The numbers agree; the time does not.
import {
  createSession,
  directionalDerivative,
  gradients,
  input,
  matMul,
  mean,
  numpyRandom,
  type Program,
  reshape,
  square,
  sub,
  type Tensor,
  tanh,
} from "@chainrule/core";
import { brief, type Scores, scalarOf, type Telling, valuesOf } from "chainrule/gallery";
import { lineChart, type Series, seriesStyle } from "chainrule/pictures";
import { numpySeed } from "../numpySeed.ts";

const sizes = [1, 10, 100, 1000, 10_000, 100_000] as const;
const examples = 8;
/** Directions that are tried where trying all would take minutes; the time is scaled up, and the figures say so. */
const mostDirections = 1000;

export async function run(telling: Telling): Promise<Scores> {
  const { seed, heading, log, lines, table, draw } = telling;
  heading({ en: "Three ways to one gradient", zh: "求同一梯度的三种方法" });
  log({
    en: `A neuron with n weights and ${examples} examples: one number, the cost C(w), depends on all n weights. Its gradient has n numbers. Finite differences move one weight at a time and compute the cost twice. Forward mode carries the derivative along one direction ẇ with every value: one pass gives one number ∂C/∂wᵢ. Reverse mode goes back from C once, and every node it passes gets its derivative.`,
    zh: `一个有 n 个权重的神经元和 ${examples} 个样本：代价 C(w) 是一个数，依赖全部 n 个权重，其梯度有 n 个数。有限差分每次移动一个权重，计算两次代价。前向模式让每个值都带着沿一个方向 ẇ 的导数：一遍得到一个数 ∂C/∂wᵢ。反向模式从 C 往回走一遍，途经的每个节点都得到导数。`,
  });
  lines(
    "C(w) = 1/m Σₖ (tanh(xₖ · w) − yₖ)²",
    "(C(w + h eᵢ) − C(w − h eᵢ)) / 2h      i = 1 … n: 2n passes",
    "Ċ along ẇ = eᵢ                        i = 1 … n:  n passes, each about twice as long",
    "∂C/∂w                                            1 pass, a few times as long",
  );

  heading({ en: "The numbers are equal", zh: "数值相等" });
  const agreement = await Promise.all(sizes.slice(0, 4).map((size) => compareNumbers(size, seed)));
  table({
    columns: [
      { en: "weights n", zh: "权重数 n" },
      { en: "‖gradient‖", zh: "‖梯度‖" },
      { en: "forward − reverse, largest", zh: "前向 − 反向，最大差" },
      { en: "differences − reverse, largest", zh: "差分 − 反向，最大差" },
    ],
    rows: agreement.map((one) => [String(one.size), brief(one.norm), brief(one.forward), brief(one.differences)]),
  });
  log({
    en: "In f64 (reference engine) forward and reverse mode differ by rounding alone. Finite differences are an approximation: with h = 1e−5 the error is of the order of h².",
    zh: "在 f64（参考引擎）中，前向与反向模式只差舍入误差。有限差分是近似：h = 1e−5 时误差约为 h² 的量级。",
  });

  heading({ en: "The time is not", zh: "时间却不同" });
  const times: Times[] = [];
  for (const size of sizes) times.push(await measure(size, seed));
  const cell = (ms: number, tried: number, size: number): string => `${tried < size ? "≈ " : ""}${brief(ms)}`;
  table({
    columns: [
      { en: "weights n", zh: "权重数 n" },
      { en: "cost alone, ms", zh: "只算代价，ms" },
      { en: "reverse, ms", zh: "反向，ms" },
      { en: "forward, ms", zh: "前向，ms" },
      { en: "differences, ms", zh: "差分，ms" },
      { en: "forward / reverse", zh: "前向 / 反向" },
    ],
    rows: times.map(({ size, cost, reverse, forward, differences, tried }) => [
      String(size),
      brief(cost),
      brief(reverse),
      cell(forward, tried, size),
      cell(differences, tried, size),
      brief(forward / reverse),
    ]),
  });
  log({
    en: `One thread of the wasm engine, f32, median. ≈: measured on ${mostDirections} of the n weights and scaled up; every weight costs the same. Small sizes show the fixed time of a call, a few microseconds.`,
    zh: `wasm 引擎单线程，f32，取中位数。≈：只在 n 个权重中的 ${mostDirections} 个上测量并按比例放大；每个权重的代价相同。小规模时看到的是每次调用的固定时间，几微秒。`,
  });
  draw("time", timeChart(times));

  const last = times.at(-1);
  const passes = last === undefined ? Number.NaN : last.reverse / last.cost;
  heading({ en: "Why reverse wins", zh: "反向模式为何更快" });
  log({
    en: `A chain of Jacobians J₃ J₂ J₁ can be multiplied from either end. From the right (forward) one column of the result is a vector pushed through all of them; from the left (reverse) one row. The cost has one row and n columns: one row is enough for reverse mode, forward mode needs all n columns. So reverse mode takes a fixed multiple of the time of the cost itself, whatever n is: here ${brief(passes, 2)} × at n = 100 000. Its price is memory: values of the way forward must be kept for the way back. With one input and many outputs forward mode would win, for the same reason.`,
    zh: `一串雅可比矩阵 J₃ J₂ J₁ 可从任一端相乘。从右边（前向）乘，一个向量依次通过所有矩阵，得到结果的一列；从左边（反向）乘，得到一行。代价只有一行、n 列：反向模式一行就够，前向模式要全部 n 列。所以无论 n 多大，反向模式的时间都是计算代价本身时间的固定倍数：n = 100 000 时为 ${brief(passes, 2)} 倍。代价是内存：前向途中的值要保留到返回时使用。若输入只有一个、输出很多，同样的道理，前向模式更快。`,
  });
  return {
    largestDifferenceForward: Math.max(...agreement.map((one) => one.forward)),
    largestDifferenceFiniteDifferences: Math.max(...agreement.map((one) => one.differences)),
    reversePerCostAt100000: passes,
    forwardPerReverseAt100000: last === undefined ? Number.NaN : last.forward / last.reverse,
  };
}

interface Programs {
  readonly cost: Program;
  readonly reverse: Program;
  readonly forward: Program;
  readonly data: { readonly X: Float64Array; readonly Y: Float64Array; readonly w: Float64Array };
}

/** The cost of a neuron of n weights, its gradient by reverse mode, and its derivative along a direction by forward mode. */
async function programs(size: number, engine: "wasm" | "reference", seed: number): Promise<Programs> {
  const w = input("w", [size]);
  const X = input("X", [examples, size]);
  const Y = input("Y", [examples]);
  const guess: Tensor = tanh(reshape(matMul(X, reshape(w, [size, 1])), [examples]));
  const cost = mean(square(sub(guess, Y)));

  const { w: gradient } = gradients(cost, { w });
  const direction = input("direction", [size]);
  const slope = directionalDerivative(cost, [[w, direction]]);

  const session = await createSession({ engine, threads: 1 });
  const numpy = numpyRandom(numpySeed(1, seed));
  const normal = (count: number, scale: number): Float64Array =>
    Float64Array.from({ length: count }, () => scale * numpy.randn());
  return {
    cost: await session.compile({ outputs: { cost }, updates: [] }),
    reverse: await session.compile({ outputs: { gradient }, updates: [] }),
    forward: await session.compile({ outputs: { slope }, updates: [] }),
    data: { X: normal(examples * size, 1), Y: normal(examples, 0.5), w: normal(size, 1 / Math.sqrt(size)) },
  };
}

interface Agreement {
  readonly size: number;
  readonly norm: number;
  readonly forward: number;
  readonly differences: number;
}

/** Every number of the gradient by all three ways, in f64. */
async function compareNumbers(size: number, seed: number): Promise<Agreement> {
  const { cost, reverse, forward, data } = await programs(size, "reference", seed);
  const gradient = valuesOf(reverse.run(data), "gradient");
  let worstForward = 0;
  let worstDifference = 0;
  const direction = new Float64Array(size);
  const moved = data.w.slice();
  const h = 1e-5;
  gradient.forEach((exact, i) => {
    direction[i] = 1;
    worstForward = Math.max(worstForward, Math.abs(scalarOf(forward.run({ ...data, direction }), "slope") - exact));
    direction[i] = 0;
    const own = data.w[i] ?? 0;
    moved[i] = own + h;
    const above = scalarOf(cost.run({ ...data, w: moved }), "cost");
    moved[i] = own - h;
    const below = scalarOf(cost.run({ ...data, w: moved }), "cost");
    moved[i] = own;
    worstDifference = Math.max(worstDifference, Math.abs((above - below) / (2 * h) - exact));
  });
  return { size, norm: Math.hypot(...gradient), forward: worstForward, differences: worstDifference };
}

/** Milliseconds for one cost and for a whole gradient. */
interface Times {
  readonly size: number;
  readonly cost: number;
  readonly reverse: number;
  readonly forward: number;
  readonly differences: number;
  /** Weights of which the times of forward mode and differences were measured. */
  readonly tried: number;
}

async function measure(size: number, seed: number): Promise<Times> {
  const { cost, reverse, forward, data } = await programs(size, "wasm", seed);
  const X = Float32Array.from(data.X);
  const Y = Float32Array.from(data.Y);
  const w = Float32Array.from(data.w);
  const direction = new Float32Array(size);
  const tried = size > 10_000 ? mostDirections : size;
  const own = { X, Y, w };
  const costTime = medianTime(() => cost.run(own));
  const reverseTime = medianTime(() => reverse.run(own));
  const forwardTime = wholeTime(tried, (i) => {
    direction[i] = 1;
    forward.run({ ...own, direction });
    direction[i] = 0;
  });
  const differencesTime = wholeTime(tried, (i) => {
    const before = w[i] ?? 0;
    w[i] = before + 0.01;
    cost.run(own);
    w[i] = before - 0.01;
    cost.run(own);
    w[i] = before;
  });
  const scale = size / tried;
  return {
    size,
    cost: costTime,
    reverse: reverseTime,
    forward: forwardTime * scale,
    differences: differencesTime * scale,
    tried,
  };
}

/** The median of repetitions over a fifth of a second, after some to warm up. */
function medianTime(work: () => void): number {
  for (let i = 0; i < 200; i += 1) work();
  const times: number[] = [];
  const end = performance.now() + 200;
  while (times.length < 5 || (performance.now() < end && times.length < 2000)) {
    const start = performance.now();
    work();
    times.push(performance.now() - start);
  }
  return times.sort((a, b) => a - b)[Math.floor(times.length / 2)] ?? Number.NaN;
}

/** The time of `count` pieces of work together, repeated while they are quick. */
function wholeTime(count: number, work: (index: number) => void): number {
  const times: number[] = [];
  const end = performance.now() + 200;
  while (times.length < 1 || (performance.now() < end && times.length < 200)) {
    const start = performance.now();
    for (let i = 0; i < count; i += 1) work(i);
    times.push(performance.now() - start);
  }
  return times.sort((a, b) => a - b)[Math.floor(times.length / 2)] ?? Number.NaN;
}

function timeChart(times: readonly Times[]): ReturnType<typeof lineChart> {
  const series = (label: Series["label"], index: number, of: (one: Times) => number): Series => ({
    label,
    points: times.map((one) => [one.size, of(one)]),
    style: seriesStyle(index),
  });
  return lineChart({
    title: { en: "Time for a whole gradient", zh: "求整个梯度的时间" },
    subtitle: {
      en: `one neuron, ${examples} examples, one thread; both axes logarithmic`,
      zh: `一个神经元，${examples} 个样本，单线程；两轴均为对数刻度`,
    },
    x: { label: { en: "weights n", zh: "权重数 n" }, scale: "log", domain: [0.7, 1.4e5], ticks: sizes },
    y: { label: { en: "time (ms)", zh: "时间（ms）" }, scale: "log" },
    series: [
      series({ en: "finite differences, 2n costs", zh: "有限差分，2n 次代价" }, 1, (one) => one.differences),
      series({ en: "forward mode, n passes", zh: "前向模式，n 遍" }, 2, (one) => one.forward),
      series({ en: "reverse mode, one pass", zh: "反向模式，一遍" }, 0, (one) => one.reverse),
      series({ en: "the cost alone", zh: "只算代价" }, 3, (one) => one.cost),
    ],
  });
}
