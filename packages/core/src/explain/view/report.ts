import { ChainruleError } from "../../errors/chainruleError.ts";
import { type Language, languages } from "../../errors/language.ts";
import type { ExplainLog } from "../explainLog.ts";
import type { Figures } from "../figures.ts";
import { backwardEntries } from "./backwardEntries.ts";
import { conventionEntries } from "./conventionEntries.ts";
import { forwardEntries } from "./forwardEntries.ts";
import { checkDigits, type Digits, figuresLatex } from "./printedNumbers.ts";
import { updateEntries } from "./updateEntries.ts";
import type { ViewOptions } from "./viewOptions.ts";
import { whyEntries } from "./whyEntries.ts";
import { type Words, words } from "./words.ts";

/** A piece of a line: mathematics, words, or a tensor's numbers. */
export type Piece =
  | { readonly kind: "math"; readonly latex: string }
  | { readonly kind: "words"; readonly text: string }
  /** Printed in full where there are few, else summarized. */
  | { readonly kind: "figures"; readonly figures: Figures; readonly digits: Digits };

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

/** @throws ChainruleError if the language is none */
export function checkLanguage(language: string): Language {
  const found = languages.find((each) => each === language);
  if (found === undefined)
    throw new ChainruleError("explain.choice", { name: "language", received: language, choices: languages });
  return found;
}

/**
 * Makes the tree of a log.
 *
 * @param options - language, digits, `node` for one node alone; `mark` to mark symbols in LaTeX, say with `\class{…}{…}`
 * @throws ChainruleError if the language is unknown, the digits are none, or there is no such node
 */
export function explainReport(
  log: ExplainLog,
  options: ViewOptions & { readonly mark?: ReportContext["mark"] } = {},
): Report {
  const language = checkLanguage(options.language ?? "en");
  const { node } = options;
  if (node !== undefined) log.node(node);
  const own = words[language];
  const context: ReportContext = {
    log,
    words: own,
    language,
    digits: checkDigits(options.digits ?? 3),
    mark: options.mark ?? ((latex) => latex),
    node,
  };
  if (options.why !== undefined) return whyReport(context, options.why);
  const sections: Section[] = [
    { id: "forward", title: own.forward, entries: forwardEntries(context) },
    { id: "backward", title: own.backward, entries: backwardEntries(context) },
    { id: "update", title: own.updates, entries: updateEntries(context) },
    { id: "conventions", title: own.conventions, entries: conventionEntries(context) },
  ];
  const examples = log.exampleCount > 0 ? [own.examples(log.exampleCount)] : [];
  return {
    language,
    title: [own.title(log.stepNumber), ...examples].join(" · "),
    sections: sections.flatMap((section) => {
      const entries = section.entries.filter((entry) => node === undefined || entry.node === node);
      return entries.length === 0 ? [] : [{ ...section, entries }];
    }),
  };
}

function whyReport(context: ReportContext, place: string): Report {
  const { log, words: own, language } = context;
  const why = log.why(place);
  return {
    language,
    title: [own.title(log.stepNumber), own.examples(log.exampleCount)].join(" · "),
    sections: [{ id: "why", title: own.why(why.name), entries: whyEntries(context, why) }],
  };
}

export function math(latex: string): Piece {
  return { kind: "math", latex };
}

export function said(text: string): Piece {
  return { kind: "words", text };
}

/** A tensor's numbers, with more digits than the report's where a calculation needs them. */
export function numbers(context: ReportContext, figures: Figures, digits: Digits = context.digits): Piece {
  return figures.values.length <= mostPrinted
    ? math(figuresLatex(figures, digits))
    : { kind: "figures", figures, digits };
}
