import { padSequences } from "@chainrule/core";
import type { Truncation } from "../config/textDataConfig.ts";
import { CommandError } from "../errors/commandError.ts";

/** Most tokens of an example where a configuration does not say. */
const usualMost = 256;

/** How many tokens an example has, and what of longer ones is cut off. */
export interface RowForm {
  readonly length: number;
  readonly truncate: Truncation;
}

/** What was cut, so that it can be told. */
export interface Truncated {
  /** Texts that were longer than an example. */
  readonly count: number;
  readonly of: number;
  /** Tokens of the longest. */
  readonly longest: number;
  readonly length: number;
}

/** The length of examples: as given, else that of the longest, at most 256. */
export function rowLength(tokenCounts: readonly number[], given: number | undefined): number {
  return (
    given ??
    Math.min(
      usualMost,
      tokenCounts.reduce((most, count) => Math.max(most, count), 1),
    )
  );
}

/**
 * Sequences filled up or cut to one length, one after the other.
 *
 * @param placeOf - what errors are to call a sequence
 * @throws CommandError if one is empty, or longer where that is refused
 */
export function tokenRows(
  sequences: readonly Int32Array[],
  { length, truncate }: RowForm,
  padding: number,
  placeOf: (index: number) => string,
): { readonly values: Int32Array; readonly truncated: Truncated | undefined } {
  let count = 0;
  let longest = 0;
  for (const [index, { length: received }] of sequences.entries()) {
    if (received === 0) throw new CommandError("data.emptyText", { place: placeOf(index) });
    if (received <= length) continue;
    if (truncate === "refuse")
      throw new CommandError("data.longText", { place: placeOf(index), most: length, received });
    count += 1;
    longest = Math.max(longest, received);
  }
  const { values } = padSequences(sequences, { length, padding, truncate: truncate === "start" ? "start" : "end" });
  return { values, truncated: count === 0 ? undefined : { count, of: sequences.length, longest, length } };
}
