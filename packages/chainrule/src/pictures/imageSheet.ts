import { type Language, textWidth } from "@chainrule/core";
import type { Text } from "../texts/text.ts";
import { tickText } from "./axis.ts";
import type { ColourScale } from "./colourScale.ts";
import type { Picture } from "./figure.ts";
import { pngUri } from "./png.ts";
import { element, ink, picture, textElement } from "./svg.ts";

/** Numbers as an image, row-major. */
export interface NumberImage {
  readonly width: number;
  readonly height: number;
  readonly values: ArrayLike<number>;
  readonly colours: ColourScale;
  /** Below the image. */
  readonly caption?: Text;
}

/** Images side by side under a heading; they break into more lines where the sheet ends. */
export interface ImageRow {
  readonly title: Text;
  readonly images: readonly NumberImage[];
  /** Length of an image's longer side in pixels. */
  readonly size: number;
}

/** What colours mean: a bar from one number to another. */
export interface ColourKey {
  readonly label: Text;
  readonly from: number;
  readonly to: number;
  readonly colours: ColourScale;
}

export interface ImageSheetOptions {
  readonly title: Text;
  readonly subtitle?: Text;
  readonly rows: readonly ImageRow[];
  readonly keys: readonly ColourKey[];
  /** Width of the sheet in pixels (default 720). */
  readonly width?: number;
}

const edge = 24;
const gap = 14;
const captionHeight = 20;

/** Small images of numbers in rows, with a bar for every scale of colours. */
export function imageSheet(options: ImageSheetOptions): Picture {
  return { title: options.title, svg: (language) => draw(options, language) };
}

function draw(options: ImageSheetOptions, language: Language): string {
  const { title, subtitle, rows, keys, width = 720 } = options;
  const children = [textElement(title[language], { x: edge, y: 28, "font-size": 17, "font-weight": 600 })];
  let top = 44;
  if (subtitle !== undefined) {
    children.push(textElement(subtitle[language], { x: edge, y: 47, fill: ink.weak }));
    top = 62;
  }
  let keyLeft = edge;
  for (const key of keys) {
    children.push(element("g", { transform: `translate(${keyLeft} ${top})` }, ...keyBar(key, language)));
    keyLeft += keyWidth(key, language) + 40;
  }
  if (keys.length > 0) top += 52;
  for (const row of rows) {
    children.push(textElement(row.title[language], { x: edge, y: top + 14, "font-weight": 600, "font-size": 14 }));
    top += 24;
    let left = edge;
    const lineHeight = row.size + (row.images.some(({ caption }) => caption !== undefined) ? captionHeight : 0) + gap;
    for (const image of row.images) {
      const scale = row.size / Math.max(image.width, image.height);
      const cell = Math.max(image.width * scale, textWidth(image.caption?.[language] ?? "") * 6.2);
      if (left > edge && left + cell > width - edge) {
        left = edge;
        top += lineHeight;
      }
      children.push(...drawImage(image, { left, top, cell, scale }, language));
      left += cell + gap;
    }
    top += lineHeight;
  }
  return picture({ width, height: top + 6 }, title[language], children);
}

function drawImage(
  image: NumberImage,
  place: { readonly left: number; readonly top: number; readonly cell: number; readonly scale: number },
  language: Language,
): readonly string[] {
  const width = image.width * place.scale;
  const height = image.height * place.scale;
  const x = place.left + (place.cell - width) / 2;
  const box = { x, y: place.top, width, height };
  const href = pixelsUri(image.width, image.height, Array.from(image.values, image.colours));
  const caption = image.caption?.[language];
  return [
    element("image", { ...box, href, style: "image-rendering:pixelated", preserveAspectRatio: "none" }),
    element("rect", { ...box, fill: "none", stroke: ink.weak, "stroke-width": 0.75 }),
    ...(caption === undefined
      ? []
      : [
          textElement(caption, {
            x: place.left + place.cell / 2,
            y: place.top + height + 15,
            "text-anchor": "middle",
            "font-size": 12,
            fill: ink.weak,
          }),
        ]),
  ];
}

const barWidth = 120;

function keyWidth({ label }: ColourKey, language: Language): number {
  return Math.max(barWidth, textWidth(label[language]) * 7);
}

/** A bar in the scale's colours with its ends, and the middle where it is 0. */
function keyBar({ label, from, to, colours }: ColourKey, language: Language): readonly string[] {
  const colour = (i: number): ReturnType<ColourScale> => colours(from + ((to - from) * (i + 0.5)) / barWidth);
  const href = pixelsUri(
    barWidth,
    1,
    Array.from({ length: barWidth }, (_, i) => colour(i)),
  );
  const small = { "font-size": 11, fill: ink.weak, y: 35 };
  const middle = from < 0 && to > 0 ? [textElement("0", { ...small, x: barWidth / 2, "text-anchor": "middle" })] : [];
  return [
    textElement(label[language], { x: 0, y: 8, "font-size": 12 }),
    element("image", { x: 0, y: 13, width: barWidth, height: 10, href, preserveAspectRatio: "none" }),
    element("rect", { x: 0, y: 13, width: barWidth, height: 10, fill: "none", stroke: ink.weak, "stroke-width": 0.75 }),
    textElement(tickText(Number(from.toPrecision(2))), { ...small, x: 0 }),
    ...middle,
    textElement(tickText(Number(to.toPrecision(2))), { ...small, x: barWidth, "text-anchor": "end" }),
  ];
}

function pixelsUri(width: number, height: number, colours: readonly (readonly number[])[]): string {
  return pngUri({ width, height, channels: 3, bytes: Uint8Array.from(colours.flat()) });
}
