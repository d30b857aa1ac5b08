import { type Language, textWidth } from "@chainrule/core";
import type { Text } from "../texts/text.ts";
import type { Picture } from "./figure.ts";
import { element, ink, picture, textElement } from "./svg.ts";

/** A word, and how much it speaks for (above 0) or against something. */
export interface MarkedWord {
  readonly word: string;
  readonly weight: number;
}

export interface MarkedWordsOptions {
  readonly title: Text;
  readonly subtitle?: Text;
  readonly words: readonly MarkedWord[];
  /** What marks above and below 0 mean. */
  readonly meaning: { readonly above: Text; readonly below: Text };
  /** Width of the picture in pixels (default 720). */
  readonly width?: number;
}

const edge = 24;
const lineHeight = 30;
const characterWidth = 7.83;
const font = "ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, monospace";
const colours = { above: "#d55e00", below: "#0072b2" } as const;

/**
 * A text whose words are underlined by their weight: a bar above the line's foot, orange and solid for above 0, blue and
 * hollow for below, as high as the weight is great.
 */
export function markedWords(options: MarkedWordsOptions): Picture {
  return { title: options.title, svg: (language) => draw(options, language) };
}

function draw(options: MarkedWordsOptions, language: Language): string {
  const { title, subtitle, words, meaning, width = 720 } = options;
  const greatest = Math.max(...words.map(({ weight }) => Math.abs(weight)), Number.MIN_VALUE);
  const top = subtitle === undefined ? 62 : 80;
  const children = [
    textElement(title[language], { x: edge, y: 28, "font-size": 17, "font-weight": 600 }),
    ...(subtitle === undefined ? [] : [textElement(subtitle[language], { x: edge, y: 47, fill: ink.weak })]),
    ...legend(meaning, top - 12, language),
  ];
  let left = edge;
  let foot = top + lineHeight;
  for (const { word, weight } of words) {
    const wide = textWidth(word) * characterWidth;
    if (left + wide > width - edge && left > edge) {
      left = edge;
      foot += lineHeight;
    }
    const strength = Math.abs(weight) / greatest;
    if (strength > 0.02) children.push(mark(left, foot, wide, strength, weight > 0));
    children.push(
      textElement(word, {
        x: left,
        y: foot - 2,
        "font-family": font,
        "font-weight": strength > 0.4 ? 700 : 400,
        textLength: wide,
        lengthAdjust: "spacingAndGlyphs",
      }),
    );
    left += wide + characterWidth;
  }
  return picture({ width, height: foot + 22 }, title[language], children);
}

function mark(x: number, foot: number, width: number, strength: number, isAbove: boolean): string {
  const height = 1 + 7 * strength;
  const box = { x: x - 1, y: foot + 2, width: width + 2, height };
  return isAbove
    ? element("rect", { ...box, fill: colours.above })
    : element("rect", { ...box, fill: "#ffffff", stroke: colours.below, "stroke-width": 1.2 });
}

function legend(meaning: MarkedWordsOptions["meaning"], y: number, language: Language): readonly string[] {
  const small = { "font-size": 12, fill: ink.weak, y };
  const second = edge + 44 + 7.2 * textWidth(meaning.above[language]);
  return [
    mark(edge + 1, y - 8, 22, 0.7, true),
    textElement(meaning.above[language], { ...small, x: edge + 30 }),
    mark(second + 1, y - 8, 22, 0.7, false),
    textElement(meaning.below[language], { ...small, x: second + 30 }),
  ];
}
