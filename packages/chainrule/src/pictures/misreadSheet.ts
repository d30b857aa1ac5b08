import type { Language } from "@chainrule/core";
import { type ByteImage, pngUri } from "./png.ts";
import { dataColours, element, ink, picture, textElement } from "./svg.ts";

/** One image that was taken for another class. */
export interface Misread {
  readonly image: ByteImage;
  /** Place in the test part, from 0. */
  readonly index: number;
  readonly read: string;
  readonly truth: string;
  /** Probability of the class that was read, if outputs are probabilities. */
  readonly probability: number | undefined;
}

const texts = {
  title: { en: "Misread images", zh: "误读的图像" },
  none: { en: "No image was misread.", zh: "没有误读的图像。" },
  surest: { en: "the surest first", zh: "按置信度从高到低" },
  read: { en: "read", zh: "读作" },
  truth: { en: "is", zh: "实为" },
  count: {
    en: (wrong: string, total: string): string => `${wrong} of ${total} misread`,
    zh: (wrong: string, total: string): string => `${total} 个中误读 ${wrong} 个`,
  },
} as const;

const columns = 10;
const mostShown = 60;

/** A sheet of images that were misread, each with what was read and what it is, as SVG. */
export function misreadSheet(
  misread: readonly Misread[],
  options: { readonly name: string; readonly total: number; readonly wrong: number; readonly language: Language },
): string {
  const { name, total, wrong, language } = options;
  const shown = misread.slice(0, mostShown);
  const cell = { width: 84, image: 64, height: 112 } as const;
  const top = 70;
  const rows = Math.max(1, Math.ceil(shown.length / columns));
  const width = 24 + columns * cell.width;
  const height = top + rows * cell.height + 12;
  const count = texts.count[language](wrong.toLocaleString("en"), total.toLocaleString("en"));
  const subtitle = `${name} · ${count}${shown.length < 2 ? "" : ` · ${texts.surest[language]}`}`;
  const tiles = shown.flatMap((one, i) => {
    const x = 12 + (i % columns) * cell.width;
    const y = top + Math.floor(i / columns) * cell.height;
    const middle = x + cell.width / 2;
    const chance = one.probability === undefined ? "" : ` (${Math.round(100 * one.probability)} %)`;
    const scale = Math.min(cell.image / one.image.width, cell.image / one.image.height);
    const drawn = { width: one.image.width * scale, height: one.image.height * scale };
    return [
      element("image", {
        x: middle - drawn.width / 2,
        y: y + (cell.image - drawn.height) / 2,
        ...drawn,
        href: pngUri(one.image),
        style: "image-rendering: pixelated",
      }),
      textElement(`${texts.read[language]} ${one.read}${chance}`, {
        x: middle,
        y: y + cell.image + 15,
        "text-anchor": "middle",
        "font-size": 11,
        fill: dataColours[1],
      }),
      textElement(`${texts.truth[language]} ${one.truth}`, {
        x: middle,
        y: y + cell.image + 29,
        "text-anchor": "middle",
        "font-size": 11,
        fill: dataColours[0],
      }),
    ];
  });
  return picture({ width, height }, `${texts.title[language]}: ${subtitle}`, [
    textElement(texts.title[language], { x: 16, y: 28, "font-size": 18, "font-weight": 600 }),
    textElement(subtitle, { x: 16, y: 47, fill: ink.weak }),
    ...(shown.length === 0 ? [textElement(texts.none[language], { x: 16, y: top + 30 })] : tiles),
  ]);
}
