// A network with one hidden layer, with examples as columns: X is [n_x, m], W₁ is [n_h, n_x], W₂ is [1, n_h].
import {
  add,
  binaryCrossEntropy,
  compile,
  gradients,
  greater,
  input,
  leakyRelu,
  matMul,
  mean,
  minimize,
  mul,
  numpyRandom,
  parameter,
  relu,
  type Step,
  sgd,
  sigmoid,
  square,
  sub,
  type Tensor,
  tanh,
  where,
} from "@chainrule/core";
import { brief, fieldOf, type Scores, scalarOf, type Telling, valuesOf } from "chainrule/gallery";
import {
  boundaryLegend,
  boundaryPlot,
  columnPoints,
  contourLine,
  figure,
  lineChart,
  type Mark,
  type Point,
  seriesStyle,
} from "chainrule/pictures";
import { numpySeed } from "../numpySeed.ts";
import { discAndRing, type PlaneData } from "../planeData.ts";

const m = 300;
const hiddenCount = 4;
const learningRate = 1.2;
const steps = 10_000;

/** An activation g and its derivative g′, written in z and a = g(z) as on paper. */
interface Activation {
  readonly name: string;
  readonly g: (z: Tensor) => Tensor;
  readonly slope: (z: Tensor, a: Tensor) => Tensor;
  readonly formula: string;
}

const activations: readonly Activation[] = [
  { name: "sigmoid", g: (z) => sigmoid(z), slope: (_z, a) => mul(a, sub(1, a)), formula: "a (1 − a)" },
  { name: "tanh", g: (z) => tanh(z), slope: (_z, a) => sub(1, square(a)), formula: "1 − a²" },
  { name: "ReLU", g: (z) => relu(z), slope: (z) => where(greater(z, 0), 1, 0), formula: "1 if z > 0, else 0" },
  {
    name: "leaky ReLU",
    g: (z) => leakyRelu(z, { slope: 0.01 }),
    slope: (z) => where(greater(z, 0), 1, 0.01),
    formula: "1 if z > 0, else 0.01",
  },
];

export async function run(telling: Telling): Promise<Scores> {
  const { seed, heading, log, lines, table } = telling;
  const training = discAndRing(numpyRandom(numpySeed(6, seed)), m);
  const test = discAndRing(numpyRandom(numpySeed(8, seed)), m);
  heading({ en: "Forward, and the four formulas backward", zh: "前向，以及反向的四个公式" });
  log({
    en: "Every neuron computes z = wᵀx + b. Stacked, the neurons' w are the rows of W, the examples are the columns of X, and b is added to every column.",
    zh: "每个神经元计算 z = wᵀx + b。堆叠起来，各神经元的 w 是 W 的行，样本是 X 的列，b 加到每一列上。",
  });
  lines(
    "Z₁ = W₁ X + b₁      A₁ = g(Z₁)        [n_h, m]",
    "Z₂ = W₂ A₁ + b₂     A₂ = σ(Z₂)        [1, m]",
    "",
    "dZ₂ = A₂ − Y                          [1, m]",
    "dW₂ = 1/m dZ₂ A₁ᵀ                     [1, n_h]",
    "db₂ = 1/m Σ dZ₂                       [1, 1]",
    "dZ₁ = W₂ᵀ dZ₂ ∘ g′(Z₁)                [n_h, m]",
    "dW₁ = 1/m dZ₁ Xᵀ                      [n_h, n_x]",
    "db₁ = 1/m Σ dZ₁                       [n_h, 1]",
  );
  log({
    en: "The same gradients from automatic differentiation, in 64 bits, for four activations of the hidden layer. Largest difference of any element:",
    zh: "与自动微分给出的梯度对照（64 位），隐藏层用四种激活函数。任一元素的最大差异：",
  });
  const rows: string[][] = [];
  let worst = 0;
  for (const activation of activations) {
    const differences = await holdAgainstDifferentiation(activation, training, seed);
    worst = Math.max(worst, ...differences);
    rows.push([activation.name, activation.formula, ...differences.map((value) => brief(value, 2))]);
  }
  table({ columns: ["g", "g′", "dW₁", "db₁", "dW₂", "db₂"], rows });
  return { differenceOfFormulas: worst, ...(await train(telling, training, test)) };
}

interface Network {
  readonly parameters: { readonly W1: Tensor; readonly b1: Tensor; readonly W2: Tensor; readonly b2: Tensor };
  readonly cost: Tensor;
  /** The gradients by the formulas on paper. */
  readonly byHand: { readonly W1: Tensor; readonly b1: Tensor; readonly W2: Tensor; readonly b2: Tensor };
  /** A₂ of any inputs, [2, anything]. */
  readonly predict: (x: Tensor) => { readonly a1: Tensor; readonly a2: Tensor };
}

