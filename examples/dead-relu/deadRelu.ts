// Units of relu that no example makes active get no gradient and stay so. How they come about, what finds and mends them.
import {
  accuracy,
  constantValue,
  crossEntropy,
  type EpochRecord,
  flatten,
  type HealthReport,
  heNormal,
  type Layer,
  leakyRelu,
  linear,
  type Model,
  type Optimizer,
  relu,
  sequential,
  sgd,
  zeroValues,
} from "@chainrule/core";
import { brief, loadMnist, type Scores, type Telling } from "chainrule/gallery";
import {
  type Bar,
  bars,
  figure,
  lineLegend,
  linePlot,
  type Plot,
  rule,
  type Series,
  seriesStyle,
  type Text,
} from "chainrule/pictures";
import { tellFindings, tellLayers } from "../healthTelling.ts";

const units = 64;
const epochs = 5;

interface Trained {
  readonly name: Text;
  readonly model: Model;
  readonly health: HealthReport;
  readonly epochs: readonly EpochRecord[];
}

export async function run(telling: Telling): Promise<Scores> {
  const { seed, heading, log, table, draw } = telling;
  const mnist = await loadMnist(import.meta.dirname, 1);
  const train = mnist.train.slice(0, 4000);
  const test = mnist.test?.slice(0, 2000) ?? mnist.train.slice(4000, 6000);

  /** 784-64-64-10; `bias` is what the second hidden layer's biases begin at. */
  const network = (bias: number, activation: () => Layer): Layer[] => [
    flatten(),
    linear({ units, initializer: heNormal() }),
    activation(),
    linear({ units, initializer: heNormal(), biasInitializer: bias === 0 ? zeroValues() : constantValue(bias) }),
    activation(),
    linear(10),
  ];
  const learn = async (name: Text, layers: readonly Layer[], optimizer: Optimizer): Promise<Trained> => {
    const model = sequential({ input: train.inputShape, seed }, layers);
    const { health, epochs: records } = await model.fit(train, {
      loss: crossEntropy(),
      optimizer,
      metrics: [accuracy()],
      epochs,
      batchSize: 32,
      validation: test,
      health: { every: 16 },
    });
    if (health === undefined) throw new TypeError("health was asked for");
    return { name, model, health, epochs: records };
  };
  const usual = sgd({ learningRate: 0.1 });

  heading({ en: "Born dead: a bias of −10", zh: "生来失活：偏置为 −10" });
  log({
    en: `784-${units}-${units}-10 with relu on ${train.length} handwritten digits; the biases of the second hidden layer begin at −10. Then z = w · a + b < 0 for every example, relu(z) = 0, and its derivative is 0 too: no gradient reaches w and b, so the units never come back.`,
    zh: `784-${units}-${units}-10 网络，relu，${train.length} 个手写数字；第二隐藏层的偏置从 −10 开始。于是对所有样本 z = w · a + b < 0，relu(z) = 0，导数也为 0：梯度到不了 w 和 b，单元永远不会恢复。`,
  });
  const born = await learn({ en: "relu, bias −10", zh: "relu，偏置 −10" }, network(-10, relu), usual);
  log({ en: "fit({ health: true }) says:", zh: "fit({ health: true }) 的诊断：" });
  tellFindings(telling, born.health);
  tellLayers(telling, born.health);

  heading({ en: "Killed: a rate that is too high", zh: "中途失活：学习率过高" });
  log({
    en: "With biases of 0 but a learning rate of 2, the first steps throw weights so far that most units end below 0 for every example. The report names the rate, the cause.",
    zh: "偏置为 0，但学习率为 2：最初几步把权重甩得太远，大部分单元对所有样本都落到 0 以下。诊断指出了原因：学习率。",
  });
  const killed = await learn({ en: "relu, rate 2", zh: "relu，学习率 2" }, network(0, relu), sgd({ learningRate: 2 }));
  tellFindings(telling, killed.health);
  tellLayers(telling, killed.health);

  heading({ en: "What mends it", zh: "解决办法" });
  const leaky = await learn(
    { en: "leakyRelu 0.1, bias −10", zh: "leakyRelu 0.1，偏置 −10" },
    network(-10, () => leakyRelu({ slope: 0.1 })),
    usual,
  );
  const healthy = await learn(
    { en: "relu, bias 0, rate 0.1", zh: "relu，偏置 0，学习率 0.1" },
    network(0, relu),
    usual,
  );
  const all = [born, killed, leaky, healthy];
  table({
    columns: [
      { en: "network", zh: "网络" },
      { en: "dead, hidden 1", zh: "隐藏层 1 失活" },
      { en: "dead, hidden 2", zh: "隐藏层 2 失活" },
      { en: "training loss", zh: "训练损失" },
      { en: "test accuracy", zh: "测试准确率" },
      { en: "findings", zh: "诊断结果" },
    ],
    rows: all.map(({ name, health, epochs: records }) => {
      const [first, second] = hiddenLayers(health).map(({ deadShare }) => deadShare);
      const found = health.findings.map(({ code }) => code).join(", ");
      return [
        name,
        share(first),
        share(second),
        brief(records.at(-1)?.loss ?? Number.NaN),
        share(accuracyOf(records), 1),
        found === "" ? { en: "none", zh: "无" } : found,
      ];
    }),
  });
  log({
    en: "leakyRelu(0.1) lets a tenth of the gradient through where z < 0, so its units learn even from −10. Better still is not to begin there: biases of 0, He weights, and a rate at which the loss falls steadily.",
    zh: "leakyRelu(0.1) 在 z < 0 处仍让十分之一的梯度通过，所以即使从 −10 开始，单元也能学习。更好的办法是不从那里开始：偏置为 0，He 初始化，学习率取使损失平稳下降的值。",
  });

  const before = await inputsOfRelu(born.model, network(-10, relu), test);
  const after = await inputsOfRelu(healthy.model, network(0, relu), test);
  draw(
    "inputs-of-relu",
    figure({
      title: { en: "z in the second hidden layer, after training", zh: "训练后第二隐藏层的 z" },
      subtitle: { en: `${units} units, ${test.length} test digits`, zh: `${units} 个单元，${test.length} 个测试数字` },
      plots: [
        histogram({ en: "before: bias −10", zh: "之前：偏置 −10" }, before),
        histogram({ en: "after: bias 0", zh: "之后：偏置 0" }, after),
      ],
      legend: [
        {
          label: { en: "z ≤ 0: output 0, no gradient", zh: "z ≤ 0：输出 0，无梯度" },
          kind: "area",
          style: { colour: seriesStyle(1).colour },
        },
        { label: { en: "z > 0: active", zh: "z > 0：激活" }, kind: "area", style: { colour: seriesStyle(0).colour } },
      ],
    }),
  );
  const series = (of: (one: Trained) => Series["points"]): Series[] =>
    all.map((one, i) => ({ label: one.name, points: of(one), style: seriesStyle(i), hasDots: false }));
  const dead = series(({ health }) => deadOverTime(health));
  const losses = series(({ epochs: records }) => records.map((one) => [one.epoch, one.loss]));
  draw(
    "dead-and-loss",
    figure({
      title: { en: "Dead units and loss, before and after", zh: "失活单元与损失，解决前后" },
      plots: [
        linePlot({
          title: { en: "dead units of hidden layer 2", zh: "隐藏层 2 的失活单元" },
          isTitled: true,
          x: { label: { en: "step", zh: "训练步" }, domain: [-20, 650] },
          y: { label: { en: "dead (% of units)", zh: "失活（占单元的 %）" }, domain: [-4, 104] },
          series: dead,
        }),
        linePlot({
          title: { en: "training loss", zh: "训练损失" },
          isTitled: true,
          x: { label: { en: "epoch", zh: "轮次（epoch）" }, domain: [0.8, epochs + 0.2], ticks: [1, 2, 3, 4, 5] },
          y: { label: { en: "loss (nats)", zh: "损失（nat）" }, domain: [0, 3] },
          series: losses,
          marks: [rule({ y: Math.log(10) }, { colour: "#59636e", dashes: "2 3", width: 1 })],
        }),
      ],
      plotSize: { width: 300, height: 230 },
      legend: lineLegend(dead),
    }),
  );
  return {
    deadShareBias: hiddenLayers(born.health)[1]?.deadShare ?? 0,
    accuracyBias: accuracyOf(born.epochs),
    accuracyHighRate: accuracyOf(killed.epochs),
    accuracyLeaky: accuracyOf(leaky.epochs),
    accuracyHealthy: accuracyOf(healthy.epochs),
  };
}

