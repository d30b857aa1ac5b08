// XOR with hidden layers: the network finds its own features. Sigmoid everywhere, examples are columns.
import {
  add,
  compile,
  input,
  matMul,
  minimize,
  numpyRandom,
  type Program,
  parameter,
  sgd,
  sigmoid,
  squaredErrorCost,
  type Tensor,
} from "@chainrule/core";
import { brief, fieldOf, fixed, type Scores, scalarOf, type Telling, valuesOf } from "chainrule/gallery";
import {
  boundaryLegend,
  boundaryPlot,
  columnPoints,
  contourLine,
  figure,
  type LegendEntry,
  lineChart,
  type Mark,
  type Plot,
  seriesStyle,
} from "chainrule/pictures";
import { type NumpySeed, numpySeed } from "../numpySeed.ts";

const X = [
  [0, 0, 1, 1],
  [0, 1, 0, 1],
];
const Y = [[0, 1, 1, 0]];
const points = columnPoints(X, Y);
const epochs = 5000;

/** The shades of {@link boundaryLegend}, named for activations. */
const activationShades = boundaryLegend()
  .slice(3)
  .map(
    (entry, i): LegendEntry => ({
      ...entry,
      label: i === 0 ? { en: "a < 0.1", zh: "a < 0.1" } : { en: "a > 0.9", zh: "a > 0.9" },
    }),
  );

/** Standard deviations of the first weights. */
const xavier = (fanIn: number): number => Math.sqrt(1 / fanIn);
const plain = (): number => 0.01;

