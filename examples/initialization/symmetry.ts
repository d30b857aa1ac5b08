// Neurons that begin equal stay equal.
import {
  add,
  compile,
  input,
  matMul,
  minimize,
  numpyRandom,
  parameter,
  sgd,
  sigmoid,
  squaredErrorCost,
} from "@chainrule/core";
import { brief, fixed, type Scores, scalarOf, type Telling } from "chainrule/gallery";
import { figure, lineLegend, linePlot, type Point, type Series, seriesStyle, type Text } from "chainrule/pictures";
import { numpySeed } from "../numpySeed.ts";
import { capital, fill } from "./deepNetwork.ts";

/** XOR with three hidden neurons that begin alike: whatever happens to one happens to all. */
export async function symmetryOfZero({ seed, heading, log, table, draw }: Telling): Promise<Scores> {
  heading({ en: "Symmetry: neurons that begin equal stay equal", zh: "对称性：起点相同的神经元永远相同" });
  log({
    en: "XOR, 2-3-1 with sigmoid, learning rate 1. Three neurons of a layer with the same weights get the same gradient, so they change alike and the layer is worth one neuron. With zeros nothing moves at all: ŷ = 0.5 for every example, the errors of the four cancel, and the gradient of W₁ passes through W₂ = 0. Random weights break the symmetry.",
    zh: "异或，2-3-1 网络，sigmoid，学习率 1。同一层中权重相同的三个神经元得到相同的梯度，变化也相同，整层只抵得上一个神经元。全零时什么都不动：每个样本都输出 ŷ = 0.5，四个误差相互抵消，而 W₁ 的梯度要经过 W₂ = 0。随机权重打破对称。",
  });
  const X = [
    [0, 0, 1, 1],
    [0, 1, 0, 1],
  ];
  const Y = [[0, 1, 1, 0]];
  const epochs = 3000;
  const random = numpyRandom(numpySeed(48, seed));
  const cases = [
    { name: "zero", label: { en: "zero", zh: "全零" }, w1: fill(3, 2, () => 0), w2: fill(1, 3, () => 0) },
    { name: "equal", label: { en: "all 0.5", zh: "全为 0.5" }, w1: fill(3, 2, () => 0.5), w2: fill(1, 3, () => 0.5) },
    {
      name: "xavier",
      label: { en: "Xavier", zh: "Xavier" },
      w1: fill(3, 2, () => random.randn() / Math.sqrt(2)),
      w2: fill(1, 3, () => random.randn() / Math.sqrt(3)),
    },
  ];
  const rows: (string | Text)[][] = [];
  const scores: Record<string, number> = {};
  const plots: { readonly series: readonly Series[]; readonly label: Text }[] = [];
  for (const { name, label, w1: first, w2: second } of cases) {
    const w1 = parameter("W1", first);
    const w2 = parameter("W2", second);
    const hidden = sigmoid(
      add(
        matMul(w1, input("X", [2, 4])),
        parameter(
          "b1",
          fill(3, 1, () => 0),
        ),
      ),
    );
    const yHat = sigmoid(add(matMul(w2, hidden), parameter("b2", [[0]])));
    const training = await compile(minimize(squaredErrorCost(yHat, input("Y", [1, 4])), sgd({ learningRate: 1 })));
    const lines: Point[][] = [[], [], []];
    let cost = Number.NaN;
    for (let epoch = 0; epoch <= epochs; epoch += 1) {
      const weights = training.read(w1).data;
      for (const neuron of [0, 1, 2]) lines[neuron]?.push([epoch, weights[2 * neuron] ?? Number.NaN]);
      cost = scalarOf(training.run({ X, Y }), "cost");
    }
    const weights = [0, 1, 2].map((neuron) => training.read(w1).data.slice(2 * neuron, 2 * neuron + 2));
    const difference = Math.max(
      ...[1, 2].flatMap((neuron) => [0, 1].map((i) => Math.abs((weights[neuron]?.[i] ?? 0) - (weights[0]?.[i] ?? 0)))),
    );
    rows.push([label, ...weights.map((each) => fixed(each)), brief(difference), brief(cost)]);
    scores[`difference${capital(name)}`] = difference;
    scores[`xorCost${capital(name)}`] = cost;
    const styles = [
      { ...seriesStyle(0), width: 7 },
      { ...seriesStyle(4), dashes: "", width: 4 },
      { colour: "#1f2328", width: 1.5 },
    ];
    const series = lines.map(
      (points, i): Series => ({ label, points, style: styles[i] ?? seriesStyle(i), hasDots: false }),
    );
    plots.push({ series, label });
  }
  table({
    columns: [
      { en: "start", zh: "初始化" },
      { en: "neuron 1", zh: "神经元 1" },
      { en: "neuron 2", zh: "神经元 2" },
      { en: "neuron 3", zh: "神经元 3" },
      { en: "largest difference", zh: "最大差异" },
      { en: "cost", zh: "代价" },
    ],
    rows,
  });
  draw(
    "symmetry",
    figure({
      title: { en: "First weight of each of three hidden neurons", zh: "三个隐藏神经元各自的第一个权重" },
      subtitle: {
        en: "XOR, 2-3-1; lines that coincide are drawn thick below, thin above",
        zh: "异或，2-3-1；重合的线，下面的画粗，上面的画细",
      },
      plots: plots.map(({ series, label }) =>
        linePlot({
          title: label,
          isTitled: true,
          x: { label: { en: "epoch", zh: "轮次（epoch）" }, ticks: [0, 1000, 2000, 3000] },
          y: { label: { en: "weight w₁ of the neuron", zh: "神经元的权重 w₁" }, domain: [-7, 7] },
          series,
        }),
      ),
      legend: lineLegend(
        (plots[0]?.series ?? []).map((series, i) => ({
          ...series,
          label: { en: `neuron ${i + 1}`, zh: `神经元 ${i + 1}` },
        })),
      ),
    }),
  );
  return scores;
}
