// The pictures of this example: filters, maps, gradients and probabilities.
import type { Model } from "@chainrule/core";
import { fixed } from "chainrule/gallery";
import {
  type Bar,
  bars,
  divergingScale,
  figure,
  greyScale,
  type ImageRow,
  imageSheet,
  type NumberImage,
  type Picture,
  seriesStyle,
  type Text,
} from "chainrule/pictures";
import { type Look, oneHot, side } from "./openLenet.ts";

const grey = greyScale(0, 1);

function image(pixels: ArrayLike<number>, caption: Text): NumberImage {
  return { width: side, height: side, values: pixels, colours: grey, caption };
}

const numbered = (en: string, zh: string, i: number): Text => ({ en: `${en} ${i + 1}`, zh: `${zh} ${i + 1}` });

export function filterSheet(model: Model, look: Look): Picture {
  const weights = model.weights().get("0.weight")?.data ?? [];
  const greatest = largest(weights);
  const filters = Array.from(
    { length: 6 },
    (_, i): NumberImage => ({
      width: 5,
      height: 5,
      values: weights.slice(25 * i, 25 * i + 25),
      colours: divergingScale(greatest),
      caption: numbered("filter", "滤波器", i),
    }),
  );
  return imageSheet({
    title: { en: "The first convolution", zh: "第一个卷积" },
    subtitle: {
      en: "6 filters of 5 × 5 weights, and what they make of one digit (28 × 28, after tanh)",
      zh: "6 个 5 × 5 滤波器，以及它们对一个数字的输出（28 × 28，tanh 之后）",
    },
    keys: [
      { label: { en: "weight", zh: "权重" }, from: -greatest, to: greatest, colours: divergingScale(greatest) },
      { label: { en: "activation a", zh: "激活值 a" }, from: -1, to: 1, colours: divergingScale(1) },
    ],
    rows: [
      { title: { en: "the digit", zh: "数字" }, images: [image(look.pixels, { en: "input", zh: "输入" })], size: 84 },
      { title: { en: "filters", zh: "滤波器" }, images: filters, size: 84 },
      {
        title: { en: "feature maps", zh: "特征图" },
        images: mapImages(look.maps[0], 6, side, "map", "特征图"),
        size: 84,
      },
    ],
  });
}

function mapImages(
  values: readonly number[],
  count: number,
  size: number,
  en: string,
  zh: string,
): readonly NumberImage[] {
  return Array.from({ length: count }, (_, i) => ({
    width: size,
    height: size,
    values: values.slice(i * size * size, (i + 1) * size * size),
    colours: divergingScale(1),
    caption: numbered(en, zh, i),
  }));
}

export function mapSheet(look: Look): Picture {
  return imageSheet({
    title: { en: "The second convolution", zh: "第二个卷积" },
    subtitle: {
      en: "16 feature maps of 10 × 10 of the same digit, after tanh",
      zh: "同一数字的 16 张 10 × 10 特征图，tanh 之后",
    },
    keys: [{ label: { en: "activation a", zh: "激活值 a" }, from: -1, to: 1, colours: divergingScale(1) }],
    rows: [
      { title: { en: "feature maps", zh: "特征图" }, images: mapImages(look.maps[1], 16, 10, "map", "图"), size: 68 },
    ],
  });
}

