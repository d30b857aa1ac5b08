// The same gradient over m examples: in a loop, an example at a time, and in vectors, all at once.
import {
  add,
  type Compiled,
  compile,
  gradients,
  input,
  matMul,
  parameter,
  sigmoid,
  squaredErrorCost,
} from "@chainrule/core";
import { brief, scalarOf, type Telling } from "chainrule/gallery";
import { lineChart } from "chainrule/pictures";

const W = [[0.1, 0.6]];

/** The gradient over m examples: an example at a time, and all at once. */
export async function loopAgainstVectors({ heading, log, table, draw }: Telling): Promise<number> {
  const graph = async (m: number): Promise<Compiled> => {
    const x = input("X", [2, m]);
    const y = input("Y", [1, m]);
    const w = parameter("W", W);
    const b = parameter("b", [[0]]);
    const cost = squaredErrorCost(sigmoid(add(matMul(w, x), b)), y);
    return compile(gradients(cost, { W: w, b }), { threads: 1 });
  };
  const one = await graph(1);
  const loops: [number, number][] = [];
  const vectors: [number, number][] = [];
  for (const m of [1, 4, 16, 64, 256, 1024, 4096]) {
    const all = await graph(m);
    const feeds = { X: Float32Array.from({ length: 2 * m }, (_, i) => (i * 7) % 2), Y: new Float32Array(m).fill(1) };
    const x = new Float32Array(2);
    const y = new Float32Array(1);
    const loop = (): number => {
      let total = 0;
      for (let i = 0; i < m; i += 1) {
        x[0] = feeds.X[i] ?? 0;
        x[1] = feeds.X[m + i] ?? 0;
        y[0] = feeds.Y[i] ?? 0;
        total += scalarOf(one.run({ X: x, Y: y }), "b");
      }
      return total / m;
    };
    loops.push([m, leastMicroseconds(loop)]);
    vectors.push([m, leastMicroseconds(() => scalarOf(all.run(feeds), "b"))]);
  }
  const ratio = (i: number): number => (loops[i]?.[1] ?? 0) / (vectors[i]?.[1] ?? 1);

  heading({ en: "Slow loop against vectors", zh: "慢循环与向量化" });
  log({
    en: "The same gradients twice: a run for each example with the sum kept by hand, and one run with all examples as columns. The loop pays for every call; the vectors pay once.",
    zh: "同样的梯度算两遍：每个样本运行一次、手工累加；或把所有样本排成列，只运行一次。循环每次调用都要付出代价，向量化只付一次。",
  });
  table({
    columns: [
      "m",
      { en: "loop, µs", zh: "循环，µs" },
      { en: "vectors, µs", zh: "向量化，µs" },
      { en: "faster", zh: "快" },
    ],
    rows: loops.map(([m, time], i) => [String(m), brief(time), brief(vectors[i]?.[1] ?? 0), `${brief(ratio(i), 2)} ×`]),
  });
  draw(
    "loop-and-vectors",
    lineChart({
      title: { en: "Time for one gradient over m examples", zh: "对 m 个样本求一次梯度的时间" },
      x: {
        label: { en: "examples m (logarithmic)", zh: "样本数 m（对数刻度）" },
        scale: "log",
        domain: [0.8, 5000],
        ticks: [1, 4, 16, 64, 256, 1024, 4096],
      },
      y: { label: { en: "time in µs (logarithmic)", zh: "时间，µs（对数刻度）" }, scale: "log" },
      series: [
        { label: { en: "loop over examples", zh: "逐个样本循环" }, points: loops },
        { label: { en: "vectorised", zh: "向量化" }, points: vectors },
      ],
    }),
  );
  return ratio(loops.length - 1);
}

/** The least of several timings, each long enough for the clock. */
function leastMicroseconds(work: () => number): number {
  work();
  let least = Number.POSITIVE_INFINITY;
  for (let round = 0; round < 7; round += 1) {
    const started = performance.now();
    let count = 0;
    while (performance.now() - started < 4 || count === 0) {
      work();
      count += 1;
    }
    least = Math.min(least, ((performance.now() - started) * 1000) / count);
  }
  return least;
}
