import type { Picture } from "../pictures/figure.ts";
import type { Text } from "../texts/text.ts";

/** What stands in a table: words in both languages, or figures that are already written out. */
export type Cell = string | Text;

/** A table as data. */
export interface Table {
  readonly columns: readonly Cell[];
  readonly rows: readonly (readonly Cell[])[];
}

/** What an example tells its reader with. The same calls make the terminal's text, JSON lines and the page in `docs`. */
export interface Telling {
  /** Seed of the random numbers that an example draws; 1 gives the figures of the pages in `docs`. */
  readonly seed: number;
  /** Where pictures go. */
  readonly outputFolder: string;
  readonly heading: (text: Text) => void;
  /** A paragraph. */
  readonly log: (text: Text) => void;
  readonly table: (table: Table) => void;
  /** Formulas or program lines that keep their form. */
  readonly lines: (...lines: readonly string[]) => void;
  /** Writes a picture as `NAME.svg` into the output folder. */
  readonly draw: (name: string, picture: Picture) => void;
}

/** The figures that an example ends with, by name. */
export type Scores = Readonly<Record<string, number>>;

/** Scores beside those of something simpler on the same data. */
export interface Comparison {
  readonly scores: Scores;
  /** The simpler method's figures, under the names of the scores that they stand beside. */
  readonly baseline: Scores;
}

/** An example's work: tells, draws, and gives its scores. */
export type ExampleRun = (telling: Telling) => Promise<Scores | Comparison>;

/** An example's figures with their baseline, if it has one. */
export function comparisonOf(outcome: Scores | Comparison): { readonly scores: Scores; readonly baseline?: Scores } {
  return isComparison(outcome) ? outcome : { scores: outcome };
}

function isComparison(outcome: Scores | Comparison): outcome is Comparison {
  return typeof outcome.scores === "object";
}

/** One line of the registry. */
export interface Example {
  readonly name: string;
  readonly summary: Text;
  /** Whether it draws random numbers, so that another seed gives other figures. */
  readonly isRandom: boolean;
  readonly load: () => Promise<{ readonly run: ExampleRun }>;
}
