import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Dataset } from "../../src/data/dataset.ts";
import { languageModelData } from "../../src/text/languageModelData.ts";

function windowsOf(data: Dataset): { readonly inputs: number[][]; readonly targets: number[][] } {
  const batch = data.createBatch(data.length);
  data.batch([...new Array(data.length).keys()], batch);
  const [context = 1] = data.inputShape;
  const rows = (values: ArrayLike<number>): number[][] =>
    Array.from({ length: data.length }, (_, i) => Array.from(values).slice(i * context, (i + 1) * context));
  return { inputs: rows(batch.inputs), targets: rows(batch.targets) };
}

const text = Int32Array.from({ length: 8 }, (_, i) => i);

describe("languageModelData", () => {
  test("gives windows with the tokens that follow, as views of the text", () => {
    const data = languageModelData(text, { context: 3, size: 10 });
    expect(data).toMatchObject({ length: 2, inputType: "i32", inputShape: [3], targetShape: [3], classCount: 10 });
    expect(windowsOf(data)).toEqual({
      inputs: [
        [0, 1, 2],
        [3, 4, 5],
      ],
      targets: [
        [1, 2, 3],
        [4, 5, 6],
      ],
    });
    expect(data.inputs.values).toBe(text);
    expect(data.targets.values.buffer).toBe(text.buffer);
  });

  test("overlaps windows, or leaves tokens out between them, by the stride", () => {
    const close = languageModelData(text, { context: 3, size: 8, stride: 2 });
    expect(windowsOf(close).inputs).toEqual([
      [0, 1, 2],
      [2, 3, 4],
      [4, 5, 6],
    ]);
    expect(() => close.split({ test: 1 })).toThrow("no tokens in common");
    const apart = languageModelData([...text], { context: 2, size: 8, stride: 5 });
    expect(windowsOf(apart)).toEqual({
      inputs: [
        [0, 1],
        [5, 6],
      ],
      targets: [
        [1, 2],
        [6, 7],
      ],
    });
  });

  test("pads the last window where every token is to be told", () => {
    const data = languageModelData(text, { context: 3, size: 8, tail: "pad", padding: 7 });
    expect(windowsOf(data)).toEqual({
      inputs: [
        [0, 1, 2],
        [3, 4, 5],
        [6, 7, 7],
      ],
      targets: [
        [1, 2, 3],
        [4, 5, 6],
        [7, -1, -1],
      ],
    });
    const short = languageModelData([4, 5], { context: 3, size: 8, tail: "pad" });
    expect(windowsOf(short)).toEqual({ inputs: [[4, 5, 0]], targets: [[5, -1, -1]] });
    expect(languageModelData(text.subarray(0, 7), { context: 3, size: 8, tail: "pad" }).length).toBe(2);
    expect(languageModelData(text.subarray(0, 7), { context: 2, size: 8, stride: 6, tail: "pad" }).length).toBe(1);
  });

  test("tells every token but the first exactly once when it pads", () => {
    fc.assert(
      fc.property(
        fc.array(fc.nat(9), { minLength: 2, maxLength: 40 }),
        fc.integer({ min: 1, max: 9 }),
        (tokens, context) => {
          const { inputs, targets } = windowsOf(languageModelData(tokens, { context, size: 10, tail: "pad" }));
          expect(targets.flat().filter((token) => token !== -1)).toEqual(tokens.slice(1));
          expect(inputs.flat().slice(0, tokens.length - 1)).toEqual(tokens.slice(0, -1));
        },
      ),
    );
  });

  test("orders windows in lanes, so that each row of a batch goes on where it stopped", () => {
    const long = Int32Array.from({ length: 20 }, (_, i) => i);
    const data = languageModelData(long, { context: 3, size: 20, lanes: 2 });
    expect(windowsOf(data).inputs).toEqual([
      [0, 1, 2],
      [9, 10, 11],
      [3, 4, 5],
      [12, 13, 14],
      [6, 7, 8],
      [15, 16, 17],
    ]);
    expect(windowsOf(data).targets[5]).toEqual([16, 17, 18]);
    expect(() => languageModelData(long, { context: 7, size: 20, lanes: 3 })).toThrow("at least 22 tokens");
    expect(() => languageModelData(long, { context: 3, size: 20, lanes: 2, stride: 1 })).toThrow(
      "languageModelData: lanes must be 1 with a stride or a padded tail; got 2",
    );
  });

  test.each([
    [
      "a text shorter than a window",
      text,
      { context: 8, size: 8 },
      "languageModelData: must hold at least 9 tokens: a window and the token that follows it; got 8",
    ],
    ["a text without a next token", [1], { context: 8, size: 8, tail: "pad" }, "at least 2 tokens"],
    [
      "a token beyond the vocabulary",
      text,
      { context: 2, size: 7 },
      "languageModelData: tokens must be whole numbers from 0 to 6; that at position 7 is not; got 7",
    ],
    ["padding beyond the vocabulary", text, { context: 2, size: 8, tail: "pad", padding: 8 }, "got 8"],
    ["a fraction", [0, 0.5, 1], { context: 1, size: 8 }, "that at position 1 is not; got 0.5"],
    ["a context of 0", text, { context: 0, size: 8 }, "context must be a whole number at least 1"],
  ] as const)("refuses %s", (_, tokens, options, message) => {
    expect(() => languageModelData(tokens, options)).toThrow(message);
  });
});
