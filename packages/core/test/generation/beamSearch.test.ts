import { describe, expect, it } from "vitest";
import { beamSearch, type FoundSequence, type NextLogits } from "../../src/generation/beamSearch.ts";
import { random } from "../../src/random/generator.ts";

const end = 0;
const vocabulary = 4;

/** Logits that depend on the whole sequence, at random but always the same. */
function logitsOf(sequence: readonly number[], seed = 3): readonly number[] {
  const generator = random({ seed, stream: sequence.join() });
  return Array.from({ length: vocabulary }, () => 2 * generator.normal());
}

const next: NextLogits = (sequences) => sequences.map((sequence) => logitsOf(sequence));

function logSoftmax(row: readonly number[]): readonly number[] {
  const total = Math.log(row.reduce((sum, z) => sum + Math.exp(z), 0));
  return row.map((z) => z - total);
}

/** Every sequence of at most `most` tokens, with the score that it should have. */
function everySequence(most: number, alpha: number): readonly FoundSequence[] {
  const found: FoundSequence[] = [];
  const visit = (tokens: readonly number[], logProbability: number): void => {
    const logs = logSoftmax(logitsOf(tokens));
    const length = tokens.length + 1;
    const ended = logProbability + (logs[end] ?? 0);
    found.push({ tokens, logProbability: ended, score: ended / length ** alpha, isEnded: true });
    for (let token = 1; token < vocabulary; token += 1) {
      const own = logProbability + (logs[token] ?? 0);
      const longer = [...tokens, token];
      if (length < most) visit(longer, own);
      else found.push({ tokens: longer, logProbability: own, score: own / length ** alpha, isEnded: false });
    }
  };
  visit([], 0);
  return found.sort((a, b) => b.score - a.score);
}

function expectSame(found: readonly FoundSequence[], expected: readonly FoundSequence[]): void {
  expect(found.map(({ tokens, isEnded }) => ({ tokens, isEnded }))).toEqual(
    expected.map(({ tokens, isEnded }) => ({ tokens, isEnded })),
  );
  found.forEach(({ score, logProbability }, i) => {
    expect(score).toBeCloseTo(expected[i]?.score ?? Number.NaN, 12);
    expect(logProbability).toBeCloseTo(expected[i]?.logProbability ?? Number.NaN, 12);
  });
}

describe("beam search", () => {
  it.each([0, 0.7, 1, 2])("finds the best of all sequences if it is wide enough, for α = %s", async (alpha) => {
    const found = await beamSearch({ next, tokens: 4, beams: 300, best: 5, end, lengthPenalty: alpha });
    expectSame(found, everySequence(4, alpha).slice(0, 5));
  });

  it("with one beam takes the likeliest token each time", async () => {
    const greedy: number[] = [];
    for (let i = 0; i < 6; i += 1) {
      const row = logitsOf(greedy, 5);
      const token = row.indexOf(Math.max(...row));
      greedy.push(token);
    }
    const [found] = await beamSearch({
      next: (sequences) => sequences.map((sequence) => logitsOf(sequence, 5)),
      tokens: 6,
      beams: 1,
    });
    expect(found?.tokens).toEqual(greedy);
    expect(found?.isEnded).toBe(false);
  });

  it("asks for as many sequences at once as it follows, and stops where none can come before those it has", async () => {
    const asked: number[] = [];
    // The end has nearly all the probability from the second token on.
    const found = await beamSearch({
      next: (sequences) => {
        asked.push(sequences.length);
        return sequences.map((sequence) => (sequence.length === 0 ? [-9, 1, 1, 1] : [9, 0, 0, 0]));
      },
      tokens: 50,
      beams: 3,
      best: 3,
      end,
    });
    expect(found.map(({ tokens }) => tokens)).toEqual([[1], [2], [3]]);
    expect(asked[0]).toBe(1);
    expect(asked[1]).toBe(3);
    expect(asked.length).toBeLessThan(50);
  });

  it("passes over tokens that can't come", async () => {
    const found = await beamSearch({
      next: (sequences) => sequences.map(() => [-Infinity, 0, -Infinity, -Infinity]),
      tokens: 3,
      beams: 4,
      best: 4,
      end,
    });
    expect(found).toEqual([{ tokens: [1, 1, 1], logProbability: 0, score: 0, isEnded: false }]);
  });

  it("refuses logits that are no numbers, and options out of range or unknown", async () => {
    const options = { next, tokens: 3 };
    await expect(beamSearch({ ...options, next: () => [[0, Number.NaN]] })).rejects.toThrow(/logits\[1\] = NaN/);
    await expect(beamSearch({ ...options, beams: 0 })).rejects.toThrow(
      "beams must be a whole number at least 1; got 0",
    );
    await expect(beamSearch({ ...options, tokens: 0 })).rejects.toThrow(/tokens must be a whole number at least 1/);
    await expect(beamSearch({ ...options, beams: 2, best: 3 })).rejects.toThrow(
      "best must be at most 2, the beams; got 3",
    );
    const misspelt: object = { width: 3 };
    await expect(beamSearch({ ...options, ...misspelt })).rejects.toThrow(/option must be a known one; got "width"/);
  });
});