function hiddenLayers(health: HealthReport): HealthReport["layers"] {
  return health.layers.filter(({ place }) => place.kind.toLowerCase().endsWith("relu"));
}

/** Per cent of the second hidden layer's units that no example of the batch made active, at each probe. */
function deadOverTime(health: HealthReport): Series["points"] {
  return health.probes.flatMap(({ step, layers }): [number, number][] => {
    const active = layers.filter(({ place }) => place.kind.endsWith("elu"))[1];
    // A leaky unit is never dead: it always passes a gradient.
    const dead = active?.isActive?.filter((isActive) => !isActive).length ?? 0;
    return [[step, (100 * dead) / units]];
  });
}

/** What the second relu is given for every test digit: the output of the layers before it, with the trained weights. */
async function inputsOfRelu(
  model: Model,
  layers: readonly Layer[],
  digits: Parameters<Model["predict"]>[0],
): Promise<ArrayLike<number>> {
  const front = sequential({ input: model.network.inputs[0]?.type.shape ?? [] }, layers.slice(0, 4));
  const weights = model.weights();
  front.setWeights(new Map([...weights].filter(([key]) => front.network.weights.has(key))));
  return (await front.predict(digits)).data;
}

/** How often z lies in each bin of width 1. */
function histogram(title: Text, values: ArrayLike<number>): Plot {
  const from = -20;
  const to = 10;
  const counts = new Array<number>(to - from).fill(0);
  for (let i = 0; i < values.length; i += 1) {
    const bin = Math.max(0, Math.min(to - from - 1, Math.floor((values[i] ?? 0) - from)));
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
  const heights = counts.map((count, bin): Bar => {
    const middle = from + bin + 0.5;
    return { x: middle, y: (100 * count) / values.length, colour: seriesStyle(middle > 0 ? 0 : 1).colour };
  });
  return {
    title,
    x: { label: { en: "z", zh: "z" }, domain: [from, to] },
    y: { label: { en: "% of values per unit of z", zh: "每单位 z 占的 %" }, domain: [0, 60] },
    marks: [bars(heights, 0.9)],
  };
}

function accuracyOf(records: readonly EpochRecord[]): number {
  return Number(records.at(-1)?.validation?.metrics["accuracy"]);
}

function share(value: number | undefined, decimals = 0): string {
  return value === undefined ? "–" : `${(100 * value).toFixed(decimals)} %`;
}
