import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Dataset } from "../../src/data/dataset.ts";
import { bytePairTokenizer } from "../../src/text/bytePairTokenizer.ts";
import { characterTokenizer } from "../../src/text/characterTokenizer.ts";
import { languageModelData } from "../../src/text/languageModelData.ts";
import { languageModelStream } from "../../src/text/languageModelStream.ts";
import { streamTokens, type TextChunks } from "../../src/text/streamTokens.ts";
import type { Tokenizer } from "../../src/text/tokenizer.ts";
import { wordTokenizer } from "../../src/text/wordTokenizer.ts";

async function allOf(chunks: TextChunks, tokenizer: Tokenizer): Promise<number[]> {
  const all: number[] = [];
  for await (const tokens of streamTokens(chunks, tokenizer, { name: "book.txt" })) all.push(...tokens);
  return all;
}

/** Divides at the given places, which are taken modulo what is left. */
function divided<T>(
  whole: { readonly length: number; slice(start: number, end?: number): T },
  cuts: readonly number[],
): T[] {
  const places = [...new Set(cuts.map((cut) => cut % (whole.length + 1)))].sort((a, b) => a - b);
  return [0, ...places].map((start, i) => whole.slice(start, places[i] ?? whole.length));
}

const training = "It's the cat's mat; they'll say: naïve 猫坐在垫子上。 aaa aab 12 34 😀😀  \n\n x";
const tokenizers = [
  characterTokenizer(training, { special: ["unknown"] }),
  wordTokenizer(training),
  wordTokenizer(training, { punctuation: "drop" }),
  bytePairTokenizer(training, { merges: 40, leastCount: 1 }),
];

describe("streamTokens", () => {
  test.each(tokenizers.map((tokenizer) => [tokenizer.kind, tokenizer] as const))(
    "gives the tokens of the whole text wherever it is divided: %s",
    async (_, tokenizer) => {
      const pieces = fc.oneof(
        fc.constantFrom(
          " ",
          "  ",
          "\n",
          "'",
          "'l",
          "'ll",
          "it's",
          "don’t",
          "a",
          "aab",
          "猫",
          "😀",
          "!",
          "1",
          "\u0301",
          "\uFEFF",
        ),
        fc.string({ unit: "grapheme", maxLength: 4 }),
      );
      const texts = fc.array(pieces, { maxLength: 14 }).map((parts) => parts.join(""));
      await fc.assert(
        fc.asyncProperty(texts, fc.array(fc.nat(), { maxLength: 6 }), fc.boolean(), async (text, cuts, asBytes) => {
          // A mark of byte order at the start of bytes is no part of the text.
          const plain = asBytes ? text.replace(/^\uFEFF/, "") : text;
          const chunks = asBytes ? divided(new TextEncoder().encode(text), cuts) : divided(text, cuts);
          expect(await allOf(chunks, tokenizer)).toEqual(Array.from(tokenizer.encode(plain)));
        }),
        { numRuns: 300 },
      );
    },
  );

  test("keeps little of a text that never pauses", async () => {
    for (const piece of ["x", " ", "猫", "!"]) {
      for (const tokenizer of tokenizers) {
        const chunk = piece.repeat(10_000);
        expect(chunk.length - tokenizer.settledLength(chunk)).toBeLessThan(4096);
        expect(await allOf([chunk, chunk, chunk], tokenizer)).toEqual(Array.from(tokenizer.encode(chunk.repeat(3))));
      }
    }
  });

  test("reads a stream of the platform", async () => {
    const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
    const writer = writable.getWriter();
    const written = (async (): Promise<void> => {
      await writer.write(new TextEncoder().encode("the cat"));
      await writer.close();
    })();
    const chunks: AsyncIterable<Uint8Array> = readable;
    expect((await allOf(chunks, tokenizers[0] ?? characterTokenizer("a"))).length).toBe(7);
    await written;
  });

  const letters = characterTokenizer("abc");
  test.each([
    [
      "bytes that are not UTF-8",
      [Uint8Array.of(0x61, 0x62), Uint8Array.of(0x63, 0xe9, 0x61)],
      "book.txt: must be UTF-8; the bytes from 3 on are not; got E9 61",
    ],
    [
      "bytes that end inside a character",
      [Uint8Array.of(0x61, 0xe7), Uint8Array.of(0x8c)],
      "the bytes from 1 on are not; got E7 8C",
    ],
    ["UTF-16", [Uint8Array.of(0xff, 0xfe, 0x61, 0)], "it begins like UTF-16"],
    [
      "an unknown character",
      ["abc", "ab", "cz"],
      'book.txt: every character must be in the vocabulary, for there is no unknown token; that at position 6 is not; got "z"',
    ],
    ["half a character", ["ab\uD83D", "c"], "book.txt: must be whole characters; position 2 holds half of one"],
    ["half a character at the end", ["ab\uD83D"], "position 2 holds half of one"],
  ])("refuses %s, with its place in the whole text", async (_, chunks, message) => {
    await expect(allOf(chunks, letters)).rejects.toThrow(message);
  });

  test("refuses pieces that are neither strings nor bytes", async () => {
    const chunks: string[] = JSON.parse('["a", 5]');
    await expect(allOf(chunks, letters)).rejects.toThrow(
      "book.txt: pieces of a text must be strings or bytes (Uint8Array); got 5",
    );
  });
});

