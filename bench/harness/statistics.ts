/** The middle value, or the mean of the two in the middle; NaN of nothing. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? Number.NaN)) / 2;
}

/** Median of the ratios of rounds that lay side by side. */
export function medianRatio(numerators: readonly number[], denominators: readonly number[]): number {
  const count = Math.min(numerators.length, denominators.length);
  return median(numerators.slice(0, count).map((each, i) => each / (denominators[i] ?? Number.NaN)));
}
