// Inside a LeNet: what its filters see, where the gradient of one digit flows, and why one digit is misread.
import type { Dataset, Model } from "@chainrule/core";
import { fixed, type Scores, type Telling } from "chainrule/gallery";
import type { Text } from "chainrule/pictures";
import { trainLenet } from "../trainedLenet.ts";
import { filterSheet, gradientSheet, mapSheet, misreadSheet, probabilityChart, product } from "./digitPictures.ts";
import { type Inside, type Look, oneHot, openModel } from "./openLenet.ts";

export async function run(telling: Telling): Promise<Scores> {
  const { heading, log, lines, table, draw } = telling;
  const { model, trainingExamples, epochs, test, testAccuracy } = await trainLenet(telling.seed);
  const inside = await openModel(model);
  const chosen = firstOf(test, 4);
  const digit = await inside.look(pixelsOf(test, chosen));

  heading({ en: "What each filter sees", zh: "每个滤波器看到什么" });
  log({
    en: `A LeNet after ${epochs} epochs on ${trainingExamples} digits reads ${percent(testAccuracy)} of the 10,000 test digits right. Each of the six filters of the first convolution is 5 × 5 weights; sliding over the image it gives a map that is yellow where the image looks like the filter and blue where it looks like its negative. Most have become edges and strokes of one direction.`,
    zh: `LeNet 用 ${trainingExamples} 个数字训练 ${epochs} 轮后，10,000 个测试数字中读对 ${percent(testAccuracy)}。第一个卷积的六个滤波器各有 5 × 5 个权重；滤波器滑过图像，得到一张特征图：图像与滤波器相似处为黄色，与其相反处为蓝色。大多数滤波器成了某个方向的边缘或笔画。`,
  });
  draw("filters", filterSheet(model, digit));
  log({
    en: "The second convolution looks at all six maps of the first, halved by pooling: each of its values depends on 14 × 14 pixels, so its 16 maps answer to parts of a digit rather than to edges. Many values lie near ±1, where tanh is flat.",
    zh: "第二个卷积看第一层全部六张（池化缩小一半后的）特征图：它的每个值取决于 14 × 14 个像素，所以这 16 张图对应数字的部件而不是边缘。许多值接近 ±1，那里 tanh 是平的。",
  });
  draw("feature-maps", mapSheet(digit));

  heading({ en: "Where the gradient of one digit flows", zh: "一个数字的梯度流向哪里" });
  log({
    en: "The logit z_c of class c is differentiated with respect to every pixel, back through all layers. ∂z_c/∂x alone says what a change of a pixel would do; times the pixel, x · ∂z_c/∂x, it says what this pixel contributes (to first order). Yellow speaks for the class, blue against it.",
    zh: "把类别 c 的 logit z_c 对每个像素求导，穿过所有层回到输入。∂z_c/∂x 说明改变像素会怎样；乘以像素值，x · ∂z_c/∂x，说明这个像素（一阶近似下）贡献多少。黄色支持该类，蓝色反对。",
  });
  lines("contributionᵢ = xᵢ · ∂z_c/∂xᵢ");
  draw("gradient", gradientSheet(digit));
  const flow = layerFlow(digit);
  table({
    columns: [
      { en: "on the way back", zh: "返回途中" },
      { en: "numbers", zh: "数值个数" },
      { en: "norm of ∂z/∂·", zh: "∂z/∂· 的范数" },
    ],
    rows: flow,
  });

  heading({ en: "One misread digit", zh: "一个误读的数字" });
  const missed = await firstMisread(model, test);
  const wrong = await inside.look(pixelsOf(test, missed.index));
  const { label, guess } = missed;
  const [pGuess, pLabel] = [wrong.probabilities[guess] ?? 0, wrong.probabilities[label] ?? 0];
  log({
    en: `Test digit ${missed.index} is a ${label}, read as ${guess} with probability ${percent(pGuess)} (${percent(pLabel)} for ${label}). The gradient of the difference z_${guess} − z_${label} shows which strokes decided: yellow pixels speak for ${guess} and against ${label}.`,
    zh: `测试数字 ${missed.index} 是 ${label}，却以 ${percent(pGuess)} 的概率被读作 ${guess}（${label} 的概率为 ${percent(pLabel)}）。差值 z_${guess} − z_${label} 的梯度显示是哪些笔画起了决定作用：黄色像素支持 ${guess}、反对 ${label}。`,
  });
  draw("misread", misreadSheet(wrong, label, guess));
  draw("misread-probabilities", probabilityChart(wrong, label, guess));
  const mended = await mend(inside, wrong, label, guess);
  log({
    en: `The test of the explanation: with the ${mended.removed} pixels that spoke loudest for ${guess} wiped out, the network reads ${mended.reads} (z_${guess} − z_${label} goes from ${fixed(mended.before, 2)} to ${fixed(mended.after, 2)}).`,
    zh: `检验这个解释：抹去最支持 ${guess} 的 ${mended.removed} 个像素后，网络读作 ${mended.reads}（z_${guess} − z_${label} 从 ${fixed(mended.before, 2)} 变为 ${fixed(mended.after, 2)}）。`,
  });
  return {
    testAccuracy,
    misreadIndex: missed.index,
    label,
    guess,
    probabilityOfGuess: pGuess,
    pixelsRemoved: mended.removed,
    readsAfterwards: mended.reads,
  };
}

