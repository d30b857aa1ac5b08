import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { bytePairTokenizer } from "../../src/text/bytePairTokenizer.ts";
import { splitPieces } from "../../src/text/splitPieces.ts";
import { tokenizerFromJson } from "../../src/text/tokenizerFromJson.ts";
import { type Merge, trainBytePairs } from "../../src/text/trainBytePairs.ts";

interface Figures {
  readonly source: string;
  readonly bytePairs: {
    readonly merges: readonly Merge[];
    readonly texts: readonly string[];
    readonly tokens: readonly (readonly number[])[];
  };
}

const { bytePairs, source }: Figures = JSON.parse(
  readFileSync(new URL("../figures/text.json", import.meta.url), "utf8"),
);

/** Algorithm 1 of Sennrich, Haddow and Birch, word for word: all pairs are counted anew for each merge. */
function trainSlowly(text: string, mergeCount: number, leastCount: number): Merge[] {
  let pieces = [...splitPieces(text)].map((piece) => [...new TextEncoder().encode(piece)]);
  const merges: Merge[] = [];
  while (merges.length < mergeCount) {
    const counts = new Map<number, number>();
    for (const piece of pieces) {
      piece.slice(1).forEach((second, i) => {
        const key = (piece[i] ?? 0) * 2 ** 20 + second;
        counts.set(key, (counts.get(key) ?? 0) + 1);
      });
    }
    const [best] = [...counts].sort(([keyA, a], [keyB, b]) => b - a || keyA - keyB);
    if (best === undefined || best[1] < leastCount) break;
    const merge = [Math.floor(best[0] / 2 ** 20), best[0] % 2 ** 20] as const;
    const made = 256 + merges.length;
    merges.push(merge);
    pieces = pieces.map((piece) => {
      const merged: number[] = [];
      for (let i = 0; i < piece.length; i += 1) {
        const isPair = piece[i] === merge[0] && piece[i + 1] === merge[1];
        merged.push(isPair ? made : (piece[i] ?? 0));
        if (isPair) i += 1;
      }
      return merged;
    });
  }
  return merges;
}

function countsOf(text: string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const piece of splitPieces(text)) counts.set(piece, (counts.get(piece) ?? 0) + 1);
  return counts;
}

