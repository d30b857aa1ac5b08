import type { Language } from "@chainrule/core";

/** Words of pages and drawings that the report does not hold. */
export interface PageWords {
  readonly graph: string;
  readonly valueAbove: string;
  readonly gradientBelow: string;
  readonly hint: string;
}

export const pageWords: Readonly<Record<Language, PageWords>> = {
  en: {
    graph: "Computational graph",
    valueAbove: "above each edge: value",
    gradientBelow: "below: gradient that flows back",
    hint: "Point at a quantity, or reach it with the Tab key, to light it everywhere.",
  },
  zh: {
    graph: "计算图",
    valueAbove: "边的上方：数值",
    gradientBelow: "下方：回传的梯度",
    hint: "用鼠标指向某个量，或用 Tab 键移到它，即可在各处点亮它。",
  },
};
