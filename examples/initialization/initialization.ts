// Where weights begin: zero, plain, Xavier, He, through ten layers of sigmoid, tanh and ReLU.
import {
  add,
  compile,
  gradients,
  input,
  matMul,
  minimize,
  numpyRandom,
  parameter,
  relu,
  sgd,
  sigmoid,
  squaredErrorCost,
  type Tensor,
  tanh,
} from "@chainrule/core";
import { brief, fixed, type Scores, scalarOf, type Telling, valuesOf } from "chainrule/gallery";
import {
  figure,
  lineLegend,
  linePlot,
  type Plot,
  type Point,
  type Series,
  seriesStyle,
  type Text,
} from "chainrule/pictures";

const activations = { sigmoid, tanh, relu } as const;
type ActivationName = keyof typeof activations;

interface Start {
  readonly name: string;
  readonly label: Text;
  /** Standard deviation of the weights of a layer. */
  readonly deviation: (fanIn: number, fanOut: number) => number;
}

const starts: readonly Start[] = [
  { name: "zero", label: { en: "zero", zh: "全零" }, deviation: () => 0 },
  { name: "plain", label: { en: "plain: 0.01", zh: "普通：0.01" }, deviation: () => 0.01 },
  {
    name: "xavier",
    label: { en: "Xavier: √(2/(n_in + n_out))", zh: "Xavier：√(2/(n_in + n_out))" },
    deviation: (fanIn, fanOut) => Math.sqrt(2 / (fanIn + fanOut)),
  },
  { name: "he", label: { en: "He: √(2/n_in)", zh: "He：√(2/n_in)" }, deviation: (fanIn) => Math.sqrt(2 / fanIn) },
];

const depth = 10;
const width = 64;
const m = 128;

export async function run(telling: Telling): Promise<Scores> {
  const symmetry = await symmetryOfZero(telling);
  const layers = await tenLayers(telling);
  return { ...symmetry, ...layers };
}

