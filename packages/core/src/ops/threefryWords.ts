/** Arithmetic on 32-bit words modulo 2³²: plain numbers for the reference, lanes for generated loops. */
export interface Words<Word> {
  word(value: number): Word;
  add(a: Word, b: Word): Word;
  xor(a: Word, b: Word): Word;
  rotateLeft(a: Word, count: number): Word;
}

export const numberWords: Words<number> = {
  word: (value) => value | 0,
  add: (a, b) => (a + b) | 0,
  xor: (a, b) => a ^ b,
  rotateLeft: (a, count) => (a << count) | (a >>> (32 - count)),
};

const parity = 0x1bd11bda;
const rotations = [
  [13, 15, 26, 6],
  [17, 29, 16, 24],
] as const;

/**
 * The first word of Threefry-2x32 with 20 rounds. Each round: x₀ ← x₀ + x₁; x₁ ← (x₁ ⋘ r) ⊕ x₀; after every fourth round
 * two of the three key words and the injection's number are added.
 *
 * Source: Salmon, Moraes, Dror, Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC 2011, section 4.2.
 */
export function threefryWord<Word>(
  words: Words<Word>,
  key: readonly [number, number],
  counter: readonly [Word, Word],
): Word {
  const keys = [key[0] | 0, key[1] | 0, key[0] ^ key[1] ^ parity] as const;
  let x0 = words.add(counter[0], words.word(keys[0]));
  let x1 = words.add(counter[1], words.word(keys[1]));
  for (let injection = 1; injection <= 5; injection += 1) {
    for (const rotation of rotations[(injection - 1) & 1] ?? rotations[0]) {
      x0 = words.add(x0, x1);
      x1 = words.xor(words.rotateLeft(x1, rotation), x0);
    }
    x0 = words.add(x0, words.word(keys[injection % 3] ?? 0));
    x1 = words.add(x1, words.word(((keys[(injection + 1) % 3] ?? 0) + injection) | 0));
  }
  return x0;
}
