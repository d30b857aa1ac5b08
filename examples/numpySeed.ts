// Seeds of NumPy's generator for programs whose own seed makes the figures of their pages.

/** What `numpyRandom` takes. */
export type NumpySeed = number | readonly number[];

/**
 * The seed of one of a program's generators: `own` where the program runs with seed 1, and for each other seed words that
 * no other generator and no other seed has. `numpy.random.seed` takes them as they are.
 *
 * @param own - what the program's pages are made with, from 0 to 2³² − 1
 * @param seed - of the run, from 0 to 2⁵³ − 1
 */
export function numpySeed(own: number, seed: number): NumpySeed {
  if (seed === 1) return own;
  const word = 2 ** 32;
  return [own, seed % word, Math.floor(seed / word)];
}
