import { describe, expect, it } from "vitest";
import { beamSearch } from "../../src/generation/beamSearch.ts";
import { generate } from "../../src/generation/generate.ts";
import { generateBatch } from "../../src/generation/generateBatch.ts";
import { generateBeams } from "../../src/generation/generateBeams.ts";
import { logLikelihood } from "../../src/generation/logLikelihood.ts";
import { conv1d } from "../../src/layers/conv1d.ts";
import { crossAttention } from "../../src/layers/crossAttention.ts";
import { embedding } from "../../src/layers/embedding.ts";
import { linear } from "../../src/layers/linear.ts";
import { concatenate } from "../../src/layers/merging.ts";
import { learnedPositions } from "../../src/layers/positions.ts";
import { finalState } from "../../src/layers/recurrent/finalState.ts";
import { lstm } from "../../src/layers/recurrent/lstm.ts";
import { transformerDecoder } from "../../src/layers/transformerDecoder.ts";
import { transformerEncoder } from "../../src/layers/transformerEncoder.ts";
import { functional, merge, symbol, through } from "../../src/model/functional.ts";
import type { Model } from "../../src/model/model.ts";
import { attending, convolutions, countRuns, placed, tokenModelOf, vocabulary } from "./models.ts";

const threads = 1;

describe("a batch of prompts", () => {
  it("is gone on with as each alone, the first with the same draws, in batches of any size", async () => {
    const model = tokenModelOf(16, placed);
    const prompts = [
      [1, 2],
      [3, 4],
      [5, 6],
      [0, 1],
      [2, 2],
    ];
    const options = { tokens: 9, temperature: 1.2, seed: 6, end: 0, threads };
    const together = await generateBatch(model, { ...options, prompts });
    expect(together).toHaveLength(5);
    for (const batchSize of [1, 2, 4]) {
      expect(await generateBatch(model, { ...options, prompts, batchSize })).toEqual(together);
    }
    expect(await generateBatch(model, { ...options, prompts, cache: false })).toEqual(together);
    expect(together[0]).toEqual(await generate(model, { ...options, prompt: [1, 2] }));
    // Other rows draw numbers of their own.
    const same = await generateBatch(model, {
      ...options,
      prompts: [
        [1, 2],
        [1, 2],
      ],
    });
    expect(same[0]).toEqual(together[0]);
    expect(same[1]).not.toEqual(same[0]);
  });

  it("may have prompts of different length, which are computed anew; the cache refuses them", async () => {
    const model = tokenModelOf(16, convolutions);
    const prompts = [[1], [3, 4, 5], [5, 6]];
    const options = { tokens: 6, temperature: 0, threads };
    const together = await generateBatch(model, { ...options, prompts });
    for (const [row, prompt] of prompts.entries())
      expect(together[row]).toEqual(await generate(model, { ...options, prompt }));
    await expect(generateBatch(model, { ...options, prompts, cache: true })).rejects.toThrow(
      "generateBatch: cache must be false for prompts of different length; got 1, 3, 2",
    );
  });

  it("may be empty, and names the prompt that is unfit", async () => {
    const model = tokenModelOf(16, convolutions);
    expect(await generateBatch(model, { prompts: [], tokens: 3 })).toEqual([]);
    await expect(generateBatch(model, { prompts: [[1], [9]], tokens: 3 })).rejects.toThrow(
      "generateBatch: prompts[1][0] must be a token: a whole number from 0 to 6; got 9",
    );
    await expect(generateBatch(model, { prompts: [[1], []], tokens: 3 })).rejects.toThrow(
      /prompts\[1\] must be a list/,
    );
  });
});

describe("beams over a model", () => {
  it("find with the cache what they find without, and what beam search over predictions finds", async () => {
    for (const seed of [1, 2, 3]) {
      const model = tokenModelOf(12, attending, seed);
      const options = { prompt: [2, 3], tokens: 6, beams: 4, best: 3, end: 0, threads };
      const cached = await generateBeams(model, { ...options, cache: true });
      const whole = await generateBeams(model, { ...options, cache: false });
      const byPredict = await beamSearch({
        tokens: 6,
        beams: 4,
        best: 3,
        end: 0,
        next: async (sequences) => {
          const windows = sequences.flatMap((sequence) =>
            Array.from({ length: 12 }, (_, i) => [2, 3, ...sequence][i] ?? 0),
          );
          const { data } = await model.predict(Int32Array.from(windows), { threads });
          return sequences.map((sequence, row) => {
            const first = (row * 12 + sequence.length + 1) * vocabulary;
            return data.slice(first, first + vocabulary);
          });
        },
      });
      for (const found of [cached, whole]) {
        expect(found.map(({ tokens }) => tokens)).toEqual(byPredict.map(({ tokens }) => tokens));
        found.forEach(({ score }, i) => {
          expect(score).toBeCloseTo(byPredict[i]?.score ?? Number.NaN, 4);
        });
      }
    }
  });

  it("with one beam are the likeliest tokens, one run for each position", async () => {
    const model = tokenModelOf(24, convolutions);
    const { runs } = await countRuns(model);
    const [found] = await generateBeams(model, { prompt: [4], tokens: 15, beams: 1, threads });
    expect(runs()).toBe(15);
    const { tokens } = await generate(model, { prompt: [4], tokens: 15, temperature: 0, threads });
    expect(found?.tokens).toEqual(tokens);
  });
});