function network({ g, slope }: Activation, scale: number, seed: number): Network {
  const draws = numpyRandom(numpySeed(2, seed));
  const scaled = (rows: number, columns: number): number[][] =>
    draws.randn(rows, columns).map((row) => row.map((value) => value * scale));
  const W1 = parameter("W1", scaled(hiddenCount, 2));
  const b1 = parameter("b1", new Array<number[]>(hiddenCount).fill([0]));
  const W2 = parameter("W2", scaled(1, hiddenCount));
  const b2 = parameter("b2", [[0]]);

  const X = input("X", [2, m]);
  const Y = input("Y", [1, m]);
  const Z1 = add(matMul(W1, X), b1);
  const A1 = g(Z1);
  const Z2 = add(matMul(W2, A1), b2);
  const A2 = sigmoid(Z2);
  const cost = binaryCrossEntropy(A2, Y, { from: "probabilities" });

  const dZ2 = sub(A2, Y);
  const dW2 = mul(matMul(dZ2, A1, { transposeB: true }), 1 / m);
  const db2 = mean(dZ2, { axes: 1, keepDims: true });
  const dZ1 = mul(matMul(W2, dZ2, { transposeA: true }), slope(Z1, A1));
  const dW1 = mul(matMul(dZ1, X, { transposeB: true }), 1 / m);
  const db1 = mean(dZ1, { axes: 1, keepDims: true });
  return {
    parameters: { W1, b1, W2, b2 },
    cost,
    byHand: { W1: dW1, b1: db1, W2: dW2, b2: db2 },
    predict: (x) => {
      const a1 = g(add(matMul(W1, x), b1));
      return { a1, a2: sigmoid(add(matMul(W2, a1), b2)) };
    },
  };
}

async function holdAgainstDifferentiation(activation: Activation, data: PlaneData, seed: number): Promise<number[]> {
  const { parameters, cost, byHand } = network(activation, 0.5, seed);
  const exact = gradients(cost, parameters);
  const names = ["W1", "b1", "W2", "b2"] as const;
  const outputs = names.flatMap((name) => [
    [`hand ${name}`, byHand[name]] as const,
    [`exact ${name}`, exact[name]] as const,
  ]);
  const check = await compile(Object.fromEntries(outputs), { engine: "reference" });
  const result = check.run({ X: data.X, Y: data.Y });
  return names.map((name) => {
    const expected = valuesOf(result, `exact ${name}`);
    return Math.max(
      ...valuesOf(result, `hand ${name}`).map((value, i) => Math.abs(value - (expected[i] ?? Number.NaN))),
    );
  });
}

