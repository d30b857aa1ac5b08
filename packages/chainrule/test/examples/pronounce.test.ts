import { describe, expect, test } from "vitest";
import { alignLetters } from "../../../../examples/pronounce/alignment.ts";
import { letterRules } from "../../../../examples/pronounce/letterRules.ts";
import {
  pronounceData,
  pronounceNetwork,
  sayAll,
  soundsOf,
  trainPronounce,
} from "../../../../examples/pronounce/pronounceModel.ts";
import { attentionPicture, lengthChart, phonemeErrorRate } from "../../../../examples/pronounce/pronouncePictures.ts";
import { loadPronunciations, longest } from "../../../../examples/pronounce/pronunciations.ts";
import { svgFault } from "./wellFormed.ts";

const { train, validation, test: held } = loadPronunciations();

describe("the words", () => {
  test("are divided in three parts that share none", () => {
    expect([train.length, validation.length, held.length]).toEqual([95016, 9049, 9049]);
    expect(new Set([...train, ...validation, ...held].map(({ word }) => word)).size).toBe(113114);
  });

  test("fit the model and are said in 39 phonemes", () => {
    for (const { word, phonemes } of held) {
      expect(word).toMatch(/^[a-z]{2,12}$/);
      expect(phonemes.length).toBeLessThanOrEqual(longest.phonemes);
    }
    expect(soundsOf(train).length).toBe(39);
    expect(soundsOf(held)).toEqual(soundsOf(train));
  });

  test("become letters, sounds said before, and the sound to follow", () => {
    const { letters, said } = pronounceData([{ word: "cab", phonemes: ["K", "AE", "B"] }], ["AE", "B", "K"]);
    const read = letters.createBatch(1);
    letters.batch([0], read);
    expect([...read.inputs]).toEqual([3, 1, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
    const decoder = said.createBatch(1);
    said.batch([0], decoder);
    expect([...decoder.inputs].slice(0, 5)).toEqual([0, 3, 1, 2, 0]);
    expect([...decoder.targets].slice(0, 5)).toEqual([3, 1, 2, 0, -1]);
  });
});

describe("the rules", () => {
  const words = [
    { word: "cat", phonemes: ["K", "AE", "T"] },
    { word: "bat", phonemes: ["B", "AE", "T"] },
    { word: "tab", phonemes: ["T", "AE", "B"] },
    { word: "cab", phonemes: ["K", "AE", "B"] },
  ];

  test("give each letter its sounds", () => {
    expect(alignLetters(words)[0]).toEqual(["K", "AE", "T"]);
    expect(alignLetters([{ word: "x", phonemes: ["EH", "K", "S"] }])).toEqual([undefined]);
  });

  test("say a word that was not among those counted", () => {
    expect(letterRules(words).say("tact")).toEqual(["T", "AE", "K", "T"]);
  });
});

test("the phoneme error rate counts what must be replaced, put in and taken out", () => {
  const words = [
    { word: "cat", phonemes: ["K", "AE", "T"] },
    { word: "a", phonemes: ["AH"] },
  ];
  expect(phonemeErrorRate(words, [["K", "T"], ["AH"]])).toBe(0.25);
  expect(phonemeErrorRate(words, [["K", "AE", "T", "S"], ["EY"]])).toBe(0.5);
});

const few = train.filter((_, i) => i % 40 === 0);
const sounds = soundsOf(train);

test("a network that saw a fortieth of the words errs less than one that always says the same", async () => {
  const few200 = validation.slice(0, 200);
  const { model, validationLosses } = await trainPronounce(few, sounds, { seed: 1, epochs: 2, validation: few200 });
  expect(validationLosses[1]).toBeLessThan(validationLosses[0] ?? 0);
  const judged = held.filter((_, i) => i % 100 === 0);
  const said = await sayAll(
    model,
    judged.map(({ word }) => word),
    sounds,
  );
  expect(phonemeErrorRate(judged, said)).toBeLessThan(0.7);
}, 120_000);

describe("pictures", () => {
  test("of attention name letters and sounds, and are well-formed", async () => {
    const model = pronounceNetwork(sounds.length, 1);
    const picture = await attentionPicture(model, sounds, [{ word: "cat", said: ["K", "AE", "T"] }]);
    for (const language of ["en", "zh"] as const) {
      const svg = picture.svg(language);
      expect(svgFault(svg)).toBeUndefined();
      for (const name of ["c", "a", "t", "K", "AE", "T", "⏎"]) expect(svg).toContain(`>${name}</text>`);
    }
  });

  test("of errors by length are well-formed", () => {
    const judged = held.slice(0, 200);
    const said = judged.map(({ phonemes }) => phonemes.slice(1));
    const picture = lengthChart(judged, [{ label: { en: "cut", zh: "截短" }, said }]);
    expect(svgFault(picture.svg("en"))).toBeUndefined();
  });
});
