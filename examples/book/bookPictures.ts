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

/**
 * What the network paid for the text that it was just about to learn from, step by step, and for the text to choose by after
 * each reading.
 */
export function learningChart(stepBits: readonly number[], validationBits: readonly number[]): Picture {
  const stepsPerReading = stepBits.length / validationBits.length;
  const points = Array.from({ length: Math.floor(stepBits.length / smoothed) }, (_, i): Point => {
    const part = stepBits.slice(i * smoothed, (i + 1) * smoothed);
    return [(i + 0.5) * smoothed, part.reduce((a, b) => a + b, 0) / part.length];
  });
  return lineChart({
    title: { en: "The network while it reads", zh: "网络边读边学" },
    x: { label: { en: "step", zh: "步" } },
    y: { label: bits },
    series: [
      { label: { en: "text to learn from, before each step", zh: "训练文本，每步更新之前" }, points, hasDots: false },
      {
        label: { en: "text to choose by, after each reading", zh: "用于选择的文本，每读完一遍之后" },
        points: validationBits.map((one, i): Point => [(i + 1) * stepsPerReading, one]),
      },
    ],
  });
}