describe("the likelihood of a sequence", () => {
  it("is the sum of the log probabilities of its tokens after the true ones", async () => {
    const model = tokenModelOf(10, placed);
    const tokens = [2, 3, 0, 6, 5, 1];
    const { logProbability, each, bitsPerToken } = await logLikelihood(model, { tokens, threads });
    const { data } = await model.predict(
      Int32Array.from({ length: 10 }, (_, i) => tokens[i] ?? 0),
      { threads },
    );
    let sum = 0;
    tokens.slice(1).forEach((token, i) => {
      const row = [...data].slice(i * vocabulary, (i + 1) * vocabulary);
      const log = (row[token] ?? 0) - Math.log(row.reduce((total, z) => total + Math.exp(z), 0));
      expect(each[i]).toBeCloseTo(log, 6);
      sum += log;
    });
    expect(logProbability).toBeCloseTo(sum, 6);
    expect(bitsPerToken).toBeCloseTo(-sum / Math.LN2 / 5, 6);
    expect(await logLikelihood(model, { tokens: [3], threads })).toEqual({
      logProbability: 0,
      each: new Float64Array(),
      bitsPerToken: 0,
    });
  });

  it("is what beam search says of the sequence it found", async () => {
    const model = tokenModelOf(12, placed);
    const [found] = await generateBeams(model, { prompt: [2], tokens: 6, threads });
    const { logProbability } = await logLikelihood(model, { tokens: [2, ...(found?.tokens ?? [])], threads });
    expect(found?.logProbability).toBeCloseTo(logProbability, 4);
  });

  it("of a text longer than the window is judged by windows that overlap by half", async () => {
    const model = tokenModelOf(8, placed);
    const text = Array.from({ length: 30 }, (_, i) => (i * i + 3) % vocabulary);
    const { each } = await logLikelihood(model, { tokens: text, threads });
    expect(each).toHaveLength(29);
    for (const at of [7, 8, 11, 12, 20, 28]) {
      // The first window judges eight tokens; each later one, four further on, its second half.
      const start = at < 8 ? 0 : Math.floor((at - 8) / 4) * 4 + 4;
      const part = await logLikelihood(model, { tokens: text.slice(start, at + 2), threads });
      expect(each[at], `token ${at}`).toBeCloseTo(part.each.at(-1) ?? Number.NaN, 5);
    }
  });

  it("refuses what is no token", async () => {
    const model = tokenModelOf(8, placed);
    await expect(logLikelihood(model, { tokens: [] })).rejects.toThrow(/logLikelihood: tokens must be a list/);
    await expect(logLikelihood(model, { tokens: [1, 8] })).rejects.toThrow(/tokens\[1\] must be a token/);
  });
});

/** An encoder and a decoder that looks at it. */
function translator(): Model {
  const source = symbol("source", [6], "i32");
  const target = symbol("target", [6], "i32");
  const read = through(source, embedding({ size: 5, width: 8 }), transformerEncoder(2));
  const said = through(target, embedding({ size: vocabulary, width: 8 }), learnedPositions());
  const looked = merge(transformerDecoder(2), [said, read]);
  return functional({ inputs: [source, target], outputs: { next: through(looked, linear(vocabulary)) }, seed: 3 });
}

/** An encoder whose last state a decoder begins with, which also looks at all of what the encoder said. */
function speaker(): Model {
  const source = symbol("source", [6], "i32");
  const target = symbol("target", [6], "i32");
  // Token 0 fills up shorter sources.
  const read = through(source, embedding({ size: 5, width: 8, padding: 0 }), lstm({ units: 8 }));
  const states = [through(read, finalState()), through(read, finalState("cell"))];
  const said = merge(lstm({ units: 8 }), [through(target, embedding({ size: vocabulary, width: 8 })), ...states]);
  const looked = merge(crossAttention(2), [said, read]);
  const both = merge(concatenate({ axis: 1 }), [said, looked]);
  return functional({ inputs: [source, target], outputs: { next: through(both, linear(vocabulary)) }, seed: 3 });
}

