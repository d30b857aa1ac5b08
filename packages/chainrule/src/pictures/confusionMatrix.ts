import type { Language } from "@chainrule/core";
import { element, ink, picture, textElement } from "./svg.ts";

const texts = {
  title: { en: "Confusion matrix", zh: "混淆矩阵" },
  truth: { en: "true class", zh: "真实类别" },
  read: { en: "predicted class", zh: "预测类别" },
  recall: { en: "recall", zh: "召回率" },
  precision: { en: "precision", zh: "精确率" },
  share: { en: "share of the true class", zh: "占真实类别的比例" },
  right: { en: "right", zh: "正确" },
  of: { en: "of", zh: "/" },
} as const;

const mostWithCounts = 24;

/**
 * How often examples of each true class (row) were taken for each class (column), as SVG: counts, shaded by their share
 * of the row, with recall and precision at the edges.
 *
 * @param matrix counts by true class and predicted class
 */
export function confusionMatrix(
  matrix: readonly (readonly number[])[],
  options: { readonly name: string; readonly classNames: readonly string[]; readonly language: Language },
): string {
  const { name, classNames, language } = options;
  const count = matrix.length;
  const cell = count <= 4 ? 72 : count <= 12 ? 44 : count <= mostWithCounts ? 34 : Math.max(4, Math.floor(640 / count));
  const isDetailed = count <= mostWithCounts;
  const longest = Math.max(...classNames.map(widthOf));
  const left = isDetailed ? Math.max(92, 48 + Math.min(160, longest)) : 44;
  const isTilted = longest > cell - 4;
  const top = 92 + (isDetailed ? (isTilted ? Math.min(120, longest * 0.71 + 10) : 16) : 0);
  const edge = isDetailed ? 64 : 8;
  const side = cell * count;
  const width = Math.max(left + side + edge + 16, 380);
  const height = top + side + (isDetailed ? 34 : 8) + 58;
  const at = (index: number): number => index * cell;
  const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
  const rowSums = matrix.map(sum);
  const columnSums = matrix.map((_, column) => sum(matrix.map((row) => row[column] ?? 0)));
  const diagonal = matrix.map((row, i) => row[i] ?? 0);
  const total = sum(rowSums);
  const right = sum(diagonal);
  const ofTotal = `${right.toLocaleString("en")} ${texts.of[language]} ${total.toLocaleString("en")}`;
  const subtitle = `${name} · ${ofTotal} ${texts.right[language]} (${percent(right / total, 2)})`;

  const cells = matrix.flatMap((row, i) =>
    row.flatMap((value, j) => {
      if (value === 0) return [];
      const share = value / (rowSums[i] ?? 1);
      const box = element("rect", {
        x: left + at(j),
        y: top + at(i),
        width: cell,
        height: cell,
        fill: shade(share),
        stroke: "#ffffff",
        "stroke-width": isDetailed ? 1 : 0,
      });
      if (!isDetailed) return [box];
      const fill = share > 0.5 ? "#ffffff" : ink.strong;
      return [
        box,
        textElement(String(value), {
          x: left + at(j) + cell / 2,
          y: top + at(i) + cell / 2 + 4,
          "text-anchor": "middle",
          "font-size": cell < 40 ? 10 : 12,
          fill,
        }),
      ];
    }),
  );
  const names = !isDetailed
    ? []
    : classNames.flatMap((label, i) => [
        textElement(label, { x: left - 8, y: top + at(i) + cell / 2 + 4, "text-anchor": "end" }),
        isTilted
          ? textElement(label, { transform: `translate(${left + at(i) + cell / 2} ${top - 8}) rotate(-45)` })
          : textElement(label, { x: left + at(i) + cell / 2, y: top - 8, "text-anchor": "middle" }),
        textElement(percent((diagonal[i] ?? 0) / (rowSums[i] ?? 0)), {
          x: left + side + edge - 6,
          y: top + at(i) + cell / 2 + 4,
          "text-anchor": "end",
          fill: ink.weak,
          "font-size": 11,
        }),
        textElement(percent((diagonal[i] ?? 0) / (columnSums[i] ?? 0), cell < 50 ? 0 : 1), {
          x: left + at(i) + cell / 2,
          y: top + side + 18,
          "text-anchor": "middle",
          fill: ink.weak,
          "font-size": 11,
        }),
      ]);
  const edges = !isDetailed
    ? []
    : [
        textElement(texts.recall[language], {
          x: left + side + edge - 6,
          y: top - 8,
          "text-anchor": "end",
          fill: ink.weak,
          "font-size": 11,
        }),
        textElement(texts.precision[language], {
          x: left - 8,
          y: top + side + 18,
          "text-anchor": "end",
          fill: ink.weak,
          "font-size": 11,
        }),
      ];
  const stops = Array.from({ length: 11 }, (_, i) =>
    element("stop", { offset: `${i * 10}%`, "stop-color": shade(i / 10) }),
  );
  const legendTop = height - 34;
  return picture({ width, height }, `${texts.title[language]}: ${subtitle}`, [
    element("defs", {}, element("linearGradient", { id: "share" }, ...stops)),
    textElement(texts.title[language], { x: 16, y: 28, "font-size": 18, "font-weight": 600 }),
    textElement(subtitle, { x: 16, y: 47, fill: ink.weak }),
    textElement(texts.read[language], { x: left + side / 2, y: 70, "text-anchor": "middle" }),
    textElement(texts.truth[language], {
      transform: `translate(22 ${top + side / 2}) rotate(-90)`,
      "text-anchor": "middle",
    }),
    element("rect", { x: left, y: top, width: side, height: side, fill: shade(0) }),
    ...cells,
    ...names,
    ...edges,
    element("rect", { x: left, y: legendTop, width: 120, height: 10, fill: "url(#share)", stroke: ink.line }),
    textElement("0 %", { x: left, y: legendTop + 24, "font-size": 11, fill: ink.weak }),
    textElement("100 %", { x: left + 120, y: legendTop + 24, "text-anchor": "end", "font-size": 11, fill: ink.weak }),
    textElement(texts.share[language], { x: left + 130, y: legendTop + 10, "font-size": 11, fill: ink.weak }),
  ]);
}

/** From white to dark blue; the square root keeps rare confusions visible. */
function shade(share: number): string {
  const strength = Math.sqrt(Math.min(1, Math.max(0, share)));
  const mix = (from: number, to: number): string =>
    Math.round(from + (to - from) * strength)
      .toString(16)
      .padStart(2, "0");
  return `#${mix(0xf6, 0x08)}${mix(0xf8, 0x45)}${mix(0xfa, 0x94)}`;
}

function percent(share: number, digits = 1): string {
  return Number.isFinite(share) ? `${(100 * share).toFixed(digits)} %` : "–";
}

/** Width of a text in the picture, roughly: wide characters 13, others 7.5. */
function widthOf(text: string): number {
  return Array.from(text).reduce(
    (width, character) => width + ((character.codePointAt(0) ?? 0) > 0x2e80 ? 13 : 7.5),
    0,
  );
}