export async function run(telling: Telling): Promise<Scores> {
  const { heading, log, table, draw } = telling;
  const seed = numpySeed(48, telling.seed);
  const seedText = JSON.stringify(seed);
  heading({ en: "Three hidden neurons", zh: "三个隐藏神经元" });
  log({
    en: `2-3-1, ŷ = σ(W₂ σ(W₁ X + b₁) + b₂), learning rate 1, weights drawn with NumPy's generator, seed ${seedText}. With Xavier's standard deviation 1/√n the cost falls from most seeds; with 0.01 (plain) the hidden neurons start so alike that the network stays where every ŷ is 0.5.`,
    zh: `2-3-1 网络，ŷ = σ(W₂ σ(W₁ X + b₁) + b₂)，学习率 1，权重由 NumPy 的随机数生成器产生，种子 ${seedText}。标准差取 Xavier 的 1/√n 时，从大多数种子出发代价都会下降；取 0.01（普通初始化）时，隐藏神经元起初几乎一样，网络停在每个 ŷ 都是 0.5 的地方。`,
  });
  const one = await learn(seed, [2, 3, 1], xavier);
  const stuck = await learn(seed, [2, 3, 1], plain);
  log({
    en: "Without an activation in the hidden layer nothing is gained: W₂(W₁X + b₁) + b₂ = (W₂W₁)X + (W₂b₁ + b₂) is one neuron again, whose boundary is a line.",
    zh: "隐藏层若没有激活函数，则毫无收获：W₂(W₁X + b₁) + b₂ = (W₂W₁)X + (W₂b₁ + b₂) 仍是一个神经元，边界还是一条直线。",
  });
  const linear = await learn(seed, [2, 3, 1], xavier, (z) => z);

  heading({ en: "Two hidden layers", zh: "两个隐藏层" });
  log({
    en: "2-3-3-1 has a second hidden layer, which sees only the first. Gradients pass one more sigmoid, whose slope is 1/4 at most, so it waits longer on the plateau before it falls.",
    zh: "2-3-3-1 多一个隐藏层，它只看到第一个隐藏层的输出。梯度要多穿过一个斜率不超过 1/4 的 sigmoid，所以在平台上停得更久才下降。",
  });
  const two = await learn(seed, [2, 3, 3, 1], xavier);
  table({
    columns: [
      { en: "network", zh: "网络" },
      { en: "start", zh: "初始化" },
      { en: "epochs", zh: "轮数" },
      { en: "first cost", zh: "最初代价" },
      { en: "final cost", zh: "最终代价" },
      "Ŷ",
    ],
    rows: [
      ["2-3-1", "Xavier", ...one.row],
      ["2-3-1", { en: "plain 0.01", zh: "普通 0.01" }, ...stuck.row],
      [{ en: "2-3-1, no hidden activation", zh: "2-3-1，隐藏层无激活" }, "Xavier", ...linear.row],
      ["2-3-3-1", "Xavier", ...two.row],
    ],
  });
  draw(
    "learning-curves",
    lineChart({
      title: { en: "XOR with hidden layers", zh: "用隐藏层学习异或" },
      subtitle: { en: `learning rate 1, NumPy seed ${seedText}`, zh: `学习率 1，NumPy 种子 ${seedText}` },
      x: { label: { en: "epoch", zh: "轮次（epoch）" } },
      y: { label: { en: "cost (logarithmic)", zh: "代价（对数刻度）" }, scale: "log" },
      series: [
        { label: { en: "2-3-1, Xavier", zh: "2-3-1，Xavier" }, points: one.costs },
        { label: { en: "2-3-1, plain 0.01", zh: "2-3-1，普通 0.01" }, points: stuck.costs },
        { label: { en: "2-3-3-1, Xavier", zh: "2-3-3-1，Xavier" }, points: two.costs },
        { label: { en: "2-3-1, no hidden activation", zh: "2-3-1，隐藏层无激活" }, points: linear.costs },
      ],
    }),
  );

  heading({ en: "Where the network draws its boundary", zh: "网络把边界画在哪里" });
  const looks = [
    ["line", { en: "as a line", zh: "画成线" }],
    ["shaded", { en: "shaded by ŷ", zh: "按 ŷ 着色" }],
  ] as const;
  for (const [name, learned, title] of [
    ["boundary", one, { en: "Decision boundary of 2-3-1", zh: "2-3-1 的决策边界" }],
    ["boundary-two-layers", two, { en: "Decision boundary of 2-3-3-1", zh: "2-3-3-1 的决策边界" }],
  ] as const) {
    const probability = fieldOf(learned.program, "yHat");
    draw(
      name,
      figure({
        title,
        plots: looks.map(([look, caption]) => boundaryPlot({ title: caption, look, probability, points })),
        plotSize: { width: 260, height: 260 },
        legend: boundaryLegend(),
      }),
    );
  }

  heading({ en: "What each hidden neuron sees", zh: "每个隐藏神经元看到什么" });
  log({
    en: "Every neuron of the first hidden layer is a line, like the OR gate: a = 0.5 on it, a near 1 on one side. The output neuron puts the half-planes together. Neurons of a second layer already have bent boundaries.",
    zh: "第一隐藏层的每个神经元都是一条直线，与或门相同：线上 a = 0.5，一侧 a 接近 1。输出神经元把这些半平面组合起来。第二层的神经元已有弯曲的边界。",
  });
  draw(
    "hidden-neurons",
    figure({
      title: { en: "The hidden neurons of 2-3-1", zh: "2-3-1 的隐藏神经元" },
      subtitle: {
        en: "shades: activation a; last: their lines with the network's boundary",
        zh: "着色：激活值 a；最后一幅：它们的直线与网络的边界",
      },
      plots: [...neuronPlots(one.program, 1), together(one.program)],
      columns: 4,
      plotSize: { width: 190, height: 190 },
      legend: [
        ...boundaryLegend().slice(0, 2),
        ...activationShades,
        { label: { en: "a = 0.5, ŷ = 0.5", zh: "a = 0.5，ŷ = 0.5" }, kind: "line", style: { colour: "#1f2328" } },
        ...[0, 1, 2].map((i) => ({
          label: { en: `neuron ${i + 1}`, zh: `神经元 ${i + 1}` },
          kind: "line" as const,
          style: seriesStyle(i + 2),
        })),
      ],
    }),
  );
  draw(
    "hidden-neurons-two-layers",
    figure({
      title: { en: "The hidden neurons of 2-3-3-1", zh: "2-3-3-1 的隐藏神经元" },
      subtitle: { en: "shades: activation a", zh: "着色：激活值 a" },
      plots: [...neuronPlots(two.program, 1), ...neuronPlots(two.program, 2)],
      columns: 3,
      plotSize: { width: 190, height: 190 },
      legend: [...boundaryLegend().slice(0, 2), ...activationShades],
    }),
  );
  return {
    finalCost: one.finalCost,
    accuracy: one.accuracy,
    finalCostPlain: stuck.finalCost,
    finalCostLinear: linear.finalCost,
    finalCostTwoLayers: two.finalCost,
    accuracyTwoLayers: two.accuracy,
  };
}

