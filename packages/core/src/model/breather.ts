const longestMs = 40;

/** Lets other work of the thread run now and then: timers, messages, the page. */
export class Breather {
  #last = performance.now();

  /** Waits for one turn of the event loop if the last was more than 40 ms ago. */
  async breathe(): Promise<void> {
    if (performance.now() - this.#last < longestMs) return;
    await new Promise<void>((resolve) => {
      setTimeout(resolve, 0);
    });
    this.#last = performance.now();
  }
}
