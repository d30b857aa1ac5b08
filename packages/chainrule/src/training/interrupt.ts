/** Turns the first Ctrl-C into an abort signal; the second ends the process at once. */
export class Interrupt {
  readonly #controller = new AbortController();
  readonly #onFirst: () => void;
  readonly #handle = (): void => {
    if (this.#controller.signal.aborted) process.exit(130);
    this.#controller.abort();
    this.#onFirst();
  };

  constructor(onFirst: () => void) {
    this.#onFirst = onFirst;
    process.on("SIGINT", this.#handle);
    process.on("SIGTERM", this.#handle);
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Gives Ctrl-C its usual meaning back. */
  release(): void {
    process.off("SIGINT", this.#handle);
    process.off("SIGTERM", this.#handle);
  }
}
