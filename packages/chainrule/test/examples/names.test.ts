import { crossEntropy } from "@chainrule/core";
import { describe, expect, test } from "vitest";
import { bestBigramModel, bigramModel } from "../../../../examples/names/bigramModel.ts";
import { bigramBits, meanBits, networkBits } from "../../../../examples/names/nameBits.ts";
import {
  nameDataset,
  namesNetwork,
  positions,
  threeLetters,
  trainNames,
  transformer,
} from "../../../../examples/names/nameModels.ts";
import { attentionPicture } from "../../../../examples/names/namePictures.ts";
import { alphabet, loadNames, symbolsOf } from "../../../../examples/names/namesData.ts";
import { svgFault } from "./wellFormed.ts";

const { train, validation, test: held } = loadNames();

describe("the names", () => {
  test("are divided in three parts that share none, in the same way each time", () => {
    expect([train.length, validation.length, held.length]).toEqual([6723, 840, 840]);
    expect(new Set([...train, ...validation, ...held]).size).toBe(8403);
    expect(loadNames().test).toEqual(held);
  });

  test("are spelled in small letters and fit the models", () => {
    for (const name of [...train, ...validation, ...held]) expect(name).toMatch(/^[a-z]{2,15}$/);
    expect(symbolsOf("abz")).toEqual([1, 2, 26, 0]);
  });

  test("become positions that know the letter before and guess the next", () => {
    const data = nameDataset(["ab"]);
    const { inputs, targets } = data.createBatch(1);
    data.batch([0], { inputs, targets });
    expect([...inputs.slice(0, 5)]).toEqual([0, 1, 2, 0, 0]);
    expect([...targets.slice(0, 5)]).toEqual([1, 2, 0, -1, -1]);
    expect(targets.length).toBe(positions);
  });
});

describe("the bigram model", () => {
  test("counts pairs with a little for those never seen", () => {
    const { probabilities } = bigramModel(["ab", "ac"], 0.5);
    // After "a" came b and c, once each: (1 + ½) / (2 + 27 · ½).
    expect(probabilities[27 + 2]).toBeCloseTo(1.5 / 15.5, 12);
    expect(probabilities[27 + 4]).toBeCloseTo(0.5 / 15.5, 12);
    for (let row = 0; row < 27; row += 1) {
      expect(probabilities.subarray(27 * row, 27 * row + 27).reduce((a, b) => a + b)).toBeCloseTo(1, 12);
    }
  });

  test("needs 3.523 bits per character on held-out names", () => {
    const bigram = bestBigramModel(train, validation);
    expect(bigram.k).toBe(0.1);
    expect(bigram.bitsPerCharacter(held)).toBeCloseTo(3.5226, 4);
    expect(meanBits(bigramBits(bigram, held))).toBeCloseTo(3.5226, 4);
  });
});

test("a network that saw a tenth of the names twice needs fewer bits than guessing letters alike", async () => {
  const model = await trainNames(threeLetters, nameDataset(train.slice(0, 672)), { seed: 1, epochs: 2 });
  const names = nameDataset(held.slice(0, 100));
  const bits = meanBits(await networkBits(model, names));
  expect(bits).toBeLessThan(Math.log2(alphabet.length + 1) - 0.5);
  // The same figure as the loss, which is in nats.
  const { loss } = await model.evaluate(names, { loss: crossEntropy() });
  expect(loss / Math.LN2).toBeCloseTo(bits, 4);
});

test("the picture of attention names the letters and is well-formed", async () => {
  const picture = await attentionPicture(namesNetwork(transformer, 1), "ann");
  for (const language of ["en", "zh"] as const) {
    const svg = picture.svg(language);
    expect(svgFault(svg)).toBeUndefined();
    for (const letter of ["·", "a", "n", "⏎"]) expect(svg).toContain(`>${letter}</text>`);
  }
});