describe("bytePairTokenizer", () => {
  test("merges the most frequent pair first, of equal ones that of the lower bytes", () => {
    const tokenizer = bytePairTokenizer("abab cdcd abab", { merges: 3, special: ["padding", "end"] });
    expect(tokenizer).toMatchObject({ kind: "bytePair", size: 2 + 256 + 3, special: { padding: 0, end: 1 } });
    expect([258, 259, 260].map(tokenizer.tokenText)).toEqual(["ab", "cd", "abab"]);
    expect(tokenizer.encode("abab", { end: true })).toEqual(Int32Array.of(260, 1));
    expect(tokenizer.decode([0, 260, 1, 0])).toBe("abab");
    expect(bytePairTokenizer("ab", { merges: 50 }).size).toBe(256);
    expect(bytePairTokenizer("abc", { merges: 50, leastCount: 1 }).size).toBe(258);
  });

  test(`has the tokens of Hugging Face's for the same merges (${source})`, () => {
    const { merges, texts, tokens } = bytePairs;
    const tokenizer = tokenizerFromJson({
      format: "chainrule.tokenizer",
      version: 1,
      kind: "bytePair",
      special: [],
      merges,
    });
    texts.forEach((text, i) => {
      expect(Array.from(tokenizer.encode(text))).toEqual(tokens[i]);
      expect(tokenizer.decode(tokenizer.encode(text))).toBe(text);
    });
  });

  test("learns what counting all pairs anew would learn", () => {
    const letters = fc.string({ unit: fc.constantFrom("a", "b", " ", "é", "c"), minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(letters, fc.nat(40), fc.integer({ min: 1, max: 3 }), (text, mergeCount, leastCount) => {
        const expected = trainSlowly(text, mergeCount, leastCount);
        expect(trainBytePairs(countsOf(text), mergeCount, leastCount)).toEqual(expected);
      }),
      { numRuns: 300 },
    );
  });

  test("encodes as doing one merge after the other would", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom("a", "b", " "), maxLength: 40 }),
        fc.nat(20),
        (text, mergeCount) => {
          const training = "abab aab aabab bbaa abba aaaa";
          const merges = trainBytePairs(countsOf(training), mergeCount, 1);
          const expected = [...splitPieces(text)].flatMap((piece) => {
            let symbols = [...new TextEncoder().encode(piece)];
            merges.forEach(([first, second], rank) => {
              const merged: number[] = [];
              for (let i = 0; i < symbols.length; i += 1) {
                const isPair = symbols[i] === first && symbols[i + 1] === second;
                merged.push(isPair ? 256 + rank : (symbols[i] ?? 0));
                if (isPair) i += 1;
              }
              symbols = merged;
            });
            return symbols;
          });
          const tokenizer = bytePairTokenizer(training, { merges: mergeCount, leastCount: 1 });
          expect(Array.from(tokenizer.encode(text))).toEqual(expected);
        },
      ),
    );
  });

  test("gives back any text exactly", () => {
    const tokenizer = bytePairTokenizer("the cat sat on the mat 猫坐在垫子上 😀😀", { merges: 30, leastCount: 1 });
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        expect(tokenizer.decode(tokenizer.encode(text))).toBe(text);
      }),
    );
    const marked = "\uFEFFa\uFEFF  \u0000\r\n";
    expect(tokenizer.decode(tokenizer.encode(marked))).toBe(marked);
  });

  test("shows tokens that are no whole characters as bytes, and decodes them to �", () => {
    const tokenizer = bytePairTokenizer("猫", { merges: 1, leastCount: 1 });
    expect(tokenizer.tokenText(256)).toBe("\\x8C\\xAB");
    expect(tokenizer.tokenText(0xe7)).toBe("\\xE7");
    expect(tokenizer.decode([0xe7])).toBe("\uFFFD");
    expect(tokenizer.decode([0xe7, 256])).toBe("猫");
  });

  test("learns 2,000 merges of a megabyte in seconds, and of one without spaces too", () => {
    const started = performance.now();
    let state = 1;
    const next = (below: number): number => {
      state = (state * 48271) % 2147483647;
      return state % below;
    };
    const word = (): string => Array.from({ length: 2 + next(8) }, () => "etaoinshrdlu"[next(12)]).join("");
    const vocabulary = Array.from({ length: 20_000 }, word);
    let text = "";
    while (text.length < 500_000) text += `${vocabulary[next(20_000)] ?? ""} `;
    while (text.length < 1_000_000) text += "ACGT"[next(4)] ?? "";
    const tokenizer = bytePairTokenizer(text, { merges: 2000 });
    const tokens = tokenizer.encode(text);
    expect(tokenizer.size).toBe(2256);
    expect(tokens.length).toBeLessThan(400_000);
    expect(tokenizer.decode(tokens)).toBe(text);
    expect(performance.now() - started).toBeLessThan(15_000);
  });

  test.each([
    [
      "no texts",
      () => bytePairTokenizer([""], { merges: 1 }),
      "bytePairTokenizer: texts must hold at least one character; got none",
    ],
    ["half a character", () => bytePairTokenizer("a\uDFFF", { merges: 1 }), "position 1 holds half of one"],
    [
      "a token that is none of its own",
      () => bytePairTokenizer("a", { merges: 0 }).decode([256]),
      "from 0 to 255; that at position 0 is not; got 256",
    ],
    ["a token without text", () => bytePairTokenizer("a", { merges: 0 }).tokenText(-1), "got -1"],
    ["merges below 0", () => bytePairTokenizer("a", { merges: -1 }), "merges must be a whole number at least 0"],
    [
      "a start token that it does not have",
      () => bytePairTokenizer("a", { merges: 0, special: ["end"] }).encode("a", { start: true }),
      'special token "start"; got end',
    ],
  ])("refuses %s", (_, run, message) => {
    expect(run).toThrow(message);
  });

  test("has no unknown token", () => {
    const options: { merges: number; special: ["end"] } = JSON.parse('{"merges": 1, "special": ["unknown"]}');
    expect(() => bytePairTokenizer("a", options)).toThrow('got "unknown"; choose from padding, start, end');
  });
});