function pixelsOf(data: Dataset, index: number): Float32Array {
  const arrays = data.createBatch(1);
  data.batch([index], arrays);
  return Float32Array.from(arrays.inputs);
}

function firstOf(data: Dataset, label: number): number {
  return Array.from(data.targets.values).indexOf(label);
}

interface Misread {
  readonly index: number;
  readonly label: number;
  readonly guess: number;
}

/** The first test digit that is misread with a probability above 0.8. */
async function firstMisread(model: Model, test: Dataset): Promise<Misread> {
  const { data } = await model.predict(test.slice(0, 2000));
  for (let index = 0; index < 2000; index += 1) {
    const logits = Array.from(data.slice(10 * index, 10 * index + 10));
    const guess = logits.indexOf(Math.max(...logits));
    const label = test.targets.values[index] ?? 0;
    const share = 1 / logits.reduce((total, z) => total + Math.exp(z - (logits[guess] ?? 0)), 0);
    if (guess !== label && share > 0.8) return { index, label, guess };
  }
  throw new TypeError("every digit was read");
}

interface Mended {
  readonly removed: number;
  readonly reads: number;
  readonly before: number;
  readonly after: number;
}

/** Wipes out the pixels that spoke for the wrong class, the loudest first, until the network reads the right one. */
async function mend(inside: Inside, look: Look, label: number, guess: number): Promise<Mended> {
  const own = product(look.pixels, look.gradientOf(oneHot(guess, label)).pixels);
  const order = own.map((_, i) => i).sort((a, b) => (own[b] ?? 0) - (own[a] ?? 0));
  const margin = ({ logits }: Look): number => (logits[guess] ?? 0) - (logits[label] ?? 0);
  let now = look;
  let removed = 0;
  const pixels = look.pixels.slice();
  while (removed < 120 && margin(now) > 0) {
    pixels[order[removed] ?? 0] = 0;
    removed += 1;
    now = await inside.look(pixels.slice());
  }
  return { removed, reads: now.logits.indexOf(Math.max(...now.logits)), before: margin(look), after: margin(now) };
}

function layerFlow(look: Look): (readonly (string | Text)[])[] {
  const guess = look.logits.indexOf(Math.max(...look.logits));
  const back = look.gradientOf(oneHot(guess));
  const row = (name: Text, values: readonly number[]): (string | Text)[] => [
    name,
    String(values.length),
    Math.hypot(...values).toFixed(2),
  ];
  return [
    row({ en: "16 maps of the second convolution", zh: "第二个卷积的 16 张图" }, back.maps[1]),
    row({ en: "6 maps of the first convolution", zh: "第一个卷积的 6 张图" }, back.maps[0]),
    row({ en: "pixels", zh: "像素" }, back.pixels),
  ];
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}