export function gradientSheet(look: Look): Picture {
  const guess = look.logits.indexOf(Math.max(...look.logits));
  const classes = [guess, ...[9, 7, 1].filter((other) => other !== guess)];
  const parts = classes.map((label) => ({ label, gradient: look.gradientOf(oneHot(label)).pixels }));
  const contributions = parts.map(({ gradient }) => product(look.pixels, gradient));
  const [ofGradient, ofContribution] = [
    Math.max(...parts.map(({ gradient }) => largest(gradient))),
    Math.max(...contributions.map(largest)),
  ];
  const logit = (i: number): string => fixed(look.logits[classes[i] ?? 0] ?? 0, 1);
  const row = (title: Text, maps: readonly (readonly number[])[], greatest: number): ImageRow => ({
    title,
    size: 140,
    images: maps.map((values, i) => ({
      width: side,
      height: side,
      values,
      colours: divergingScale(greatest),
      caption: {
        en: `class ${classes[i]}: z = ${logit(i)}`,
        zh: `类别 ${classes[i]}：z = ${logit(i)}`,
      },
    })),
  });
  return imageSheet({
    title: { en: "The gradient of one digit's logits", zh: "一个数字各 logit 的梯度" },
    subtitle: {
      en: `read as ${guess}; light (yellow): for the class, dark (blue): against it`,
      zh: `读作 ${guess}；亮（黄）：支持该类，暗（蓝）：反对`,
    },
    keys: [
      { label: { en: "∂z/∂x", zh: "∂z/∂x" }, from: -ofGradient, to: ofGradient, colours: divergingScale(ofGradient) },
      {
        label: { en: "x · ∂z/∂x", zh: "x · ∂z/∂x" },
        from: -ofContribution,
        to: ofContribution,
        colours: divergingScale(ofContribution),
      },
    ],
    rows: [
      {
        title: { en: "the digit", zh: "数字" },
        images: [image(look.pixels, { en: "input x", zh: "输入 x" })],
        size: 100,
      },
      row(
        { en: "gradient ∂z/∂x", zh: "梯度 ∂z/∂x" },
        parts.map(({ gradient }) => gradient),
        ofGradient,
      ),
      row({ en: "input × gradient, x · ∂z/∂x", zh: "输入 × 梯度，x · ∂z/∂x" }, contributions, ofContribution),
    ],
  });
}

export function misreadSheet(look: Look, label: number, guess: number): Picture {
  const rows = [oneHot(label), oneHot(guess), oneHot(guess, label)].map((mask) =>
    product(look.pixels, look.gradientOf(mask).pixels),
  );
  const greatest = Math.max(...rows.map(largest));
  const captions: readonly Text[] = [
    { en: `for ${label} (right)`, zh: `支持 ${label}（正确）` },
    { en: `for ${guess} (wrong)`, zh: `支持 ${guess}（错误）` },
    { en: `for ${guess} rather than ${label}`, zh: `支持 ${guess} 而非 ${label}` },
  ];
  return imageSheet({
    title: { en: `A ${label} that is read as ${guess}`, zh: `被读作 ${guess} 的 ${label}` },
    subtitle: {
      en: "input × gradient; light (yellow): for, dark (blue): against",
      zh: "输入 × 梯度；亮（黄）：支持，暗（蓝）：反对",
    },
    keys: [
      { label: { en: "x · ∂z/∂x", zh: "x · ∂z/∂x" }, from: -greatest, to: greatest, colours: divergingScale(greatest) },
    ],
    rows: [
      {
        title: { en: "the digit, and what each pixel contributes", zh: "数字，以及每个像素的贡献" },
        size: 150,
        images: [
          image(look.pixels, { en: "input x", zh: "输入 x" }),
          ...rows.map(
            (values, i): NumberImage => ({
              width: side,
              height: side,
              values,
              colours: divergingScale(greatest),
              ...captionOf(captions[i]),
            }),
          ),
        ],
      },
    ],
  });
}

function captionOf(caption: Text | undefined): { readonly caption?: Text } {
  return caption === undefined ? {} : { caption };
}

export function probabilityChart(look: Look, label: number, guess: number): Picture {
  const colour = (i: number): string =>
    i === label ? seriesStyle(0).colour : i === guess ? seriesStyle(1).colour : "#a9b4bf";
  const values = look.probabilities.map((share, i): Bar => ({ x: i, y: 100 * share, colour: colour(i) }));
  return figure({
    title: { en: "What the network thinks it is", zh: "网络认为它是什么" },
    plots: [
      {
        x: { label: { en: "digit", zh: "数字" }, domain: [-0.6, 9.6], ticks: Array.from({ length: 10 }, (_, i) => i) },
        y: { label: { en: "probability (%)", zh: "概率（%）" }, domain: [0, 102] },
        marks: [bars(values, 0.7)],
      },
    ],
    plotSize: { width: 480, height: 220 },
    legend: [
      {
        label: { en: `right: ${label}`, zh: `正确：${label}` },
        kind: "area",
        style: { colour: seriesStyle(0).colour },
      },
      { label: { en: `read: ${guess}`, zh: `读作：${guess}` }, kind: "area", style: { colour: seriesStyle(1).colour } },
    ],
  });
}

export function product(a: ArrayLike<number>, b: ArrayLike<number>): number[] {
  return Array.from(a, (value, i) => value * (b[i] ?? 0));
}

function largest(values: ArrayLike<number>): number {
  let found = 0;
  for (let i = 0; i < values.length; i += 1) found = Math.max(found, Math.abs(values[i] ?? 0));
  return found;
}
