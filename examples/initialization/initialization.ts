// Where weights begin: zero, plain, Xavier, He, through ten layers of sigmoid, tanh and ReLU.
import { compile, minimize, sgd } from "@chainrule/core";
import { brief, type Scores, scalarOf, type Telling } from "chainrule/gallery";
import {
  band,
  curve,
  figure,
  linePlot,
  type Plot,
  type Point,
  type Series,
  seriesStyle,
  type Text,
} from "chainrule/pictures";
import {
  type ActivationName,
  activationNames,
  capital,
  type Depths,
  deepNetwork,
  depth,
  m,
  measure,
  names,
  starts,
  width,
} from "./deepNetwork.ts";
import { symmetryOfZero } from "./symmetry.ts";

export async function run(telling: Telling): Promise<Scores> {
  const symmetry = await symmetryOfZero(telling);
  const layers = await tenLayers(telling);
  return { ...symmetry, ...layers };
}

/** Signals forward and gradients backward through ten layers, before any training. */
async function tenLayers({ seed, heading, log, table, draw }: Telling): Promise<Scores> {
  heading({ en: "Ten layers", zh: "十层" });
  log({
    en: `A network of ${depth} layers with ${width} neurons each, biases 0, ${m} random examples as columns. A layer carries a signal only if its neurons still tell examples apart: what is drawn forward is the standard deviation over examples, averaged over the neurons; backward it is the root mean square of ∂Cost/∂a.`,
    zh: `网络有 ${depth} 层，每层 ${width} 个神经元，偏置为 0，${m} 个随机样本排成列。只有当神经元仍能区分样本时，这一层才传递信号：前向画的是各神经元对样本的标准差的平均，反向画的是 ∂Cost/∂a 的均方根。`,
  });
  const measured = new Map<string, Depths>();
  for (const activation of activationNames) {
    for (const start of starts) measured.set(`${activation} ${start.name}`, await measure(activation, start, seed));
  }
  const plotsOf = (kind: "values" | "slopes", label: Text, domain: readonly [number, number]) =>
    activationNames.map((activation) =>
      linePlot({
        title: { en: names[activation], zh: names[activation] },
        isTitled: true,
        x: { label: { en: "layer", zh: "层" }, domain: [0.7, depth + 0.3], ticks: [1, 2, 4, 6, 8, 10] },
        y: { label, scale: "log", domain },
        series: starts.map((start, i) => ({
          label: start.label,
          points: (measured.get(`${activation} ${start.name}`)?.[kind] ?? []).filter(([, value]) => value > 0),
          style: { ...seriesStyle(i), radius: 3 },
        })),
      }),
    );
  draw(
    "distributions",
    figure({
      title: { en: "Where the activations lie, layer by layer", zh: "各层激活值的分布" },
      subtitle: {
        en: "median, and the ranges that hold half and nine tenths of all activations",
        zh: "中位数，以及包含一半和十分之九激活值的范围",
      },
      plots: activationNames.flatMap((activation, row) =>
        starts.map((start) => distribution(activation, start.label, measured.get(`${activation} ${start.name}`), row)),
      ),
      columns: 4,
      plotSize: { width: 150, height: 130 },
    }),
  );
  const legend = starts.map(({ label }, i) => ({ label, kind: "line" as const, style: seriesStyle(i) }));
  draw(
    "activations",
    figure({
      title: { en: "Activations by layer", zh: "各层的激活值" },
      subtitle: {
        en: "a value of exactly 0 has no place on a logarithmic axis: zero start, not drawn",
        zh: "恰为 0 的值在对数轴上没有位置：全零初始化不画出",
      },
      plots: plotsOf("values", { en: "standard deviation of a", zh: "a 的标准差" }, [1e-20, 100]),
      legend,
    }),
  );
  draw(
    "gradients",
    figure({
      title: { en: "Gradients by layer", zh: "各层的梯度" },
      subtitle: {
        en: "from the output (layer 10) back to layer 1; exact zeros are not drawn",
        zh: "从输出（第 10 层）回到第 1 层；恰为零的不画出",
      },
      plots: plotsOf("slopes", { en: "root mean square of ∂Cost/∂a", zh: "∂Cost/∂a 的均方根" }, [1e-24, 1]),
      legend,
    }),
  );
  const ratio = (points: readonly Point[]): number => (points.at(-1)?.[1] ?? 0) / (points[0]?.[1] ?? 1);
  const rows: string[][] = [];
  const scores: Record<string, number> = {};
  for (const activation of activationNames) {
    for (const { name } of starts) {
      const { values = [], slopes = [] } = measured.get(`${activation} ${name}`) ?? {};
      const [forward, backward] = [ratio(values), 1 / ratio(slopes)];
      const shown = (value: number): string => (Number.isFinite(value) ? brief(value) : "–");
      rows.push([
        names[activation],
        name,
        brief(values.at(-1)?.[1] ?? 0),
        brief(slopes[0]?.[1] ?? 0),
        shown(forward),
        shown(backward),
      ]);
      if (name !== "zero") scores[`${activation}${capital(name)}`] = forward;
    }
  }
  table({
    columns: [
      { en: "activation", zh: "激活函数" },
      { en: "start", zh: "初始化" },
      { en: "std of a in layer 10", zh: "第 10 层 a 的标准差" },
      { en: "∂Cost/∂a in layer 1", zh: "第 1 层 ∂Cost/∂a" },
      { en: "forward, 10 : 1", zh: "前向 10 : 1" },
      { en: "backward, 1 : 10", zh: "反向 1 : 10" },
    ],
    rows,
  });
  log({
    en: "Plain 0.01 loses the signal in any activation: each layer multiplies by 0.01 · √64 = 0.08. Xavier keeps tanh alive, He keeps ReLU alive at nearly full strength (it makes up for the half that ReLU cuts off). Sigmoid shrinks in any case, since its slope is at most 1/4 (its activations still differ from neuron to neuron, but hardly from example to example): one reason why deep networks use the other two.",
    zh: "普通初始化 0.01 在任何激活函数下都会丢失信号：每层乘以 0.01 · √64 = 0.08。Xavier 使 tanh 保持活力，He 使 ReLU 几乎保持原有强度（弥补被 ReLU 切掉的一半）。sigmoid 无论如何都会衰减，因为它的斜率不超过 1/4（各神经元的激活值仍不相同，但几乎不随样本变化）：这是深层网络改用另外两种的原因之一。",
  });
  await trainDeep(draw, scores, seed);
  return scores;
}

