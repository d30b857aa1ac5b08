import { Heap } from "./heap.ts";

/** Two symbols that are merged into one: bytes 0 to 255, or 256 + i for merge i. */
export type Merge = readonly [first: number, second: number];

/** How often each piece of text occurs. */
export type PieceCounts = ReadonlyMap<string, number>;

/** Symbols below this are bytes. */
export const byteCount = 256;
/** Symbols are below this, so that a pair is one number: first · 2²⁰ + second. */
export const mostSymbols: number = 2 ** 20;

interface Pair {
  readonly key: number;
  count: number;
  /** Where its first symbol stood at some time; those that are no longer true are passed over. */
  readonly places: number[];
}

interface Candidate {
  readonly key: number;
  readonly count: number;
}

/**
 * Learns merges: again and again the pair of neighbours that occurs most becomes one symbol; of equally frequent pairs
 * that of the lower first, then of the lower second symbol. Ends early when no pair occurs `leastCount` times.
 *
 * Counts are kept up to date where a merge changes them, and pairs wait in a heap, so that a merge costs as much as its
 * occurrences.
 *
 * Source: Sennrich, Haddow, Birch, "Neural machine translation of rare words with subword units", 2016, algorithm 1.
 */
export function trainBytePairs(counts: PieceCounts, mergeCount: number, leastCount: number): readonly Merge[] {
  const chain = new SymbolChain(counts);
  const heap = new Heap<Candidate>((a, b) => (a.count === b.count ? a.key < b.key : a.count > b.count));
  const wait = ({ key, count }: Pair): void => {
    if (count >= leastCount) heap.push({ key, count });
  };
  for (const pair of chain.pairs.values()) wait(pair);
  const merges: Merge[] = [];
  while (merges.length < mergeCount) {
    const next = heap.pop();
    if (next === undefined) break;
    // Every change of a count pushed it anew: of the entries of a pair only that with its present count is true.
    if (chain.pairs.get(next.key)?.count !== next.count) continue;
    for (const pair of chain.merge(next.key, byteCount + merges.length)) wait(pair);
    merges.push([Math.floor(next.key / mostSymbols), next.key % mostSymbols]);
  }
  return merges;
}

/** The symbols of all pieces in one row, each linked to its neighbours, and the pairs they make. */
class SymbolChain {
  readonly pairs: Map<number, Pair> = new Map();
  readonly #symbols: Int32Array;
  /** Place of the neighbour in the same piece, or −1. */
  readonly #next: Int32Array;
  readonly #previous: Int32Array;
  /** How often the piece at a place occurs. */
  readonly #weights: Float64Array;

  constructor(counts: PieceCounts) {
    const encoder = new TextEncoder();
    const pieces = [...counts].map(([piece, count]) => [encoder.encode(piece), count] as const);
    const length = pieces.reduce((total, [bytes]) => total + bytes.length, 0);
    this.#symbols = new Int32Array(length);
    this.#next = Int32Array.from({ length }, (_, place) => place + 1);
    this.#previous = Int32Array.from({ length }, (_, place) => place - 1);
    this.#weights = new Float64Array(length);
    let start = 0;
    for (const [bytes, count] of pieces) {
      const end = start + bytes.length;
      this.#symbols.set(bytes, start);
      this.#weights.fill(count, start, end);
      this.#previous[start] = -1;
      this.#next[end - 1] = -1;
      for (let place = start; place < end - 1; place += 1) this.#count(place, 1);
      start = end;
    }
  }

  /** Makes `made` of every occurrence of a pair, and gives the pairs whose counts changed. */
  merge(key: number, made: number): Iterable<Pair> {
    const places = this.pairs.get(key)?.places ?? [];
    const first = Math.floor(key / mostSymbols);
    const second = key % mostSymbols;
    const changed = new Set<Pair>();
    const change = (place: number, sign: 1 | -1): void => {
      const pair = place === -1 ? undefined : this.#count(place, sign);
      if (pair !== undefined) changed.add(pair);
    };
    // From left to right, so that of "aaa" the first two are merged.
    for (const place of places.sort((a, b) => a - b)) {
      const following = this.#next[place] ?? -1;
      if (this.#symbols[place] !== first || following === -1 || this.#symbols[following] !== second) continue;
      const before = this.#previous[place] ?? -1;
      const after = this.#next[following] ?? -1;
      change(before, -1);
      if (after !== -1) change(following, -1);
      this.#symbols[place] = made;
      this.#symbols[following] = -1;
      this.#next[place] = after;
      if (after !== -1) this.#previous[after] = place;
      change(before, 1);
      if (after !== -1) change(place, 1);
    }
    this.pairs.delete(key);
    return changed;
  }

  /** Counts the pair that begins at a place, or takes it away. */
  #count(place: number, sign: 1 | -1): Pair | undefined {
    const following = this.#symbols[this.#next[place] ?? -1] ?? -1;
    const key = (this.#symbols[place] ?? 0) * mostSymbols + following;
    let pair = this.pairs.get(key);
    if (pair === undefined) {
      if (sign === -1) return undefined;
      pair = { key, count: 0, places: [] };
      this.pairs.set(key, pair);
    }
    pair.count += sign * (this.#weights[place] ?? 0);
    if (sign === 1) pair.places.push(place);
    return pair;
  }
}