async function train(
  { seed, heading, log, table, draw }: Telling,
  training: PlaneData,
  test: PlaneData,
): Promise<Scores> {
  heading({ en: "A disc in a ring", zh: "圆环中的圆盘" });
  log({
    en: `${m} noisy points, class 1 in the middle. Logistic regression can only cut the plane in two. Four hidden tanh neurons, W = randn × 0.01, learning rate ${learningRate}, ${steps} steps, updates written out from the formulas above, W ← W − η dW.`,
    zh: `${m} 个带噪声的点，类别 1 在中间。逻辑回归只能把平面切成两半。四个 tanh 隐藏神经元，W = randn × 0.01，学习率 ${learningRate}，${steps} 步，更新直接用上面的公式写出：W ← W − η dW。`,
  });
  const tanhActivation = activations[1];
  if (tanhActivation === undefined) throw new RangeError("no tanh");
  const { parameters, cost, byHand, predict } = network(tanhActivation, 0.01, seed);
  const step: Step = {
    outputs: { cost },
    updates: (["W1", "b1", "W2", "b2"] as const).map((name) => ({
      variable: parameters[name],
      value: sub(parameters[name], mul(learningRate, byHand[name])),
    })),
  };
  const descent = await compile(step, { threads: 1 });
  const feeds = { X: training.X, Y: training.Y };
  const costs = Array.from({ length: steps }, (_, i): Point => [i + 1, scalarOf(descent.run(feeds), "cost")]);
  const one = await descent.session.compile({ outputs: { ...predict(input("X", [2, 1])) }, updates: [] });
  const probability = fieldOf(one, "a2");

  const w = parameter("w", [[0, 0]]);
  const b = parameter("b", [[0]]);
  const lineCost = binaryCrossEntropy(add(matMul(w, input("X", [2, m])), b), input("Y", [1, m]));
  const line = await compile(minimize(lineCost, sgd({ learningRate })), { threads: 1 });
  const lineCosts = Array.from({ length: steps }, (_, i): Point => [i + 1, scalarOf(line.run(feeds), "cost")]);
  const [w1 = 0, w2 = 0] = line.read(w).data;
  const [bias = 0] = line.read(b).data;
  const lineProbability = (x1: number, x2: number): number => 1 / (1 + Math.exp(-(w1 * x1 + w2 * x2 + bias)));

  const scores = {
    accuracy: accuracyOf(probability, training),
    testAccuracy: accuracyOf(probability, test),
    finalCost: costs.at(-1)?.[1] ?? Number.NaN,
    accuracyOfLine: accuracyOf(lineProbability, training),
    testAccuracyOfLine: accuracyOf(lineProbability, test),
    finalCostOfLine: lineCosts.at(-1)?.[1] ?? Number.NaN,
  };
  table({
    columns: [
      { en: "model", zh: "模型" },
      { en: "cost", zh: "代价" },
      { en: "right, training", zh: "训练正确率" },
      { en: "right, new points", zh: "新点正确率" },
    ],
    rows: [
      [
        { en: "logistic regression", zh: "逻辑回归" },
        brief(scores.finalCostOfLine),
        percent(scores.accuracyOfLine),
        percent(scores.testAccuracyOfLine),
      ],
      [
        { en: "two layers, 2-4-1", zh: "两层，2-4-1" },
        brief(scores.finalCost),
        percent(scores.accuracy),
        percent(scores.testAccuracy),
      ],
    ],
  });
  draw(
    "learning-curve",
    lineChart({
      title: { en: "Cost with and without a hidden layer", zh: "有无隐藏层的代价" },
      subtitle: { en: `learning rate ${learningRate}, gradients by hand`, zh: `学习率 ${learningRate}，手工梯度` },
      x: { label: { en: "step (logarithmic)", zh: "步（对数刻度）" }, scale: "log" },
      y: { label: { en: "mean cross-entropy", zh: "平均交叉熵" } },
      series: [
        { label: { en: "two layers, 2-4-1", zh: "两层，2-4-1" }, points: thinned(costs), hasDots: false },
        { label: { en: "logistic regression", zh: "逻辑回归" }, points: thinned(lineCosts), hasDots: false },
      ],
    }),
  );
  const shown = { domain: [-2.2, 2.2], radius: 3 } as const;
  draw(
    "boundary",
    figure({
      title: { en: "Decision boundary on new points", zh: "新点上的决策边界" },
      plots: [
        boundaryPlot({
          ...shown,
          title: { en: "logistic regression", zh: "逻辑回归" },
          look: "shaded",
          probability: lineProbability,
          points: columnPoints(test.X, test.Y),
        }),
        boundaryPlot({
          ...shown,
          title: { en: "2-4-1, as a line", zh: "2-4-1，画成线" },
          look: "line",
          probability,
          points: columnPoints(test.X, test.Y),
        }),
        boundaryPlot({
          ...shown,
          title: { en: "2-4-1, shaded by ŷ", zh: "2-4-1，按 ŷ 着色" },
          look: "shaded",
          probability,
          points: columnPoints(test.X, test.Y),
        }),
      ],
      plotSize: { width: 240, height: 240 },
      legend: boundaryLegend(),
    }),
  );
  const hiddenLines = Array.from({ length: hiddenCount }, (_, i): Mark => {
    const activation = fieldOf(one, "a1", i);
    return contourLine((x1, x2) => activation(x1, x2), 0, { ...seriesStyle(i + 2), width: 2 });
  });
  log({
    en: "Each hidden neuron is a line, tanh(z) = 0. Together they fence the disc in.",
    zh: "每个隐藏神经元是一条直线，tanh(z) = 0。它们合起来把圆盘围住。",
  });
  draw(
    "hidden-neurons",
    figure({
      title: { en: "The hidden neurons' own lines", zh: "各隐藏神经元自己的直线" },
      plots: [
        boundaryPlot({
          ...shown,
          look: "shaded",
          probability,
          points: columnPoints(training.X, training.Y),
          marks: hiddenLines,
        }),
      ],
      plotSize: { width: 400, height: 400 },
      legend: [
        ...boundaryLegend(),
        ...hiddenLines.map((_, i) => ({
          label: { en: `neuron ${i + 1}`, zh: `神经元 ${i + 1}` },
          kind: "line" as const,
          style: seriesStyle(i + 2),
        })),
      ],
    }),
  );
  return scores;
}

function accuracyOf(probability: (x1: number, x2: number) => number, data: PlaneData): number {
  const points = columnPoints(data.X, data.Y);
  return points.filter(({ at: [x1, x2], label }) => probability(x1, x2) > 0.5 === (label === 1)).length / points.length;
}

/** Points at times that grow by 2 %, for a logarithmic axis. */
function thinned(points: readonly Point[]): readonly Point[] {
  let next = 0;
  return points.filter((_, i) => {
    if (i < next && i !== points.length - 1) return false;
    next = Math.max(i + 1, i * 1.02);
    return true;
  });
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}
