import { cutToWidth } from "./padToWidth.ts";
import type { Terminal } from "./terminal.ts";

const leastMsBetween = 100;

/** One line that is redrawn in place, at most ten times a second, and never wraps. */
export class ProgressLine {
  readonly #terminal: Terminal;
  readonly #now: () => number;
  #lastMs = Number.NEGATIVE_INFINITY;
  #isShown = false;

  constructor(terminal: Terminal, now: () => number = () => performance.now()) {
    this.#terminal = terminal;
    this.#now = now;
  }

  /** Draws the line that `text` makes, unless the last one is less than a tenth of a second old. */
  draw(text: () => string): void {
    if (!this.#terminal.isInteractive || this.#now() - this.#lastMs < leastMsBetween) return;
    this.#lastMs = this.#now();
    this.#isShown = true;
    const columns = Math.max(1, this.#terminal.columns() - 1); // the last column makes some terminals wrap
    this.#terminal.out(`\r${cutToWidth(text(), columns)}\u001b[K`);
  }

  /** Takes the line away and writes a lasting one in its place. */
  print(line: string): void {
    this.clear();
    this.#terminal.out(`${line}\n`);
  }

  /** Takes the line away. */
  clear(): void {
    if (this.#isShown) this.#terminal.out("\r\u001b[K");
    this.#isShown = false;
    this.#lastMs = Number.NEGATIVE_INFINITY;
  }
}
