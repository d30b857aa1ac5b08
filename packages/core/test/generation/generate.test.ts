import { describe, expect, it } from "vitest";
import { generate, generateTokens } from "../../src/generation/generate.ts";
import { conv1d } from "../../src/layers/conv1d.ts";
import { flatten } from "../../src/layers/flatten.ts";
import { linear } from "../../src/layers/linear.ts";
import { multiHeadAttention } from "../../src/layers/multiHeadAttention.ts";
import { poolOverTime } from "../../src/layers/poolOverTime.ts";
import { gru } from "../../src/layers/recurrent/gru.ts";
import type { Model } from "../../src/model/model.ts";
import { sequential } from "../../src/model/sequential.ts";
import {
  attending,
  block,
  convolutions,
  countRuns,
  placed,
  remembering,
  tokenModelOf,
  turning,
  vocabulary,
} from "./models.ts";

const threads = 1;

/** The likeliest next token after each prefix, by `predict` on whole windows. */
async function greedyByPredict(model: Model, prompt: readonly number[], count: number): Promise<readonly number[]> {
  const [context = 1] = model.network.inputs[0]?.type.shape ?? [];
  const tokens = [...prompt];
  for (let i = 0; i < count; i += 1) {
    const seen = tokens.slice(-context);
    const window = Int32Array.from({ length: context }, (_, place) => seen[place] ?? 0);
    const { data } = await model.predict(window, { threads });
    const row = [...data].slice((seen.length - 1) * vocabulary, seen.length * vocabulary);
    tokens.push(row.indexOf(Math.max(...row)));
  }
  return tokens.slice(prompt.length);
}

describe("generation", () => {
  it.each([
    ["layers that keep as much for any length", convolutions],
    ["layers with places", placed],
    ["layers that treat positions alone", [linear(8)]],
    ["attention with learned positions", attending],
    ["attention with rotary positions", turning],
    ["a transformer's block", block],
    ["recurrent layers", remembering],
    ["a stack of recurrent layers", [gru({ units: 8, layers: 2 })]],
  ])("with the cache gives the tokens that recomputing gives: %s", async (_name, layers) => {
    for (const seed of [1, 2, 3]) {
      const model = tokenModelOf(24, layers, seed);
      const prompt = [3, 1, 4];
      const options = { prompt, tokens: 20, temperature: 0, threads };
      const cached = await generate(model, { ...options, cache: true });
      const whole = await generate(model, { ...options, cache: false });
      expect(cached.tokens).toEqual(whole.tokens);
      expect(whole.tokens).toEqual(await greedyByPredict(model, prompt, 20));
      expect(cached).toEqual({ tokens: whole.tokens, isEnded: false, hasSlid: false });
      const drawn = { prompt, tokens: 20, temperature: 1.5, topK: 5, seed, threads };
      expect(await generate(model, { ...drawn, cache: true })).toEqual(
        await generate(model, { ...drawn, cache: false }),
      );
    }
  });

  it("with the cache runs one position for each token, whatever the length", async () => {
    const model = tokenModelOf(256, attending);
    const { runs } = await countRuns(model);
    await generate(model, { prompt: [1, 2, 3], tokens: 50, threads });
    expect(runs()).toBe(52);
    await generate(model, { prompt: [1, 2, 3], tokens: 200, threads });
    expect(runs()).toBe(52 + 202);
  });

  it("gives the same tokens on the reference engine and on the other, and for any number of threads", async () => {
    const options = { prompt: [5], tokens: 12, seed: 9 };
    const found = await generate(tokenModelOf(16, placed), { ...options, threads: 1 });
    expect(await generate(tokenModelOf(16, placed), { ...options, engine: "reference" })).toEqual(found);
    expect(await generate(tokenModelOf(16, placed), { ...options, threads: 3 })).toEqual(found);
    expect((await generate(tokenModelOf(16, placed), { ...options, threads: 1, seed: 10 })).tokens).not.toEqual(
      found.tokens,
    );
  });

  it("ends at the end token, which is not part of the result", async () => {
    const model = tokenModelOf(24, convolutions);
    const { tokens } = await generate(model, { prompt: [2], tokens: 20, temperature: 1, seed: 4, threads });
    const end = tokens[7] ?? 0;
    const ended = await generate(model, { prompt: [2], tokens: 20, temperature: 1, seed: 4, end, threads });
    expect(ended).toEqual({ tokens: tokens.slice(0, tokens.indexOf(end)), isEnded: true, hasSlid: false });
  });

  it("leaves out tokens that are excluded", async () => {
    const model = tokenModelOf(24, convolutions);
    const options = { prompt: [2], tokens: 20, temperature: 3, seed: 4, threads };
    const { tokens } = await generate(model, options);
    expect(new Set(tokens).size).toBeGreaterThan(4);
    const some = await generate(model, { ...options, exclude: [0, 1, 2, 6] });
    expect(some.tokens.every((token) => [3, 4, 5].includes(token))).toBe(true);
    await expect(generate(model, { ...options, exclude: [9] })).rejects.toThrow(/exclude\[0\] must be a token/);
    await expect(generate(model, { ...options, exclude: [0, 1, 2, 3, 4, 5, 6] })).rejects.toThrow(/7 × -Infinity/);
  });

  it("goes beyond what the model sees: without end where layers keep as much for any length, else over a window that slides", async () => {
    const prompt = [1, 2, 3];
    const options = { prompt, tokens: 30, temperature: 0, threads };
    for (const layers of [convolutions, remembering]) {
      const free = await generate(tokenModelOf(8, layers), options);
      expect(free.hasSlid).toBe(false);
      // A model of a longer context says the same: recurrent layers know no positions.
      expect(free.tokens).toEqual((await generate(tokenModelOf(64, layers), { ...options, cache: false })).tokens);
    }
    const model = tokenModelOf(8, placed);
    const slid = await generate(model, options);
    expect(slid.hasSlid).toBe(true);
    expect(slid.tokens).toEqual(await greedyByPredict(model, prompt, 30));
    const fits = await generate(model, { ...options, tokens: 6, cache: true });
    expect(fits.tokens).toEqual(slid.tokens.slice(0, 6));
    await expect(generate(model, { ...options, tokens: 7, cache: true })).rejects.toThrow(
      "generate: cache must be false for 9 positions: layers keep those before for at most the model's 8; got true",
    );
  });

  it("takes a prompt longer than the window by its end", async () => {
    const model = tokenModelOf(6, placed);
    const long = [1, 2, 3, 4, 5, 6, 0, 1, 2];
    const found = await generate(model, { prompt: long, tokens: 3, temperature: 0, threads });
    expect(found.hasSlid).toBe(true);
    expect(found.tokens).toEqual(await greedyByPredict(model, long, 3));
  });

  it("sees the weights of a later training", async () => {
    const model = tokenModelOf(16, convolutions);
    const options = { prompt: [1], tokens: 10, temperature: 0, threads };
    const before = await generate(model, options);
    const weights = tokenModelOf(16, convolutions, 77).weights();
    model.setWeights(weights);
    const after = await generate(model, options);
    expect(after.tokens).not.toEqual(before.tokens);
    expect(after.tokens).toEqual((await generate(tokenModelOf(16, convolutions, 77), options)).tokens);
  });
});

