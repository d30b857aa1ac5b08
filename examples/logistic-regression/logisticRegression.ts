// Logistic regression as a graph: per example, in a loop, in vectors; backward by hand and by differentiation.
// X is [n_x, m]: every column is an example. w is [n_x, 1], so that z = wᵀ x + b.
import {
  add,
  binaryCrossEntropy,
  compile,
  gradients,
  input,
  matMul,
  mean,
  mul,
  numpyRandom,
  parameter,
  type Step,
  sigmoid,
  sub,
} from "@chainrule/core";
import { brief, fixed, type Scores, scalarOf, type Telling, valuesOf } from "chainrule/gallery";
import { boundaryLegend, boundaryPlot, columnPoints, figure, lineChart, type Point } from "chainrule/pictures";
import { numpySeed } from "../numpySeed.ts";
import { type PlaneData, twoClouds } from "../planeData.ts";

const m = 200;
const mTest = 200;
const learningRate = 0.5;
const steps = 200;

export async function run({ seed, heading, log, lines, table, draw }: Telling): Promise<Scores> {
  const training = twoClouds(numpyRandom(numpySeed(2, seed)), m, 1);
  const test = twoClouds(numpyRandom(numpySeed(4, seed)), mTest, 1);
  heading({ en: "The neuron, and its four formulas backward", zh: "神经元，以及反向的四个公式" });
  log({
    en: "Forward Z = wᵀX + b, A = σ(Z), and the cost is the mean cross-entropy. Backward, by hand: the slope dA of each example's cross-entropy times the slope A(1 − A) of the sigmoid leaves the plain difference dZ = A − Y; 1/m comes in where the examples are summed.",
    zh: "前向 Z = wᵀX + b，A = σ(Z)，代价是交叉熵的平均值。反向手工推导：每个样本的交叉熵对 A 的导数 dA 乘以 sigmoid 的斜率 A(1 − A)，只剩下差 dZ = A − Y；对样本求和时才出现 1/m。",
  });
  lines(
    "J  = −1/m Σ [ Y log A + (1 − Y) log(1 − A) ]",
    "dA = (A − Y) / (A (1 − A))            [1, m]",
    "dZ = A − Y                            [1, m]",
    "dw = 1/m X dZᵀ                        [n_x, 1]",
    "db = 1/m Σ dZ                         [1, 1]",
  );

  const X = input("X", [2, m]);
  const Y = input("Y", [1, m]);
  const w = parameter("w", [[0.3], [-0.4]]);
  const b = parameter("b", [[0.1]]);
  const Z = add(matMul(w, X, { transposeA: true }), b);
  const A = sigmoid(Z);
  const cost = binaryCrossEntropy(A, Y, { from: "probabilities" });

  // By hand:
  const dZ = sub(A, Y);
  const dw = mul(matMul(X, dZ, { transposeB: true }), 1 / m);
  const db = mean(dZ, { axes: 1, keepDims: true });
  // By differentiation (its gradient with respect to Z has the 1/m already in it):
  const exact = gradients(cost, { w, b, Z });

  const feeds = { X: training.X, Y: training.Y };
  const check = await compile(
    { dZ: mul(dZ, 1 / m), dw, db, exactZ: exact.Z, exactW: exact.w, exactB: exact.b },
    { engine: "reference" },
  );
  const numbers = check.run(feeds);
  const difference = (ours: string, theirs: string): number => {
    const expected = valuesOf(numbers, theirs);
    return Math.max(...valuesOf(numbers, ours).map((value, i) => Math.abs(value - (expected[i] ?? Number.NaN))));
  };
  const differences = [difference("dZ", "exactZ"), difference("dw", "exactW"), difference("db", "exactB")];
  table({
    columns: [
      { en: "formula", zh: "公式" },
      { en: "by hand", zh: "手工" },
      { en: "by differentiation", zh: "自动微分" },
      { en: "largest difference", zh: "最大差异" },
    ],
    rows: [
      [
        "dZ / m",
        `${fixed(valuesOf(numbers, "dZ").slice(0, 3), 5)} …`,
        `${fixed(valuesOf(numbers, "exactZ").slice(0, 3), 5)} …`,
        brief(differences[0] ?? 0, 2),
      ],
      ["dw", fixed(valuesOf(numbers, "dw"), 5), fixed(valuesOf(numbers, "exactW"), 5), brief(differences[1] ?? 0, 2)],
      ["db", fixed(valuesOf(numbers, "db"), 5), fixed(valuesOf(numbers, "exactB"), 5), brief(differences[2] ?? 0, 2)],
    ],
  });

  heading({ en: "Example by example, then all at once", zh: "先逐个样本，再一次全部" });
  const [loopW, loopB] = loop(training, [0.3, -0.4], 0.1);
  log({
    en: `The same gradients in a loop over the ${m} columns, as one writes it first: dw = [${fixed(loopW, 5)}], db = ${fixed(loopB, 5)}. Stacked into matrices the loop is one product X dZᵀ: its row for a feature times its column over the examples is the loop's sum.`,
    zh: `同样的梯度，先写成对 ${m} 列的循环：dw = [${fixed(loopW, 5)}]，db = ${fixed(loopB, 5)}。堆叠成矩阵后，循环变成一个乘积 X dZᵀ：某个特征的那一行乘以样本方向的那一列，就是循环中的求和。`,
  });

  heading({ en: "Training with the formulas by hand", zh: "用手工公式训练" });
  // A training step is a graph with update edges; here they are written out: w ← w − η dw.
  const step: Step = {
    outputs: { cost },
    updates: [
      { variable: w, value: sub(w, mul(learningRate, dw)) },
      { variable: b, value: sub(b, mul(learningRate, db)) },
    ],
  };
  const descent = await compile(step);
  const costs = Array.from({ length: steps }, (_, i): Point => [i, scalarOf(descent.run(feeds), "cost")]);
  const [w1 = 0, w2 = 0] = descent.read(w).data;
  const [bias = 0] = descent.read(b).data;
  const probability = (x1: number, x2: number): number => 1 / (1 + Math.exp(-(w1 * x1 + w2 * x2 + bias)));
  const accuracyOn = ({ X: [x1s = [], x2s = []], Y: [labels = []] }: PlaneData): number =>
    labels.filter((label, i) => probability(x1s[i] ?? 0, x2s[i] ?? 0) > 0.5 === (label === 1)).length / labels.length;
  const [accuracy, testAccuracy] = [accuracyOn(training), accuracyOn(test)];
  log({
    en: `After ${steps} steps at learning rate ${learningRate}: w = [${fixed([w1, w2])}], b = ${fixed(bias)}, cost ${brief(costs.at(-1)?.[1] ?? 0)}. Right on the ${m} examples: ${percent(accuracy)}, on ${mTest} new ones: ${percent(testAccuracy)}. The clouds overlap; no line does much better.`,
    zh: `以学习率 ${learningRate} 训练 ${steps} 步后：w = [${fixed([w1, w2])}]，b = ${fixed(bias)}，代价 ${brief(costs.at(-1)?.[1] ?? 0)}。${m} 个训练样本正确率 ${percent(accuracy)}，${mTest} 个新样本 ${percent(testAccuracy)}。两团点有重叠，没有直线能好很多。`,
  });
  draw(
    "cost",
    lineChart({
      title: { en: "Cost of logistic regression", zh: "逻辑回归的代价" },
      subtitle: { en: `gradients by hand, learning rate ${learningRate}`, zh: `手工梯度，学习率 ${learningRate}` },
      x: { label: { en: "step", zh: "步" } },
      y: { label: { en: "mean cross-entropy", zh: "平均交叉熵" } },
      series: [{ label: { en: "cost", zh: "代价" }, points: costs, hasDots: false }],
    }),
  );
  const shown = { probability, domain: [-4.5, 4.5], radius: 3.5 } as const;
  draw(
    "boundary",
    figure({
      title: { en: "Decision boundary of logistic regression", zh: "逻辑回归的决策边界" },
      plots: [
        boundaryPlot({
          ...shown,
          title: { en: "as a line, training examples", zh: "画成线，训练样本" },
          look: "line",
          points: columnPoints(training.X, training.Y),
        }),
        boundaryPlot({
          ...shown,
          title: { en: "shaded by ŷ, new examples", zh: "按 ŷ 着色，新样本" },
          look: "shaded",
          points: columnPoints(test.X, test.Y),
        }),
      ],
      plotSize: { width: 270, height: 270 },
      legend: boundaryLegend(),
    }),
  );
  const loopDifference = Math.max(
    ...loopW.map((value, i) => Math.abs(value - (valuesOf(numbers, "dw")[i] ?? Number.NaN))),
    Math.abs(loopB - scalarOf(numbers, "db")),
  );
  return {
    differenceOfFormulas: Math.max(...differences),
    differenceOfLoop: loopDifference,
    finalCost: costs.at(-1)?.[1] ?? Number.NaN,
    accuracy,
    testAccuracy,
  };
}

/** dw and db by a loop over examples. */
function loop({ X, Y }: PlaneData, [w1, w2]: readonly [number, number], b: number): [number[], number] {
  const [x1s = [], x2s = []] = X;
  const [labels = []] = Y;
  let [dw1, dw2, db] = [0, 0, 0];
  for (let i = 0; i < m; i += 1) {
    const [x1 = 0, x2 = 0, y = 0] = [x1s[i], x2s[i], labels[i]];
    const a = 1 / (1 + Math.exp(-(w1 * x1 + w2 * x2 + b)));
    const dz = a - y;
    dw1 += x1 * dz;
    dw2 += x2 * dz;
    db += dz;
  }
  return [[dw1 / m, dw2 / m], db / m];
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}