/** XOR with three hidden neurons that begin alike: whatever happens to one happens to all. */
async function symmetryOfZero({ heading, log, table, draw }: Telling): Promise<Scores> {
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
  const random = numpyRandom(48);
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

interface Depths {
  /** By layer: standard deviation of the activations, and of the gradients of the cost by them. */
  readonly values: readonly Point[];
  readonly slopes: readonly Point[];
}

/** Signals forward and gradients backward through ten layers, before any training. */
async function tenLayers({ heading, log, table, draw }: Telling): Promise<Scores> {
  heading({ en: "Ten layers", zh: "十层" });
  log({
    en: `A network of ${depth} layers with ${width} neurons each, biases 0, ${m} random examples as columns. A layer carries a signal only if its neurons still tell examples apart: what is drawn forward is the standard deviation over examples, averaged over the neurons; backward it is the root mean square of ∂Cost/∂a.`,
    zh: `网络有 ${depth} 层，每层 ${width} 个神经元，偏置为 0，${m} 个随机样本排成列。只有当神经元仍能区分样本时，这一层才传递信号：前向画的是各神经元对样本的标准差的平均，反向画的是 ∂Cost/∂a 的均方根。`,
  });
  const measured = new Map<string, Depths>();
  for (const activation of ["sigmoid", "tanh", "relu"] as const) {
    for (const start of starts) measured.set(`${activation} ${start.name}`, await measure(activation, start));
  }
  const plotsOf = (kind: keyof Depths, label: Text, domain: readonly [number, number]) =>
    (["sigmoid", "tanh", "relu"] as const).map((activation) =>
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
  for (const activation of ["sigmoid", "tanh", "relu"] as const) {
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
    en: "Plain 0.01 loses the signal in any activation: each layer multiplies by 0.01 · √64 = 0.08. Xavier keeps tanh alive, He keeps ReLU alive at nearly full strength (it makes up for the half that ReLU cuts off). Sigmoid shrinks in any case, since its slope is at most 1/4: one reason why deep networks use the other two.",
    zh: "普通初始化 0.01 在任何激活函数下都会丢失信号：每层乘以 0.01 · √64 = 0.08。Xavier 使 tanh 保持活力，He 使 ReLU 几乎保持原有强度（弥补被 ReLU 切掉的一半）。sigmoid 无论如何都会衰减，因为它的斜率不超过 1/4：这是深层网络改用另外两种的原因之一。",
  });
  await trainDeep(draw, scores);
  return scores;
}

const names: Readonly<Record<ActivationName, string>> = { sigmoid: "sigmoid", tanh: "tanh", relu: "ReLU" };

interface Deep {
  readonly layers: readonly Tensor[];
  readonly cost: Tensor;
  readonly feeds: { readonly X: Float32Array; readonly Y: Float32Array };
}

/** The network: `layers` are the activations a₁ … a₁₀; the output is one linear neuron. */
function deepNetwork(activation: ActivationName, { deviation }: Start): Deep {
  const draws = numpyRandom(21);
  const x = input("X", [width, m]);
  const layers: Tensor[] = [];
  for (let layer = 1; layer <= depth; layer += 1) {
    const w = parameter(
      `W${layer}`,
      fill(width, width, () => deviation(width, width) * draws.randn()),
    );
    const b = parameter(
      `b${layer}`,
      fill(width, 1, () => 0),
    );
    layers.push(activations[activation](add(matMul(w, layers.at(-1) ?? x), b)));
  }
  const out = parameter(
    "out",
    fill(1, width, () => draws.randn() / Math.sqrt(width)),
  );
  const yHat = matMul(out, layers.at(-1) ?? x);
  const X = Float32Array.from({ length: width * m }, () => draws.randn());
  // What is to be learned: the sign of a sum of three inputs.
  const Y = Float32Array.from({ length: m }, (_, i) => Math.sign((X[i] ?? 0) + (X[m + i] ?? 0) + (X[2 * m + i] ?? 0)));
  return { layers, cost: squaredErrorCost(yHat, input("Y", [1, m])), feeds: { X, Y } };
}

async function measure(activation: ActivationName, start: Start): Promise<Depths> {
  const { layers, cost, feeds } = deepNetwork(activation, start);
  const values = Object.fromEntries(layers.map((tensor, i) => [`a${i + 1}`, tensor]));
  const slopes = Object.fromEntries(
    Object.entries(gradients(cost, values)).map(([name, tensor]) => [`d${name}`, tensor]),
  );
  // f64: plain starts give numbers that f32 can't hold.
  const program = await compile({ ...values, ...slopes }, { engine: "reference" });
  const result = program.run(feeds);
  const layerNumbers = layers.map((_, i) => i + 1);
  return {
    values: layerNumbers.map((layer): Point => [layer, spreadOverExamples(valuesOf(result, `a${layer}`))]),
    slopes: layerNumbers.map((layer): Point => [layer, rootMeanSquare(valuesOf(result, `da${layer}`))]),
  };
}

/** Standard deviation of each row over its examples, as a mean over the rows. */
function spreadOverExamples(values: readonly number[]): number {
  let total = 0;
  for (let row = 0; row < width; row += 1) {
    const own = values.slice(row * m, (row + 1) * m);
    const mean = own.reduce((sum, value) => sum + value, 0) / m;
    total += Math.sqrt(own.reduce((sum, value) => sum + (value - mean) ** 2, 0) / m);
  }
  return total / width;
}

function rootMeanSquare(values: readonly number[]): number {
  return Math.sqrt(values.reduce((sum, value) => sum + value ** 2, 0) / values.length);
}

/** What it means for learning: the same network trained from each start. */
async function trainDeep(draw: Telling["draw"], scores: Record<string, number>): Promise<void> {
  const steps = 200;
  const plots: Plot[] = [];
  for (const activation of ["sigmoid", "tanh", "relu"] as const) {
    const series: Series[] = [];
    for (const [i, start] of starts.entries()) {
      const { cost, feeds } = deepNetwork(activation, start);
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

function fill(rows: number, columns: number, value: () => number): number[][] {
  return Array.from({ length: rows }, () => Array.from({ length: columns }, value));
}

function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