describe("tokens one by one", () => {
  it("are those of the whole, and leave the model free when the loop is left", async () => {
    const model = tokenModelOf(16, placed);
    const options = { prompt: [1], tokens: 10, seed: 3, threads };
    const { tokens } = await generate(model, options);
    const some: number[] = [];
    for await (const token of generateTokens(model, options)) {
      some.push(token);
      if (some.length === 4) break;
    }
    expect(some).toEqual(tokens.slice(0, 4));
    expect((await generate(model, options)).tokens).toEqual(tokens);
  });

  it("of two that go on in turns do not disturb each other", async () => {
    const model = tokenModelOf(16, convolutions);
    const one = { prompt: [1], tokens: 8, seed: 3, threads };
    const other = { prompt: [4, 4], tokens: 8, seed: 5, threads };
    const expected = [(await generate(model, one)).tokens, (await generate(model, other)).tokens];
    const found: number[][] = [[], []];
    const [first, second] = [generateTokens(model, one), generateTokens(model, other)];
    for (let i = 0; i < 8; i += 1) {
      const [a, b] = [await first.next(), await second.next()];
      if (a.done !== true) found[0]?.push(a.value);
      if (b.done !== true) found[1]?.push(b.value);
    }
    expect(found).toEqual(expected);
  });
});

describe("generation refuses", () => {
  const model = tokenModelOf(8, convolutions);
  const refuse = (options: object, message: string | RegExp, of: Model = model): Promise<void> =>
    expect(generate(of, { prompt: [1], tokens: 3, threads, ...options })).rejects.toThrow(message);

  it("prompts that are empty or hold what is no token", async () => {
    await refuse(
      { prompt: [] },
      "generate: prompt must be a list of at least one token, say that of the beginning; got []",
    );
    await refuse({ prompt: [1, 7] }, "generate: prompt[1] must be a token: a whole number from 0 to 6; got 7");
    await refuse({ prompt: [-1] }, "prompt[0] must be a token: a whole number from 0 to 6; got -1");
    await refuse({ prompt: [0.5] }, "prompt[0] must be a token");
    await refuse({ prompt: "abc" }, "prompt must be a list of tokens");
  });

  it("options out of their range or unknown", async () => {
    await refuse({ tokens: 0 }, "generate: tokens must be a whole number at least 1; got 0");
    await refuse({ temperature: -1 }, "generate: temperature must be a number at least 0; got -1");
    await refuse({ topk: 3 }, 'generate: option must be a known one; got "topk"; did you mean "topK"?');
    await refuse({ engine: "gpu" }, "generate: engine must be one of wasm, reference");
    await refuse({ inputs: { source: [1] } }, "names must be those of the model: input; got source");
    await refuse({ end: 7 }, "generate: end must be a token: a whole number from 0 to 6; got 7");
  });

  it("models that do not turn tokens into logits for each position", async () => {
    const classes = sequential({ input: [4] }, [linear(3)]);
    await refuse({}, /the model must have one input of tokens \[positions\] \(i32\).*got input \[4\] \(f32\)/, classes);
    const pooled = tokenModelOf(8, [poolOverTime("mean")]);
    await refuse({}, "the model must give logits [8, tokens] for its 8 positions; got output [7] (f32)", pooled);
    const wide = tokenModelOf(8, convolutions, 1, 9);
    await refuse({}, /generate: the model must take every token that it gives: its input takes 0 to 6/, wide);
  });

  it("models that look ahead, with the cache and without", async () => {
    for (const layer of [
      conv1d({ filters: 8, kernel: 3, padding: "same" }),
      multiHeadAttention({ heads: 2 }),
      gru({ units: 4, bidirectional: true }),
    ]) {
      const ahead = tokenModelOf(8, [layer]);
      await refuse({}, "generate: what a model says of a position must not depend on later ones", ahead);
      await refuse({ cache: true }, /model\.layers\[1\]/, ahead);
    }
    const flat = sequential({ input: [4], inputType: "i32" }, [flatten()]);
    await refuse({}, /the model must give logits/, flat);
  });
});
