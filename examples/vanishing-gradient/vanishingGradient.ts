// Ten layers of sigmoids do not learn: the gradient is gone before it reaches the first. What finds it, what mends it.
import {
  accuracy,
  adam,
  batchNorm,
  crossEntropy,
  type EpochRecord,
  flatten,
  type HealthReport,
  heNormal,
  type Layer,
  linear,
  relu,
  sequential,
  sigmoid,
  tanh,
} from "@chainrule/core";
import { brief, loadMnist, type Scores, type Telling } from "chainrule/gallery";
import { lineChart, rule, type Text } from "chainrule/pictures";
import { tellFindings } from "../healthTelling.ts";

const depth = 10;
const width = 32;
const epochs = 6;

interface Trained {
  readonly name: Text;
  readonly health: HealthReport;
  readonly epochs: readonly EpochRecord[];
}

export async function run(telling: Telling): Promise<Scores> {
  const { seed, heading, log, table, draw } = telling;
  const mnist = await loadMnist(import.meta.dirname, 1);
  const train = mnist.train.slice(0, 4000);
  const test = mnist.test?.slice(0, 2000) ?? mnist.train.slice(4000, 6000);

  const learn = async (name: Text, layers: () => Layer[]): Promise<Trained> => {
    const body = Array.from({ length: depth }, layers).flat();
    const model = sequential({ input: train.inputShape, seed }, [flatten(), ...body, linear(10)]);
    const { health, epochs: records } = await model.fit(train, {
      loss: crossEntropy(),
      optimizer: adam({ learningRate: 0.001 }),
      metrics: [accuracy()],
      epochs,
      batchSize: 32,
      validation: test,
      health: true,
    });
    if (health === undefined) throw new TypeError("health was asked for");
    return { name, health, epochs: records };
  };

  heading({ en: "Ten sigmoids in a row", zh: "连续十个 sigmoid" });
  log({
    en: `${depth} hidden layers of ${width} sigmoid units with Xavier weights, on ${train.length} handwritten digits. The slope of the sigmoid is σ'(z) = a(1 − a) ≤ 1/4, and backpropagation multiplies by it in every layer: ∂L/∂a⁽ˡ⁻¹⁾ = W⁽ˡ⁾ᵀ (∂L/∂a⁽ˡ⁾ ⊙ a⁽ˡ⁾(1 − a⁽ˡ⁾)). With weights that keep the norm, no more than 4⁻¹⁰ ≈ 1e−6 of the gradient is left after ten layers.`,
    zh: `${depth} 个隐藏层，每层 ${width} 个 sigmoid 单元，Xavier 初始化，用 ${train.length} 个手写数字训练。sigmoid 的斜率 σ'(z) = a(1 − a) ≤ 1/4，反向传播每过一层都要乘上它：∂L/∂a⁽ˡ⁻¹⁾ = W⁽ˡ⁾ᵀ (∂L/∂a⁽ˡ⁾ ⊙ a⁽ˡ⁾(1 − a⁽ˡ⁾))。若权重本身保持范数，十层之后梯度最多剩下 4⁻¹⁰ ≈ 1e−6。`,
  });
  const faulty = await learn({ en: "sigmoid", zh: "sigmoid" }, () => [linear(width), sigmoid()]);
  log({ en: "fit({ health: true }) says:", zh: "fit({ health: true }) 的诊断：" });
  tellFindings(telling, faulty.health);

  heading({ en: "Three mends", zh: "三种解决办法" });
  const mended = [
    await learn({ en: "tanh, Xavier", zh: "tanh，Xavier" }, () => [linear(width), tanh()]),
    await learn({ en: "relu, He", zh: "relu，He" }, () => [linear({ units: width, initializer: heNormal() }), relu()]),
    await learn({ en: "sigmoid, batchNorm", zh: "sigmoid，batchNorm" }, () => [linear(width), batchNorm(), sigmoid()]),
  ];
  log({
    en: "tanh has slope 1 at 0 and relu slope 1 wherever it is active, so with weights of the right size the gradient keeps its norm. batchNorm brings z back to mean 0 and deviation 1 before each sigmoid, and scales the gradient up on its way back.",
    zh: "tanh 在 0 处斜率为 1，relu 在激活处斜率为 1，权重大小合适时梯度范数得以保持。batchNorm 在每个 sigmoid 之前把 z 拉回均值 0、标准差 1，并在返回途中把梯度放大。",
  });
  const all = [faulty, ...mended];
  table({
    columns: [
      { en: "network", zh: "网络" },
      { en: "‖∂L/∂z‖ first layer", zh: "第一层 ‖∂L/∂z‖" },
      { en: "last hidden layer", zh: "最后隐藏层" },
      { en: "ratio a layer", zh: "每层比值" },
      { en: "training loss", zh: "训练损失" },
      { en: "test accuracy", zh: "测试准确率" },
      { en: "findings", zh: "诊断结果" },
    ],
    rows: all.map(({ name, health, epochs: records }) => {
      const norms = gradientNorms(health);
      const [first = 0, last = 0] = [norms[0], norms[depth - 1]];
      const found = health.findings.map(({ code }) => code).join(", ");
      return [
        name,
        brief(first),
        brief(last),
        brief((first / last) ** (1 / (depth - 1))),
        brief(records.at(-1)?.loss ?? Number.NaN),
        percent(accuracyOf(records)),
        found === "" ? { en: "none", zh: "无" } : found,
      ];
    }),
  });
  draw(
    "gradient-norms",
    lineChart({
      title: { en: "The gradient on its way back", zh: "返回途中的梯度" },
      subtitle: {
        en: "norm of ∂L/∂z over a batch of 32, median over the training; read from right to left",
        zh: "每批 32 个样本的 ∂L/∂z 范数，训练过程中的中位数；从右向左看",
      },
      x: {
        label: { en: "hidden layer (1 is nearest to the input)", zh: "隐藏层（1 最靠近输入）" },
        domain: [0.6, depth + 0.4],
        ticks: Array.from({ length: depth }, (_, i) => i + 1),
      },
      y: { label: { en: "‖∂L/∂z‖ (logarithmic)", zh: "‖∂L/∂z‖（对数刻度）" }, scale: "log" },
      series: all.map(({ name, health }) => ({
        label: name,
        points: gradientNorms(health).map((norm, i) => [i + 1, norm] as const),
      })),
    }),
  );
  draw(
    "losses",
    lineChart({
      title: { en: "Before and after", zh: "解决前后" },
      subtitle: {
        en: "training loss; ln 10 ≈ 2.30 is what ten equally likely answers cost",
        zh: "训练损失；ln 10 ≈ 2.30 是十个等可能答案的损失",
      },
      x: {
        label: { en: "epoch", zh: "轮次（epoch）" },
        domain: [0.8, epochs + 0.2],
        ticks: Array.from({ length: epochs }, (_, i) => i + 1),
      },
      y: { label: { en: "loss (nats)", zh: "损失（nat）" }, domain: [0, 2.6] },
      series: all.map(({ name, epochs: records }) => ({
        label: name,
        points: records.map((one) => [one.epoch, one.loss] as const),
      })),
      marks: [rule({ y: Math.log(10) }, { colour: "#59636e", dashes: "2 3", width: 1 })],
    }),
  );
  return {
    accuracySigmoid: accuracyOf(faulty.epochs),
    ...Object.fromEntries(
      mended.map(({ epochs: records }, i) => [
        ["accuracyTanh", "accuracyRelu", "accuracyBatchNorm"][i] ?? "",
        accuracyOf(records),
      ]),
    ),
  };
}

/** ‖∂L/∂z‖ of the hidden layers: of the outputs of `linear`, without the last. */
function gradientNorms(health: HealthReport): readonly number[] {
  return health.layers
    .filter(({ place }) => place.kind === "linear")
    .slice(0, depth)
    .map(({ gradientNorm }) => gradientNorm ?? Number.NaN);
}

function accuracyOf(records: readonly EpochRecord[]): number {
  return Number(records.at(-1)?.validation?.metrics["accuracy"]);
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}
