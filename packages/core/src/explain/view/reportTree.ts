import type { Language } from "../../errors/language.ts";
import type { ExplainLog } from "../explainLog.ts";
import type { TensorFigures } from "../figures.ts";
import { type Digits, figuresLatex } from "./printedNumbers.ts";
import type { Words } from "./words.ts";

/** A piece of a line: mathematics, words, or a tensor's numbers. */
export type Piece =
  | { readonly kind: "math"; readonly latex: string }
  | { readonly kind: "words"; readonly text: string }
  /** Printed in full where there are few, else summarized. */
  | { readonly kind: "figures"; readonly figures: TensorFigures; readonly digits: Digits };

/** One line of an entry. */
export interface Line {
  readonly role: "formula" | "calculation" | "value" | "term" | "note";
  readonly pieces: readonly Piece[];
}

/** What is said of one node, gradient or update. */
export interface Entry {
  /** The quantity it is about: `v:z` (a value), `g:z` (a gradient), `u:0.weight` (an update). */
  readonly quantity: string;
  readonly node: string;
  readonly title: readonly Piece[];
  readonly lines: readonly Line[];
}

/** A part of a report under a heading. */
export interface Section {
  readonly id: "forward" | "backward" | "update" | "conventions" | "why";
  readonly title: string;
  readonly entries: readonly Entry[];
}

/** A log as a tree of formulas, numbers and words: what text, Markdown and HTML are made from. */
export interface Report {
  readonly language: Language;
  readonly title: string;
  readonly sections: readonly Section[];
}

/** What all entries are written with. */
export interface ReportContext {
  readonly log: ExplainLog;
  readonly words: Words;
  readonly language: Language;
  readonly digits: Digits;
  /** Marks a symbol as belonging to a quantity. */
  readonly mark: (latex: string, quantity: string) => string;
  readonly node: string | undefined;
}

/** Tensors with more elements than this are summarized. */
export const mostPrinted = 64;
/** Calculations are written out with numbers where no tensor in them has more elements than this. */
export const mostCalculated = 24;

export function math(latex: string): Piece {
  return { kind: "math", latex };
}

export function said(text: string): Piece {
  return { kind: "words", text };
}

/** A tensor's numbers, with more digits than the report's where a calculation needs them. */
export function numbers(context: ReportContext, figures: TensorFigures, digits: Digits = context.digits): Piece {
  return figures.values.length <= mostPrinted
    ? math(figuresLatex(figures, digits))
    : { kind: "figures", figures, digits };
}
