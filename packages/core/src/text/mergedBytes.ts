import { Heap } from "./heap.ts";
import { byteCount, type Merge, mostSymbols } from "./trainBytePairs.ts";

/** Pieces that are kept with their symbols; most of a text are pieces that were met before. */
const mostKept = 2 ** 16;
/** Places in a piece are below this, so that a merge and its place are one number. */
const placeCount = 2 ** 16;

/** Symbols of bytes and merges: of a piece of text, and back. */
export class MergedBytes {
  readonly #merges: readonly Merge[];
  /** Which merge makes one of a pair: first · 2²⁰ + second. */
  readonly #ranks: ReadonlyMap<number, number>;
  /** The bytes of each symbol. */
  readonly #bytes: readonly Uint8Array[];
  readonly #kept: Map<string, readonly number[]> = new Map();
  readonly #encoder = new TextEncoder();
  // A mark of byte order is part of the text.
  readonly #decoder = new TextDecoder("utf-8", { ignoreBOM: true });

  constructor(merges: readonly Merge[]) {
    this.#merges = merges;
    this.#ranks = new Map(merges.map(([first, second], rank) => [first * mostSymbols + second, rank]));
    const bytes = Array.from({ length: byteCount }, (_, byte) => Uint8Array.of(byte));
    for (const [first, second] of merges) {
      bytes.push(Uint8Array.of(...(bytes[first] ?? []), ...(bytes[second] ?? [])));
    }
    this.#bytes = bytes;
  }

  /** The symbols of a piece: its bytes, with the merges done in the order in which they were learned. */
  symbolsOf(piece: string): readonly number[] {
    const known = this.#kept.get(piece);
    if (known !== undefined) return known;
    const symbols = this.#merge(this.#encoder.encode(piece));
    if (this.#kept.size >= mostKept) this.#kept.clear();
    this.#kept.set(piece, symbols);
    return symbols;
  }

  #merge(bytes: Uint8Array): readonly number[] {
    const { length } = bytes;
    const symbols = Int32Array.from(bytes);
    const next = Int32Array.from({ length }, (_, place) => (place + 1 < length ? place + 1 : -1));
    const previous = Int32Array.from({ length }, (_, place) => place - 1);
    const heap = new Heap<number>((a, b) => a < b);
    const wait = (place: number): void => {
      const following = next[place] ?? -1;
      if (place === -1 || following === -1) return;
      const rank = this.#ranks.get((symbols[place] ?? 0) * mostSymbols + (symbols[following] ?? 0));
      if (rank !== undefined) heap.push(rank * placeCount + place);
    };
    for (let place = 0; place < length; place += 1) wait(place);
    for (let item = heap.pop(); item !== undefined; item = heap.pop()) {
      const rank = Math.floor(item / placeCount);
      const place = item % placeCount;
      const following = next[place] ?? -1;
      const [first, second] = this.#merges[rank] ?? [-1, -1];
      // What an earlier merge took away is passed over.
      if (following === -1 || symbols[place] !== first || symbols[following] !== second) continue;
      const after = next[following] ?? -1;
      symbols[place] = byteCount + rank;
      symbols[following] = -1;
      next[place] = after;
      if (after !== -1) previous[after] = place;
      wait(previous[place] ?? -1);
      wait(place);
    }
    return Array.from(symbols.filter((symbol) => symbol !== -1));
  }

  /** The text of symbols; bytes that make no character are shown as �. */
  textOf(symbols: readonly number[]): string {
    const parts = symbols.map((symbol) => this.#bytes[symbol] ?? new Uint8Array());
    const bytes = new Uint8Array(parts.reduce((total, part) => total + part.length, 0));
    let offset = 0;
    for (const part of parts) {
      bytes.set(part, offset);
      offset += part.length;
    }
    return this.#decoder.decode(bytes);
  }

  /** A symbol's text, or, where it is no whole characters, its bytes as `\xE4`. */
  shown(symbol: number): string {
    const bytes = this.#bytes[symbol] ?? new Uint8Array();
    const text = this.#decoder.decode(bytes);
    if (!text.includes("\uFFFD")) return text;
    return Array.from(bytes, (byte) => `\\x${byte.toString(16).toUpperCase().padStart(2, "0")}`).join("");
  }
}