describe("languageModelStream", () => {
  const text = "abcdefghijklmnopqrstuvwxyz";
  const letters = characterTokenizer(text);
  const shownOf = (data: Dataset): string[] => {
    const [context = 1] = data.inputShape;
    const batch = data.createBatch(data.length);
    data.batch([...new Array(data.length).keys()], batch);
    return Array.from({ length: data.length }, (_, i) => {
      const part = (values: ArrayLike<number>): string =>
        letters.decode(Array.from(values).slice(i * context, (i + 1) * context));
      return `${part(batch.inputs)}-${part(batch.targets)}`;
    });
  };
  const chunked = (size: number) => (): Iterable<string> => text.match(new RegExp(`.{1,${size}}`, "g")) ?? [];

  test("gives the next windows of the text each epoch, from the start again after the end", async () => {
    const parts = languageModelStream(chunked(7), letters, { context: 4, windows: 4 });
    const first = await parts(0);
    expect(first).toMatchObject({ length: 4, inputType: "i32", inputShape: [4], targetShape: [4], classCount: 26 });
    expect(shownOf(first)).toEqual(["abcd-bcde", "efgh-fghi", "ijkl-jklm", "mnop-nopq"]);
    expect(shownOf(await parts(1))).toEqual(["qrst-rstu", "uvwx-vwxy", "abcd-bcde", "efgh-fghi"]);
    expect(await parts(1)).toBe(await parts(1));
    expect(shownOf(await parts(2))).toEqual(["ijkl-jklm", "mnop-nopq", "qrst-rstu", "uvwx-vwxy"]);
    expect(shownOf(await parts(0))).toEqual(shownOf(first));
  });

  test("gives the windows of languageModelData, whatever the pieces, windows and stride", async () => {
    const numbers = fc.integer({ min: 1, max: 9 });
    await fc.assert(
      fc.asyncProperty(
        numbers,
        numbers,
        fc.integer({ min: 1, max: 12 }),
        numbers,
        async (context, windows, stride, size) => {
          const whole = shownOf(languageModelData(letters.encode(text), { context, size: 26, stride }));
          const parts = languageModelStream(chunked(size), letters, { context, windows, stride });
          const found: string[] = [];
          for (let epoch = 0; found.length < 2 * whole.length; epoch += 1) found.push(...shownOf(await parts(epoch)));
          expect(found.slice(0, 2 * whole.length)).toEqual([...whole, ...whole]);
        },
      ),
    );
  });

  test("keeps no more of a long text than a part and a piece", async () => {
    const piece = text.repeat(100);
    let opened = 0;
    const open = function* (): Generator<string> {
      opened += 1;
      for (let i = 0; i < 1000; i += 1) yield piece;
    };
    const parts = languageModelStream(open, letters, { context: 50, windows: 10 });
    for (let epoch = 0; epoch < 100; epoch += 1) {
      const { values } = (await parts(epoch)).inputs;
      expect(values.length).toBe(501);
      expect(values.buffer.byteLength).toBe(4 * 501);
    }
    expect(opened).toBe(1);
  });

  test("refuses a text shorter than a window, and can be asked again", async () => {
    let isLong = false;
    const parts = languageModelStream(() => [isLong ? text : "abc"], letters, { context: 4, windows: 2, name: "book" });
    await expect(parts(0)).rejects.toThrow(
      "book: must hold at least 5 tokens: a window and the token that follows it; got 3",
    );
    isLong = true;
    expect((await parts(0)).length).toBe(2);
    expect(() => languageModelStream(() => [text], letters, { context: 4, windows: 0 })).toThrow("windows must be");
  });
});
