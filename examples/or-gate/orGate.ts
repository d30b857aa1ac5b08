// One neuron learns the OR gate: ŷ = σ(W X + b). Examples are columns of X.
import {
  add,
  type Compiled,
  compile,
  gradients,
  input,
  matMul,
  minimize,
  mul,
  parameter,
  sgd,
  sigmoid,
  square,
  squaredErrorCost,
  sub,
  type Tensor,
} from "@chainrule/core";
import { brief, fixed, type Scores, scalarOf, type Telling, valuesOf } from "chainrule/gallery";
import { boundaryLegend, boundaryPlot, columnPoints, figure, lineChart } from "chainrule/pictures";
import { loopAgainstVectors } from "./loopAgainstVectors.ts";

// The four examples of the OR gate, and what is right for each.
const X = [
  [0, 0, 1, 1],
  [0, 1, 0, 1],
];
const Y = [[0, 1, 1, 1]];
const W = [[0.1, 0.6]];
const epochs = 5000;

export async function run(telling: Telling): Promise<Scores> {
  await withoutBias(telling);
  const lossAfter = await withBias(telling);
  const scores = await wholeBatch(telling);
  const speedup = await loopAgainstVectors(telling);
  return { lossAfterOneUpdate: lossAfter, ...scores, speedup };
}

/** The example (0, 0) alone, with weights alone: both inputs are 0, and so is every gradient. */
async function withoutBias({ heading, log, table }: Telling): Promise<void> {
  const x = input("x", [2, 1]);
  const y = input("y", [1, 1]);
  const w = parameter("W", W);
  const z = matMul(w, x);
  const yHat = sigmoid(z);
  const loss = squaredErrorCost(yHat, y); // ½(y − ŷ)²
  const { W: dW } = gradients(loss, { W: w });
  const training = await compile(minimize(loss, sgd({ learningRate: 1 }), { outputs: { z, yHat, dW } }));
  const feeds = { x: [[0], [0]], y: [[0]] };
  const first = training.run(feeds);
  const later = training.run(feeds, { steps: 100 });

  heading({ en: "One example, no bias: nothing can be learned", zh: "一个样本，没有偏置：什么也学不到" });
  log({
    en: "Input (0, 0), wanted 0. ∂L/∂W = ∂L/∂z · xᵀ, and x is zero: the gradient is zero whatever the error is.",
    zh: "输入 (0, 0)，期望 0。∂L/∂W = ∂L/∂z · xᵀ，而 x 为零：不论误差多大，梯度都是零。",
  });
  table({
    columns: [{ en: "step", zh: "步" }, "z", "ŷ", { en: "loss", zh: "损失" }, "∂L/∂w₁, ∂L/∂w₂"],
    rows: [
      [
        "1",
        fixed(scalarOf(first, "z")),
        fixed(scalarOf(first, "yHat")),
        fixed(scalarOf(first, "cost")),
        fixed(valuesOf(first, "dW")),
      ],
      [
        "101",
        fixed(scalarOf(later, "z")),
        fixed(scalarOf(later, "yHat")),
        fixed(scalarOf(later, "cost")),
        fixed(valuesOf(later, "dW")),
      ],
    ],
  });
}

/** The same example with a bias: now there is something that can move. */
async function withBias({ heading, log, table }: Telling): Promise<number> {
  const x = input("x", [2, 1]);
  const y = input("y", [1, 1]);
  const w = parameter("W", W);
  const b = parameter("b", [[0]]);
  const z = add(matMul(w, x), b);
  const yHat = sigmoid(z);
  const loss = squaredErrorCost(yHat, y);
  const { yHat: dYHat, z: dZ, b: db } = gradients(loss, { yHat, z, b });
  const outputs = { yHat, dYHat, dZ, db };
  const training = await compile(minimize(loss, sgd({ learningRate: 1 }), { outputs }));
  const feeds = { x: [[0], [0]], y: [[0]] };

  const row = (step: string): string[] => {
    const before = fixed(training.read(b).data);
    const result = training.run(feeds);
    const [p, dp, dz, dbias] = ["yHat", "dYHat", "dZ", "db"].map((name) => fixed(scalarOf(result, name)));
    return [step, before, p ?? "", fixed(scalarOf(result, "cost"), 5), dp ?? "", dz ?? "", dbias ?? ""];
  };
  heading({ en: "One example with a bias", zh: "一个样本，加上偏置" });
  log({
    en: "∂L/∂b = ∂L/∂z · 1: the bias moves even where all inputs are zero. One update at learning rate 1:",
    zh: "∂L/∂b = ∂L/∂z · 1：即使输入全为零，偏置也会移动。学习率为 1，更新一次：",
  });
  const rows = [row("1"), row("2")];
  table({
    columns: [{ en: "step", zh: "步" }, "b", "ŷ", { en: "loss", zh: "损失" }, "∂L/∂ŷ", "∂L/∂z", "∂L/∂b"],
    rows,
  });
  return Number(rows[1]?.[3]);
}