function distribution(activation: ActivationName, start: Text, measured: Depths | undefined, row: number): Plot {
  const { medians = [], halves = [], mosts = [] } = measured ?? {};
  const { colour } = seriesStyle(row);
  const words = (language: "en" | "zh"): string => `${names[activation]}, ${start[language].split(/[:：]/)[0] ?? ""}`;
  return {
    title: { en: words("en"), zh: words("zh") },
    x: { label: { en: "layer", zh: "层" }, domain: [1, depth], ticks: [1, 4, 7, 10] },
    y: { label: { en: "a", zh: "a" }, domain: ranges[activation] },
    marks: [band(mosts, colour), band(halves, colour), band(halves, colour), curve(medians, { colour, width: 2 })],
  };
}

const ranges: Readonly<Record<ActivationName, readonly [number, number]>> = {
  sigmoid: [0, 1],
  tanh: [-1.05, 1.05],
  relu: [-0.2, 3],
};

/** What it means for learning: the same network trained from each start. */
async function trainDeep(draw: Telling["draw"], scores: Record<string, number>, seed: number): Promise<void> {
  const steps = 200;
  const plots: Plot[] = [];
  for (const activation of activationNames) {
    const series: Series[] = [];
    for (const [i, start] of starts.entries()) {
      const { cost, feeds } = deepNetwork(activation, start, seed);
      const training = await compile(minimize(cost, sgd({ learningRate: 0.05 })), { threads: 1 });
      const points = Array.from({ length: steps }, (_, step): Point => [step, scalarOf(training.run(feeds), "cost")]);
      series.push({ label: start.label, points, style: seriesStyle(i), hasDots: false });
      scores[`cost${capital(activation)}${capital(start.name)}`] = points.at(-1)?.[1] ?? Number.NaN;
    }
    const title = { en: names[activation], zh: names[activation] };
    const x = { label: { en: "step", zh: "步" }, ticks: [0, 50, 100, 150, 200], domain: [0, steps] } as const;
    plots.push(
      linePlot({ title, isTitled: true, x, y: { label: { en: "cost", zh: "代价" }, domain: [0, 0.7] }, series }),
    );
  }
  draw(
    "training",
    figure({
      title: { en: "Training the ten layers from each start", zh: "从各种初始化训练这十层网络" },
      subtitle: { en: "gradient descent, learning rate 0.05", zh: "梯度下降，学习率 0.05" },
      plots,
      legend: starts.map(({ label }, i) => ({ label, kind: "line", style: seriesStyle(i) })),
    }),
  );
}