interface Learned {
  readonly costs: readonly (readonly [number, number])[];
  readonly row: readonly string[];
  readonly finalCost: number;
  readonly accuracy: number;
  /** Gives yHat, and the activations a1, a2 … of the hidden layers, for one example. */
  readonly program: Program;
}

/** Trains a network with layers of the given sizes. */
async function learn(
  seed: NumpySeed,
  sizes: readonly number[],
  deviation: (fanIn: number) => number,
  hidden: (z: Tensor) => Tensor = (z) => sigmoid(z),
): Promise<Learned> {
  const numpy = numpyRandom(seed);
  const layers = sizes.slice(1).map((count, i) => {
    const fanIn = sizes[i] ?? 1;
    const start = numpy.randn(count, fanIn).map((row) => row.map((value) => value * deviation(fanIn)));
    const zeros = start.map(() => [0]);
    return { w: parameter(`W${i + 1}`, start), b: parameter(`b${i + 1}`, zeros) };
  });
  /** The activations of every layer, the input's first. */
  const activations = (x: Tensor): Tensor[] => {
    const all = [x];
    for (const [i, { w, b }] of layers.entries()) {
      const z = add(matMul(w, all[i] ?? x), b);
      all.push(i === layers.length - 1 ? sigmoid(z) : hidden(z));
    }
    return all;
  };

  const yHat = activations(input("X", [2, 4])).at(-1) ?? input("X", [2, 4]);
  const cost = squaredErrorCost(yHat, input("Y", [1, 4]));
  const training = await compile(minimize(cost, sgd({ learningRate: 1 }), { outputs: { yHat } }));
  const costs: [number, number][] = [];
  let result = training.run({ X, Y });
  for (let epoch = 1; epoch <= epochs; epoch += 1) {
    costs.push([epoch, scalarOf(result, "cost")]);
    if (epoch < epochs) result = training.run({ X, Y });
  }
  const guesses = valuesOf(result, "yHat");
  const accuracy = guesses.filter((guess, i) => guess > 0.5 === (Y[0]?.[i] === 1)).length / 4;

  const ofOne = activations(input("X", [2, 1]));
  const names = ofOne.map((tensor, i) => [i === sizes.length - 1 ? "yHat" : `a${i}`, tensor] as const);
  const program = await training.session.compile({ outputs: Object.fromEntries(names), updates: [] });
  const finalCost = scalarOf(result, "cost");
  const row = [String(epochs), brief(costs[0]?.[1] ?? Number.NaN), brief(finalCost), fixed(guesses)];
  return { costs, row, finalCost, accuracy, program };
}

/** A plot for each of the three neurons of a layer. */
function neuronPlots(program: Program, layer: number): Plot[] {
  return [0, 1, 2].map((neuron) =>
    boundaryPlot({
      title: { en: `layer ${layer}, neuron ${neuron + 1}`, zh: `第 ${layer} 层，神经元 ${neuron + 1}` },
      look: "shaded",
      probability: fieldOf(program, `a${layer}`, neuron),
      points,
      radius: 5,
    }),
  );
}

/** The three lines of the first layer, and the boundary that the output neuron makes of them. */
function together(program: Program): Plot {
  const marks = [0, 1, 2].map(
    (neuron): Mark => contourLine(fieldOf(program, "a1", neuron), 0.5, seriesStyle(neuron + 2)),
  );
  return boundaryPlot({
    title: { en: "all three, and ŷ = 0.5", zh: "三者与 ŷ = 0.5" },
    look: "line",
    probability: fieldOf(program, "yHat"),
    points,
    radius: 5,
    marks,
  });
}
