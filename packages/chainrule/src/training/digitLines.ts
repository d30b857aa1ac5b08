import type { Dataset, Language } from "@chainrule/core";
import { classIndexOf } from "../data/dataDescription.ts";
import { exampleImage } from "../pictures/exampleImage.ts";
import { type GreyPicture, halfBlockLines } from "../terminal/halfBlocks.ts";
import { cutToWidth, padToWidth } from "../terminal/padToWidth.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { startTexts } from "../texts/startTexts.ts";
import { type ModelOutputs, probabilityOf, rowOf } from "./runPictures.ts";

const gap = 2;
const mostDigits = 5;
const leastInk = 0.15;

/** Some test images side by side, drawn with half blocks, what was read below; one that was misread among them. */
export function digitLines(
  examples: Dataset,
  outputs: ModelOutputs,
  terminal: Terminal,
  language: Language,
): readonly string[] {
  const { targets } = examples;
  const texts = startTexts[language];
  const readAt = (index: number): number => classIndexOf(rowOf(outputs, index));
  const indices = Array.from({ length: examples.length }, (_, i) => i);
  const misread = indices.find((i) => readAt(i) !== targets.values[i]);
  const right = indices.slice(0, mostDigits + 1).filter((i) => i !== misread);
  const candidates = misread === undefined ? right.slice(0, mostDigits) : [misread, ...right.slice(0, mostDigits - 1)];
  const pictures = candidates.map((index) => ({ index, picture: greyPicture(examples, index) }));
  const frame = frameOf(pictures.map(({ picture }) => picture));
  const width = frame.right - frame.left;
  const fitting = Math.max(1, Math.floor((terminal.columns() + gap) / (width + gap)));
  const shown = pictures.slice(0, fitting).sort((a, b) => a.index - b.index);
  const blocks = shown.map(({ index, picture }) => {
    const lines = halfBlockLines(cropped(picture, frame), terminal.isInteractive);
    const read = readAt(index);
    const chance = `${(100 * probabilityOf(rowOf(outputs, index), read)).toFixed(1)} %`;
    const truth = targets.values[index];
    const caption = texts.read(String(read), chance) + (truth === read ? "" : `, ${texts.but(String(truth))}`);
    return [...lines, padToWidth(cutToWidth(caption, width), width)];
  });
  const height = blocks[0]?.length ?? 0;
  return Array.from({ length: height }, (_, line) =>
    blocks
      .map((block) => block[line] ?? "")
      .join(" ".repeat(gap))
      .trimEnd(),
  );
}

function greyPicture(examples: Dataset, index: number): GreyPicture {
  const { bytes, width, height } = exampleImage(examples, index);
  return { width, height, pixels: Float32Array.from(bytes, (byte) => byte / 255) };
}

interface Frame {
  readonly top: number;
  readonly bottom: number;
  readonly left: number;
  readonly right: number;
}

/** The part of the pictures where any of them has ink. */
function frameOf(pictures: readonly GreyPicture[]): Frame {
  const [{ width, height } = { width: 0, height: 0 }] = pictures;
  const hasInk = (row: number, column: number): boolean =>
    pictures.some(({ pixels }) => (pixels[row * width + column] ?? 0) > leastInk);
  const all = (length: number): number[] => Array.from({ length }, (_, i) => i);
  const rows = all(height).filter((row) => all(width).some((column) => hasInk(row, column)));
  const columns = all(width).filter((column) => all(height).some((row) => hasInk(row, column)));
  return {
    top: rows[0] ?? 0,
    bottom: (rows.at(-1) ?? height - 1) + 1,
    left: columns[0] ?? 0,
    right: (columns.at(-1) ?? width - 1) + 1,
  };
}

function cropped({ width, pixels }: GreyPicture, { top, bottom, left, right }: Frame): GreyPicture {
  const size = { width: right - left, height: bottom - top };
  const cut = Float32Array.from(
    { length: size.width * size.height },
    (_, i) => pixels[(top + Math.floor(i / size.width)) * width + left + (i % size.width)] ?? 0,
  );
  return { ...size, pixels: cut };
}
