/** Mean, least and greatest loss of some steps in a row. */
export interface LossBin {
  readonly mean: number;
  readonly min: number;
  readonly max: number;
}

const mostBins = 256;

/** The losses of a training in at most 256 bins of equal length, however many steps there are. */
export class LossTrace {
  #stepsPerBin = 1;
  #steps = 0;
  readonly #sums: number[] = [];
  readonly #mins: number[] = [];
  readonly #maxs: number[] = [];

  add(loss: number): void {
    const bin = Math.floor(this.#steps / this.#stepsPerBin);
    this.#sums[bin] = (this.#sums[bin] ?? 0) + loss;
    this.#mins[bin] = Math.min(this.#mins[bin] ?? Number.POSITIVE_INFINITY, loss);
    this.#maxs[bin] = Math.max(this.#maxs[bin] ?? Number.NEGATIVE_INFINITY, loss);
    this.#steps += 1;
    if (this.#steps === mostBins * this.#stepsPerBin) this.#halve();
  }

  get steps(): number {
    return this.#steps;
  }

  /** In order; the last may hold fewer steps. */
  get bins(): readonly LossBin[] {
    return this.#sums.map((sum, bin) => ({
      mean: sum / Math.min(this.#stepsPerBin, this.#steps - bin * this.#stepsPerBin),
      min: this.#mins[bin] ?? Number.NaN,
      max: this.#maxs[bin] ?? Number.NaN,
    }));
  }

  /** Makes one bin of every two. */
  #halve(): void {
    const half = mostBins / 2;
    for (let bin = 0; bin < half; bin += 1) {
      this.#sums[bin] = (this.#sums[2 * bin] ?? 0) + (this.#sums[2 * bin + 1] ?? 0);
      this.#mins[bin] = Math.min(this.#mins[2 * bin] ?? 0, this.#mins[2 * bin + 1] ?? 0);
      this.#maxs[bin] = Math.max(this.#maxs[2 * bin] ?? 0, this.#maxs[2 * bin + 1] ?? 0);
    }
    for (const list of [this.#sums, this.#mins, this.#maxs]) list.length = half;
    this.#stepsPerBin *= 2;
  }
}