/** All four examples at once: a loss each, one cost. */
async function wholeBatch(telling: Telling): Promise<Scores> {
  const { heading, log, table, draw } = telling;
  const x = input("X", [2, 4]);
  const y = input("Y", [1, 4]);
  const w = parameter("W", W);
  const b = parameter("b", [[0]]);
  const yHat = sigmoid(add(matMul(w, x), b));
  const losses = mul(square(sub(y, yHat)), 0.5); // one for each example
  const cost = squaredErrorCost(yHat, y); // 1/(2m) Σ (y − ŷ)²: their mean
  const { W: dW, b: db } = gradients(cost, { W: w, b });
  const training = await compile(minimize(cost, sgd({ learningRate: 1 }), { outputs: { yHat, losses, dW, db } }));
  const feeds = { X, Y };

  heading({ en: "The batch: four losses, one cost", zh: "整批：四个损失，一个代价" });
  log({
    en: "The loss belongs to one example, ½(y − ŷ)². The cost is the mean of the losses over the batch, and its gradients are the means of the examples' gradients. Learning rate 1:",
    zh: "损失属于单个样本：½(y − ŷ)²。代价是整批损失的平均值，其梯度也是各样本梯度的平均值。学习率为 1：",
  });
  const costs: number[] = [];
  const lossesOf: number[][] = [];
  const rows: string[][] = [];
  const scores: Record<string, number> = {};
  for (let epoch = 1; epoch <= epochs; epoch += 1) {
    const result = training.run(feeds);
    costs.push(scalarOf(result, "cost"));
    lossesOf.push([...valuesOf(result, "losses")]);
    if (epoch > 2 && epoch !== epochs) continue;
    const [ws, bs] = [fixed(training.read(w).data), fixed(training.read(b).data)];
    const [dws, dbs] = [fixed(valuesOf(result, "dW")), fixed(valuesOf(result, "db"))];
    rows.push([String(epoch), fixed(valuesOf(result, "yHat")), brief(scalarOf(result, "cost")), dws, dbs, ws, bs]);
    if (epoch <= 2) scores[`costAtEpoch${epoch}`] = scalarOf(result, "cost");
  }
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
    rows,
  });
  draw(
    "loss-and-cost",
    lineChart({
      title: { en: "Loss of each example, and the cost: their mean", zh: "每个样本的损失，以及代价：它们的平均值" },
      subtitle: {
        en: "OR gate, learning rate 1; flat from about epoch 3000",
        zh: "或门，学习率 1；约从第 3000 轮起趋平",
      },
      x: { label: { en: "epoch", zh: "轮次（epoch）" }, domain: [0, epochs] },
      y: { label: { en: "loss, cost (logarithmic)", zh: "损失、代价（对数刻度）" }, scale: "log" },
      series: [
        {
          label: { en: "cost", zh: "代价" },
          points: costs.map((value, i) => [i + 1, value]),
          style: { colour: "#1f2328", width: 3 },
        },
        ...["(0, 0)", "(0, 1)", "(1, 0)", "(1, 1)"].map((name, example) => ({
          label: { en: `loss of ${name}`, zh: `${name} 的损失` },
          points: lossesOf.map((all, i): [number, number] => [i + 1, all[example] ?? Number.NaN]),
        })),
      ],
    }),
  );
  drawBoundary(telling, training, w, b);
  const finalCost = costs.at(-1) ?? Number.NaN;
  return { ...scores, finalCost, costAtEpoch3000: costs[2999] ?? Number.NaN };
}

function drawBoundary({ draw, log }: Telling, training: Compiled, w: Tensor, b: Tensor): void {
  const [w1 = 0, w2 = 0] = training.read(w).data;
  const [bias = 0] = training.read(b).data;
  const line = `${brief(w1)} x₁ + ${brief(w2)} x₂ ${bias < 0 ? "−" : "+"} ${brief(Math.abs(bias))} = 0`;
  const probability = (x1: number, x2: number): number => 1 / (1 + Math.exp(-(w1 * x1 + w2 * x2 + bias)));
  const points = columnPoints(X, Y);
  log({
    en: `The neuron leans to 1 where z > 0. Its boundary z = 0 is the line ${line}.`,
    zh: `z > 0 处神经元偏向 1。它的边界 z = 0 是直线 ${line}。`,
  });
  draw(
    "boundary",
    figure({
      title: { en: "Decision boundary of the OR gate", zh: "或门的决策边界" },
      plots: [
        boundaryPlot({ title: { en: "as a line", zh: "画成线" }, look: "line", probability, points }),
        boundaryPlot({ title: { en: "shaded by ŷ", zh: "按 ŷ 着色" }, look: "shaded", probability, points }),
      ],
      plotSize: { width: 260, height: 260 },
      legend: boundaryLegend(),
    }),
  );
}
