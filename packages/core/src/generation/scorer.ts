import type { Program, Session } from "../engines/session.ts";
import type { Step } from "../graph/step.ts";

/** What gives the logits of the next token for several sequences side by side. */
export interface Scorer {
  /** Most sequences at once. */
  readonly rows: number;
  /** Whether a sequence became longer than the window, so that its beginning was no longer seen. */
  readonly hasSlid: boolean;
  /**
   * Logits of the token after each sequence; they are overwritten by the next call.
   *
   * @param sequences - whole, with the prompt
   * @param parents - for each of them, which of the last call's sequences it goes on from by one token
   */
  readonly next: (
    sequences: readonly (readonly number[])[],
    parents: readonly number[],
  ) => readonly ArrayLike<number>[];
  /** Gives back what it holds for others to use. */
  readonly end: () => void;
}

const shared = new WeakMap<Session, Map<string, Promise<Program>>>();

/** The program of a step without state, made once in each session. */
export function sharedProgram(session: Session, key: string, step: () => Step): Promise<Program> {
  const programs = shared.get(session) ?? new Map<string, Promise<Program>>();
  shared.set(session, programs);
  const known = programs.get(key);
  if (known !== undefined) return known;
  const made = session.compile(step());
  programs.set(key, made);
  return made;
}

/** The rows of a flat array of numbers. */
export function rowsOf(values: Float32Array | Float64Array | Int32Array, count: number): readonly ArrayLike<number>[] {
  const length = values.length / count;
  return Array.from({ length: count }, (_, row) => values.subarray(row * length, (row + 1) * length));
}
