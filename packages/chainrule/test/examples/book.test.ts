import { characterTokenizer } from "@chainrule/core";
import { describe, expect, test } from "vitest";
import { bookNetwork, bookTokenizer, judgedText, networkBits, trainBook } from "../../../../examples/book/bookModel.ts";
import { learningChart, orderChart } from "../../../../examples/book/bookPictures.ts";
import { loadBook } from "../../../../examples/book/bookText.ts";
import { bitsPerCharacter, kneserNey } from "../../../../examples/book/kneserNey.ts";
import { ngramText } from "../../../../examples/book/ngramText.ts";
import { svgFault } from "./wellFormed.ts";

const { text, validationStart, testStart } = loadBook();
const train = text.slice(0, validationStart);

test("the book is there from the etymology to the epilogue, its last tenth held out", () => {
  expect(text.length).toBe(1_211_615);
  expect(text.length - testStart).toBe(121_161);
  expect(testStart - validationStart).toBe(60_580);
  expect(text).toContain("Call me Ishmael.");
  expect(text.slice(testStart)).toContain("found another orphan");
});

describe("the model of counts", () => {
  test("gives the next character chances that add up to one", () => {
    const model = kneserNey("the whale and the whaler and the sea", 3);
    const alphabet = new Set("the whale and the whaler and the sea");
    for (const before of ["", "t", "th", "he ", "zz"]) {
      const known = [...alphabet].reduce((sum, next) => sum + model.probability(before, next), 0);
      expect(known + model.probability(before, "\u0000")).toBeCloseTo(1, 12);
    }
  });

  test("needs 2.84 bits on the last tenth by threes", () => {
    const model = kneserNey(train, 3);
    expect(bitsPerCharacter(model, text, testStart, text.length)).toBeCloseTo(2.84, 2);
  });

  test("writes the same text for the same seed", () => {
    const model = kneserNey("abacbccabbacaabcb", 3);
    const options = { alphabet: ["a", "b", "c"], characters: 20, temperature: 1, seed: 1 };
    const written = ngramText(model, "ab", options);
    expect(written).toMatch(/^[abc]{20}$/);
    expect(ngramText(model, "ab", options)).toBe(written);
    expect(ngramText(model, "ab", { ...options, seed: 2 })).not.toBe(written);
  });
});

describe("the network", () => {
  test("before training finds all tokens about alike, every character of the text counted", async () => {
    const letters = characterTokenizer("abcd");
    const model = bookNetwork(letters.size, 1);
    // Two windows, the second with a rest that is not there.
    const part = judgedText(letters, { text: "abcd".repeat(4200), before: 0 });
    expect(part.windows.length).toBe(2);
    const bits = await networkBits(model, part);
    expect(Math.abs(bits - Math.log2(letters.size))).toBeLessThan(0.5);
  });

  test("learns from a few pages", { timeout: 60_000 }, async () => {
    const pages = train.slice(0, 20_000);
    const tokenizer = bookTokenizer(pages);
    expect(tokenizer.decode(tokenizer.encode(pages))).toBe(pages);
    const steps: number[] = [];
    const validation = judgedText(tokenizer, { text: train.slice(20_000, 22_000), before: 0 });
    const { model, validationBits } = await trainBook(tokenizer.encode(pages), {
      size: tokenizer.size,
      seed: 1,
      validation,
      passes: 4,
      rows: 4,
      callbacks: [{ onBatch: ({ loss }) => void steps.push(loss) }],
    });
    expect(steps.at(-1)).toBeLessThan((steps[0] ?? 0) - 1);
    const untrained = await networkBits(bookNetwork(tokenizer.size, 1), validation);
    expect(validationBits[0]).toBeLessThan(untrained);
    // The weights that are kept are those of the best reading.
    expect(await networkBits(model, validation)).toBeCloseTo(Math.min(...validationBits), 5);
  });
});

test("the pictures are well-formed in both languages", () => {
  const pictures = [
    orderChart(
      [
        [1, 4.4],
        [2, 3.5],
      ],
      2,
    ),
    learningChart(
      Array.from({ length: 60 }, (_, i) => 4 - i / 30),
      [3, 2.4],
    ),
  ];
  for (const picture of pictures) {
    for (const language of ["en", "zh"] as const) expect(svgFault(picture.svg(language))).toBeUndefined();
  }
});
