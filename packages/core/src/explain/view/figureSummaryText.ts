import type { Language } from "../../errors/language.ts";
import { formatShape } from "../../graph/shape.ts";
import { summarizeFigures, type TensorFigures } from "../figures.ts";
import { type Digits, printNumber } from "./printedNumbers.ts";
import { words } from "./words.ts";

const bars: readonly string[] = ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"];

/** A large tensor in one line: shape, least, greatest, mean, norm, share of zeros, and a histogram of bars. */
export function figureSummaryText(figures: TensorFigures, digits: Digits, language: Language): string {
  const { shape, min, max, mean, norm, zeroShare, nonFiniteCount, histogram } = summarizeFigures(figures);
  const names = words[language].summary;
  const most = Math.max(...histogram, 1);
  const bar = (count: number): string =>
    count === 0 ? " " : (bars[Math.ceil((count / most) * bars.length) - 1] ?? "█");
  const parts = [
    formatShape(shape),
    `${names.min} ${printNumber(min, digits)}`,
    `${names.max} ${printNumber(max, digits)}`,
    `${names.mean} ${printNumber(mean, digits)}`,
    `${names.norm} ${printNumber(norm, digits)}`,
    `${names.zeros} ${(100 * zeroShare).toFixed(1)} %`,
    ...(nonFiniteCount === 0 ? [] : [`${names.nonFinite} ${nonFiniteCount}`]),
    `|${histogram.map(bar).join("")}|`,
  ];
  return parts.join("  ");
}
