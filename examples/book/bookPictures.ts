// How well the book is known: by order of counting, and by how much a network has read.
import { lineChart, type Picture, type Point } from "chainrule/pictures";

const bits = { en: "bits per character", zh: "每字符比特" };

/** Bits of n-grams by their order, with the network's as a line across. */
export function orderChart(orders: readonly Point[], network: number): Picture {
  const last = orders.at(-1)?.[0] ?? 1;
  return lineChart({
    title: { en: "What a character costs, by how many are counted together", zh: "字符的代价与一起计数的字符数" },
    subtitle: { en: "on the last tenth of the book", zh: "在书的最后十分之一上" },
    x: {
      label: { en: "order of the n-gram", zh: "n 元模型的阶" },
      domain: [1, last],
      ticks: orders.map(([order]) => order),
    },
    y: { label: bits },
    series: [
      { label: { en: "n-gram", zh: "n 元计数" }, points: orders },
      {
        label: { en: "network", zh: "网络" },
        points: [
          [1, network],
          [last, network],
        ],
        hasDots: false,
      },
    ],
  });
}

/** Means of so many steps make a point. */
const smoothed = 20;

/** What the network paid for the text that it was just about to learn from, step by step. */
export function learningChart(stepBits: readonly number[], baseline: number): Picture {
  const points = Array.from({ length: Math.floor(stepBits.length / smoothed) }, (_, i): Point => {
    const part = stepBits.slice(i * smoothed, (i + 1) * smoothed);
    return [(i + 0.5) * smoothed, part.reduce((a, b) => a + b, 0) / part.length];
  });
  return lineChart({
    title: { en: "The network while it reads", zh: "网络边读边学" },
    subtitle: { en: "text to learn from, before each step", zh: "每步更新之前，在训练文本上" },
    x: { label: { en: "step", zh: "步" } },
    y: { label: bits },
    series: [
      { label: { en: "network", zh: "网络" }, points, hasDots: false },
      {
        label: { en: "4-gram on the last tenth", zh: "4 元计数（最后十分之一）" },
        points: [
          [0, baseline],
          [stepBits.length, baseline],
        ],
        hasDots: false,
      },
    ],
  });
}