describe.each([
  ["transformers", translator],
  ["recurrent layers", speaker],
])("an encoder and a decoder of %s", (_name, build) => {
  const sources = [
    [1, 4, 2, 0, 0, 0],
    [3, 3, 1, 2, 4, 4],
    [2, 1, 0, 0, 0, 0],
  ];

  it("go on with the cache as without, alone, in batches and with beams", async () => {
    const model = build();
    const options = { tokens: 5, temperature: 1.5, seed: 4, end: 6, threads };
    const prompts = sources.map(() => [1]);
    const cached = await generateBatch(model, { ...options, prompts, inputs: { source: sources }, cache: true });
    const whole = await generateBatch(model, { ...options, prompts, inputs: { source: sources }, cache: false });
    expect(cached).toEqual(whole);
    expect(await generateBatch(model, { ...options, prompts, inputs: { source: sources }, batchSize: 2 })).toEqual(
      whole,
    );
    const [source = []] = sources;
    expect(await generate(model, { ...options, prompt: [1], inputs: { source } })).toEqual(whole[0]);
    for (const source of sources) {
      const beams = { prompt: [1], tokens: 5, beams: 4, best: 4, end: 6, threads, inputs: { source } };
      const found = await generateBeams(model, { ...beams, cache: true });
      const expected = await generateBeams(model, { ...beams, cache: false });
      expect(found.map(({ tokens }) => tokens)).toEqual(expected.map(({ tokens }) => tokens));
      found.forEach(({ score }, i) => {
        expect(score).toBeCloseTo(expected[i]?.score ?? Number.NaN, 4);
      });
      const { logProbability } = await logLikelihood(model, {
        tokens: [1, ...(found[0]?.tokens ?? []), ...(found[0]?.isEnded === true ? [6] : [])],
        inputs: { source },
        threads,
      });
      expect(found[0]?.logProbability).toBeCloseTo(logProbability, 4);
    }
  });

  it("runs one position for each token, after what the source makes once", async () => {
    const model = build();
    const { runs } = await countRuns(model);
    const [source = []] = sources;
    await generate(model, { prompt: [1], tokens: 5, inputs: { source }, threads });
    expect(runs()).toBe(1 + 5);
  });

  it("says something else of another source", async () => {
    const model = build();
    const likelihood = async (source: readonly number[]): Promise<number> =>
      (await logLikelihood(model, { tokens: [1, 2, 3], inputs: { source }, threads })).logProbability;
    expect(await likelihood([1, 4, 2, 1, 1, 1])).not.toBe(await likelihood([3, 3, 1, 2, 4, 4]));
  });
});

describe("a model with a source beside the tokens", () => {
  const source = [1, 4, 2, 0, 3, 3];

  it("that joins them position by position is computed anew", async () => {
    const from = symbol("source", [6], "i32");
    const target = symbol("target", [6], "i32");
    const joined = merge(concatenate({ axis: 1 }), [
      through(from, embedding({ size: 5, width: 4 })),
      through(target, embedding({ size: vocabulary, width: 4 }), conv1d({ filters: 4, kernel: 2, padding: "causal" })),
    ]);
    const model = functional({ inputs: [from, target], outputs: { next: through(joined, linear(vocabulary)) } });
    const options = { prompt: [1], tokens: 5, temperature: 0, inputs: { source }, threads };
    expect((await generate(model, options)).tokens).toHaveLength(5);
    await expect(generate(model, { ...options, cache: true })).rejects.toThrow(
      "generate: cache must be false for a model whose layers can't all go on by one position",
    );
  });

  it("refuses sources of another length or with what is no token, and names it does not have", async () => {
    const model = translator();
    const refuse = (options: object, message: string): Promise<void> =>
      expect(generate(model, { prompt: [1], tokens: 3, inputs: { source }, ...options })).rejects.toThrow(message);
    await refuse(
      { inputs: { source: [1, 2] } },
      "inputs.source must be 6 numbers ([6]) for each of 1 sequences; got 2 numbers",
    );
    await refuse(
      { inputs: { source: [9, 0, 0, 0, 0, 0] } },
      "inputs.source[0][0] must be a token: a whole number from 0 to 4; got 9",
    );
    await refuse(
      { inputs: {} },
      "the model must have one input of tokens [positions] (i32) beside those given in inputs",
    );
    await refuse({ inputs: { sauce: source } }, "names must be those of the model: source, target; got sauce");
  });
});
