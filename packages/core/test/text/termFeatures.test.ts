import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { bagOfWords } from "../../src/text/bagOfWords.ts";
import { bytePairTokenizer } from "../../src/text/bytePairTokenizer.ts";
import { termFeaturesFromConfig } from "../../src/text/registry.ts";
import type { TermFeatures } from "../../src/text/termFeatures.ts";
import { termFeaturesFromJson } from "../../src/text/termFeaturesFromJson.ts";
import { tfIdf } from "../../src/text/tfIdf.ts";
import { wordTokenizer } from "../../src/text/wordTokenizer.ts";

type Rows = readonly (readonly number[])[];
interface Figures {
  readonly source: string;
  readonly termWeights: {
    readonly trainingTexts: readonly string[];
    readonly heldOutTexts: readonly string[];
    readonly terms: readonly string[];
    readonly counts: Rows;
    readonly cases: readonly {
      readonly options: { readonly min_df?: number; readonly sublinear_tf?: boolean; readonly norm?: null };
      readonly terms: readonly string[];
      readonly idf: readonly number[];
      readonly training: Rows;
      readonly heldOut: Rows;
    }[];
  };
}

const { source, termWeights }: Figures = JSON.parse(
  readFileSync(new URL("../figures/text.json", import.meta.url), "utf8"),
);
const { trainingTexts, heldOutTexts } = termWeights;
const tokenizer = wordTokenizer(trainingTexts);

/** Rows of features in the order of `terms`. */
function rowsOf(features: TermFeatures, texts: readonly string[], terms: readonly string[]): number[][] {
  const { values, shape } = features.transform(texts);
  expect(shape).toEqual([terms.length]);
  const places = terms.map((term) => features.terms.indexOf(term));
  return texts.map((_, row) => places.map((place) => values[row * features.size + place] ?? Number.NaN));
}

function expectNear(actual: Rows, expected: Rows): void {
  expect(actual.length).toBe(expected.length);
  actual.forEach((row, i) => {
    row.forEach((value, j) => {
      expect(value).toBeCloseTo(expected[i]?.[j] ?? Number.NaN, 6);
    });
  });
}

describe(`tfIdf (figures of ${source})`, () => {
  test.each(termWeights.cases)(
    "weighs terms as scikit-learn does: $options",
    ({ options, terms, idf, training, heldOut }) => {
      const features = tfIdf(tokenizer, trainingTexts, {
        leastDocuments: options.min_df ?? 1,
        sublinear: options.sublinear_tf ?? false,
        norm: options.norm === null ? "none" : "l2",
      });
      expect([...features.terms].sort()).toEqual(terms);
      terms.forEach((term, i) => {
        expect(features.weights[features.terms.indexOf(term)]).toBeCloseTo(idf[i] ?? Number.NaN, 9);
      });
      expectNear(rowsOf(features, trainingTexts, terms), training);
      expectNear(rowsOf(features, heldOutTexts, terms), heldOut);
    },
  );

  test("divides by the sum where asked", () => {
    const { values } = tfIdf(tokenizer, trainingTexts, { norm: "l1" }).transform(["the cat sat"]);
    expect(values.reduce((total, value) => total + value, 0)).toBeCloseTo(1, 6);
  });
});

