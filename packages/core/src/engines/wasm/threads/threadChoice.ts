/** Calls of a trial: the quickest of them counts. */
const trialCalls = 3;
/** Work on all threads before the first trial of one, and the time between trials of the other choice (milliseconds). */
const firstTrialMs = 100;
const trialEveryMs = 500;
/** Steps that take longer lose little at their meetings, and would lose much in a trial. */
const longestTriedMs = 100;
/** How much slower than their best all threads must have become before one is tried again. */
const slowed = 1.25;
/** How much quicker a choice must be to be taken up. */
const worthwhile = 0.9;

type Choice = "all" | "one";

/**
 * Whether all threads share a program's next call, or the first runs it alone.
 *
 * Threads meet after every phase. Where others keep the cores busy, each meeting waits until the system lets the last of
 * them run, and all together are slower than one. So where all have become slow one is tried, and the quicker is taken,
 * until the other proves quicker again. The results do not depend on it.
 */
export class ThreadChoice {
  #current: Choice = "all";
  #trialLeft = 0;
  #trialBest = Number.POSITIVE_INFINITY;
  #sinceTrialMs = trialEveryMs - firstTrialMs;
  /** Milliseconds a step: lately, and at best, for all; lately for the choice in use. */
  #lately = Number.NaN;
  #bestOfAll = Number.POSITIVE_INFINITY;
  #hasTriedOne = false;

  /** The choice for the next call. */
  get next(): Choice {
    return this.#trialLeft > 0 ? other(this.#current) : this.#current;
  }

  /** What a call took that was made as `next` said. */
  took(milliseconds: number, steps: number): void {
    const each = milliseconds / steps;
    if (this.next === "all") this.#bestOfAll = Math.min(this.#bestOfAll, each);
    if (this.#trialLeft > 0) {
      this.#trialBest = Math.min(this.#trialBest, each);
      this.#trialLeft -= 1;
      if (this.#trialLeft === 0) this.#decide();
      return;
    }
    this.#lately = Number.isNaN(this.#lately) ? each : this.#lately + (each - this.#lately) / 8;
    this.#sinceTrialMs += milliseconds;
    if (this.#sinceTrialMs < trialEveryMs || this.#lately > longestTriedMs || !this.#isDoubtful()) return;
    this.#trialLeft = trialCalls;
    this.#trialBest = Number.POSITIVE_INFINITY;
  }

  /** One thread alone always gives way to a trial of all; all give way at first, and where they have become slow. */
  #isDoubtful(): boolean {
    return this.#current === "one" || !this.#hasTriedOne || this.#lately > slowed * this.#bestOfAll;
  }

  #decide(): void {
    this.#hasTriedOne = true;
    this.#sinceTrialMs = 0;
    if (this.#trialBest >= worthwhile * this.#lately) return;
    this.#current = other(this.#current);
    this.#lately = this.#trialBest;
  }
}

function other(choice: Choice): Choice {
  return choice === "all" ? "one" : "all";
}
