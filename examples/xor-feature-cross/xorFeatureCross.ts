// XOR with one neuron: impossible with x₁ and x₂ alone, easy with their product as a third feature.
import {
  add,
  compile,
  concat,
  gradients,
  input,
  matMul,
  minimize,
  mul,
  parameter,
  sgd,
  sigmoid,
  slice,
  squaredErrorCost,
  type Tensor,
} from "@chainrule/core";
import { brief, fieldOf, fixed, type Scores, scalarOf, type Telling, valuesOf } from "chainrule/gallery";
import { boundaryLegend, boundaryPlot, columnPoints, figure, lineChart } from "chainrule/pictures";

const X = [
  [0, 0, 1, 1],
  [0, 1, 0, 1],
];
const Y = [[0, 1, 1, 0]];
const epochs = 5000;

export async function run(telling: Telling): Promise<Scores> {
  const { heading, log, table, draw } = telling;
  heading({ en: "A line can't separate XOR", zh: "一条直线分不开异或" });
  log({
    en: "XOR is 1 where exactly one input is 1. No line has (0, 1) and (1, 0) on one side and (0, 0) and (1, 1) on the other, so a neuron with x₁ and x₂ ends at ŷ = 0.5 for all four, cost 0.125.",
    zh: "恰有一个输入为 1 时，异或为 1。没有一条直线能把 (0, 1)、(1, 0) 与 (0, 0)、(1, 1) 分在两侧，所以只有 x₁、x₂ 的神经元最终对四个样本都输出 ŷ = 0.5，代价 0.125。",
  });
  const plain = await learn((x) => x, [[0.1, 0.6]]);

  heading({ en: "A feature cross", zh: "特征交叉" });
  log({
    en: "With x₃ = x₁ · x₂ as a third input the four examples lie in space, where a plane separates them. Learning rate 1, W = [0.1, 0.6, 0.2], b = 0:",
    zh: "加入第三个输入 x₃ = x₁ · x₂ 后，四个样本位于三维空间，可以用一个平面分开。学习率为 1，W = [0.1, 0.6, 0.2]，b = 0：",
  });
  const crossed = await learn(withCross, [[0.1, 0.6, 0.2]]);
  table({
    columns: [
      { en: "epoch", zh: "轮次" },
      "Ŷ",
      { en: "cost", zh: "代价" },
      "∂Cost/∂W",
      "∂Cost/∂b",
      { en: "W after", zh: "更新后 W" },
      { en: "b after", zh: "更新后 b" },
    ],
    rows: crossed.rows,
  });
  draw(
    "learning-curve",
    lineChart({
      title: { en: "XOR with one neuron", zh: "用一个神经元学习异或" },
      subtitle: { en: "learning rate 1, all four examples in each step", zh: "学习率 1，每步使用全部四个样本" },
      x: { label: { en: "epoch", zh: "轮次（epoch）" }, domain: [0, epochs] },
      y: { label: { en: "cost (logarithmic)", zh: "代价（对数刻度）" }, scale: "log" },
      series: [
        { label: { en: "x₁, x₂ alone", zh: "只有 x₁、x₂" }, points: plain.costs },
        { label: { en: "with x₃ = x₁ · x₂", zh: "加入 x₃ = x₁ · x₂" }, points: crossed.costs },
      ],
    }),
  );
  log({
    en: "In the plane of x₁ and x₂ the boundary is no longer a line but a hyperbola with two branches: w₁ x₁ + w₂ x₂ + w₃ x₁ x₂ + b = 0.",
    zh: "在 x₁、x₂ 平面上，边界不再是直线，而是有两支的双曲线：w₁ x₁ + w₂ x₂ + w₃ x₁ x₂ + b = 0。",
  });
  const points = columnPoints(X, Y);
  draw(
    "boundary",
    figure({
      title: { en: "Decision boundary with the feature cross", zh: "加入特征交叉后的决策边界" },
      plots: [
        boundaryPlot({ title: { en: "as a line", zh: "画成线" }, look: "line", probability: crossed.field, points }),
        boundaryPlot({
          title: { en: "shaded by ŷ", zh: "按 ŷ 着色" },
          look: "shaded",
          probability: crossed.field,
          points,
        }),
      ],
      plotSize: { width: 260, height: 260 },
      legend: boundaryLegend(),
    }),
  );
  return {
    firstCost: crossed.costs[0]?.[1] ?? Number.NaN,
    finalCost: crossed.costs.at(-1)?.[1] ?? Number.NaN,
    finalCostWithoutCross: plain.costs.at(-1)?.[1] ?? Number.NaN,
    accuracy: crossed.accuracy,
  };
}

/** [2, m] to [3, m]: the product of the two rows becomes the third. */
function withCross(x: Tensor): Tensor {
  const x1 = slice(x, { ends: [1] });
  const x2 = slice(x, { starts: [1] });
  return concat([x, mul(x1, x2)]);
}

interface Learned {
  readonly costs: readonly (readonly [number, number])[];
  readonly rows: readonly (readonly string[])[];
  readonly field: (x1: number, x2: number) => number;
  readonly accuracy: number;
}

async function learn(features: (x: Tensor) => Tensor, start: number[][]): Promise<Learned> {
  const w = parameter("W", start);
  const b = parameter("b", [[0]]);
  const neuron = (x: Tensor): Tensor => sigmoid(add(matMul(w, features(x)), b));

  const yHat = neuron(input("X", [2, 4]));
  const cost = squaredErrorCost(yHat, input("Y", [1, 4]));
  const { W: dW, b: db } = gradients(cost, { W: w, b });
  const training = await compile(minimize(cost, sgd({ learningRate: 1 }), { outputs: { yHat, dW, db } }));
  const costs: [number, number][] = [];
  const rows: string[][] = [];
  let accuracy = 0;
  for (let epoch = 1; epoch <= epochs; epoch += 1) {
    const result = training.run({ X, Y });
    costs.push([epoch, scalarOf(result, "cost")]);
    if (epoch > 2 && epoch < epochs) continue;
    const guesses = valuesOf(result, "yHat");
    accuracy = guesses.filter((guess, i) => guess > 0.5 === (Y[0]?.[i] === 1)).length / 4;
    const gradientTexts = [fixed(valuesOf(result, "dW")), fixed(valuesOf(result, "db"))];
    const after = [fixed(training.read(w).data), fixed(training.read(b).data)];
    rows.push([String(epoch), fixed(guesses), brief(scalarOf(result, "cost")), ...gradientTexts, ...after]);
  }
  const yHatOfOne = neuron(input("X", [2, 1]));
  const predict = await training.session.compile({ outputs: { yHatOfOne }, updates: [] });
  return { costs, rows, field: fieldOf(predict, "yHatOfOne"), accuracy };
}