describe("bagOfWords", () => {
  test("counts terms as scikit-learn does, or says which there are", () => {
    const { terms, counts } = termWeights;
    expect(rowsOf(bagOfWords(tokenizer, trainingTexts), heldOutTexts, terms)).toEqual(counts);
    const present = bagOfWords(tokenizer, trainingTexts, { binary: true });
    expect(rowsOf(present, heldOutTexts, terms)).toEqual(counts.map((row) => row.map((count) => Math.min(1, count))));
  });

  test("leaves out terms of few texts and of most, and special tokens", () => {
    const features = bagOfWords(tokenizer, trainingTexts, { leastDocuments: 2, greatestShare: 0.5 });
    expect([...features.terms].sort()).toEqual(["cat", "dog", "mat", "sat", "the"]);
    expect(features.transform(["zebra <padding>"]).values).toEqual(new Float32Array(features.size));
  });

  test("takes the tokens of any tokenizer as terms", () => {
    const pairs = bytePairTokenizer("abab", { merges: 1 });
    const features = bagOfWords(pairs, ["ab c"]);
    expect(features.terms).toEqual([" ", "c", "ab"]);
    expect(features.transform(["ababc"]).values).toEqual(Float32Array.of(0, 1, 2));
  });

  test.each([
    ["no texts", () => bagOfWords(tokenizer, []), "texts: must hold at least one example"],
    [
      "texts without terms",
      () => bagOfWords(tokenizer, ["zebra", ""]),
      "leastDocuments and greatestShare must leave at least one term; got none of 0 left",
    ],
    [
      "limits that leave none",
      () => tfIdf(tokenizer, trainingTexts, { leastDocuments: 5 }),
      "tfIdf: leastDocuments and greatestShare must leave at least one term; got none of 8 left",
    ],
    [
      "nothing to transform",
      () => bagOfWords(tokenizer, trainingTexts).transform([]),
      "texts: must hold at least one example",
    ],
    [
      "a share of 0",
      () => bagOfWords(tokenizer, trainingTexts, { greatestShare: 0 }),
      "greatestShare must be a number above 0 and at most 1",
    ],
    [
      "half a character",
      () => bagOfWords(tokenizer, trainingTexts).transform(["ok", "\uD800"]),
      "texts[1]: must be whole characters",
    ],
  ])("refuses %s", (_, run, message) => {
    expect(run).toThrow(message);
  });

  test("is named by configurations, misspelt options too", () => {
    const features = termFeaturesFromConfig({ tfIdf: { sublinear: true } }).fit(tokenizer, trainingTexts);
    expect(features.size).toBe(8);
    expect(() => termFeaturesFromConfig({ tfidf: {} })).toThrow('did you mean "tfIdf"?');
    expect(() => termFeaturesFromConfig({ tfIdf: { sublinaer: true } })).toThrow('did you mean "sublinear"?');
  });
});

describe("termFeaturesFromJson", () => {
  const features = tfIdf(tokenizer, trainingTexts, { sublinear: true, leastDocuments: 2 });
  const json = JSON.parse(JSON.stringify(features.toJson()));

  test("makes the features again that were saved", () => {
    const again = termFeaturesFromJson(json);
    expect(again.terms).toEqual(features.terms);
    expect(again.transform(heldOutTexts)).toEqual(features.transform(heldOutTexts));
  });

  test.each([
    ["nothing", undefined, "text features: format must be chainrule.termFeatures; got undefined"],
    ["a tokenizer", tokenizer.toJson(), "format must be chainrule.termFeatures"],
    ["a later version", { ...json, version: 2 }, "version must be 1; got 2"],
    ["a damaged tokenizer", { ...json, tokenizer: {} }, "tokenizer: format must be chainrule.tokenizer"],
    ["an unknown frequency", { ...json, frequency: "log" }, 'frequency must be count, binary or sublinear; got "log"'],
    ["an unknown norm", { ...json, norm: "max" }, "norm must be l2, l1 or none"],
    ["fewer weights than terms", { ...json, weights: [1] }, "tokens must be a list as long as weights"],
    [
      "a term twice",
      { ...json, tokens: [2, 2], weights: [1, 1] },
      "tokens[1] must be a rising whole number below 10; got 2",
    ],
    ["a term beyond the vocabulary", { ...json, tokens: [99], weights: [1] }, "tokens[0] must be"],
    ["a weight below 0", { ...json, tokens: [2], weights: [-1] }, "weights[0] must be a number above 0; got -1"],
  ])("refuses %s", (_, given, message) => {
    expect(() => termFeaturesFromJson(given)).toThrow(message);
  });
});
