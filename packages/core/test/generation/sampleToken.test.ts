import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { sampleToken } from "../../src/generation/sampleToken.ts";
import { tokenDistribution } from "../../src/generation/tokenDistribution.ts";
import { random } from "../../src/random/generator.ts";

const logits = [1, 3, 0, 2, -1];

function softmax(values: readonly number[]): readonly number[] {
  const powers = values.map((value) => Math.exp(value));
  const total = powers.reduce((sum, value) => sum + value);
  return powers.map((value) => value / total);
}

function expectClose(found: ArrayLike<number>, expected: readonly number[]): void {
  expect(found.length).toBe(expected.length);
  expected.forEach((value, i) => {
    expect(found[i], `probability ${i}`).toBeCloseTo(value, 12);
  });
}

describe("the distribution of the next token", () => {
  it("is the softmax of the logits over the temperature", () => {
    expectClose(tokenDistribution(logits), softmax(logits));
    expectClose(tokenDistribution(logits, { temperature: 0.5 }), softmax(logits.map((z) => z / 0.5)));
    expectClose(tokenDistribution(logits, { temperature: 0 }), [0, 1, 0, 0, 0]);
  });

  it("keeps the k greatest, of equals those of lower index", () => {
    expectClose(tokenDistribution(logits, { topK: 2 }), softmax([-Infinity, 3, -Infinity, 2, -Infinity]));
    expectClose(tokenDistribution([1, 2, 2, 2], { topK: 2 }), [0, 0.5, 0.5, 0]);
    expectClose(tokenDistribution(logits, { topK: 100 }), softmax(logits));
  });

  it("keeps the likeliest until their probabilities together reach p, the one that reaches it included", () => {
    // Probabilities ½, ¼, ⅛, ⅛.
    const halves = [Math.log(0.25), Math.log(0.5), Math.log(0.125), Math.log(0.125)];
    expectClose(tokenDistribution(halves, { topP: 0.4 }), [0, 1, 0, 0]);
    expectClose(tokenDistribution(halves, { topP: 0.6 }), [1 / 3, 2 / 3, 0, 0]);
    expectClose(tokenDistribution(halves, { topP: 0.8 }), [0.25 / 0.875, 0.5 / 0.875, 0.125 / 0.875, 0]);
    expectClose(tokenDistribution(halves, { topP: 1 }), [0.25, 0.5, 0.125, 0.125]);
  });

  it("takes temperature first, then k, then p of what k has left", () => {
    // Of the two that are left, the greater alone has 73 % at temperature 1 and 62 % at temperature 2.
    expectClose(tokenDistribution(logits, { topK: 2, topP: 0.7 }), [0, 1, 0, 0, 0]);
    const two = softmax([3 / 2, 2 / 2]);
    expectClose(tokenDistribution(logits, { topK: 2, topP: 0.7, temperature: 2 }), [0, two[0] ?? 0, 0, two[1] ?? 0, 0]);
  });

  it("bears impossible tokens, large logits and temperatures near 0", () => {
    expectClose(tokenDistribution([-Infinity, 3e38, 3e38]), [0, 0.5, 0.5]);
    expectClose(tokenDistribution([1, 2, 0], { temperature: 1e-320 }), [0, 1, 0]);
    expectClose(tokenDistribution([-Infinity, 5], { topK: 2, topP: 0.9 }), [0, 1]);
  });

  it("sums to 1 and keeps the order of the logits, whatever the options", () => {
    const options = fc.record({
      temperature: fc.double({ min: 0.05, max: 5, noNaN: true }),
      topK: fc.integer({ min: 1, max: 12 }),
      topP: fc.double({ min: 0.01, max: 1, noNaN: true }),
    });
    const eighths = fc.integer({ min: -240, max: 240 }).map((value) => value / 8);
    const lists = fc.array(eighths, { minLength: 1, maxLength: 10 });
    fc.assert(
      fc.property(lists, options, (list, chosen) => {
        const found = tokenDistribution(list, chosen);
        expect(found.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 12);
        expect(found.filter((value) => value > 0).length).toBeLessThanOrEqual(chosen.topK);
        list.forEach((z, i) => {
          list.forEach((other, j) => {
            if (z > other) expect(found[i]).toBeGreaterThanOrEqual(found[j] ?? 0);
          });
        });
      }),
    );
  });
});

describe("a sampled token", () => {
  it("is the greatest logit at temperature 0, the first of equals, and needs no generator", () => {
    expect(sampleToken(logits, { temperature: 0 })).toBe(1);
    expect(sampleToken([0, 2, 2], { temperature: 0 })).toBe(1);
    expect(sampleToken(Float32Array.of(-Infinity, -5), { temperature: 0 })).toBe(1);
  });

  it("comes as often as its probability says", () => {
    const generator = random({ seed: 4 });
    const counts = [0, 0, 0, 0, 0];
    const draws = 20_000;
    for (let i = 0; i < draws; i += 1) {
      const token = sampleToken(logits, { topK: 4, temperature: 1.5, generator });
      counts[token] = (counts[token] ?? 0) + 1;
    }
    tokenDistribution(logits, { topK: 4, temperature: 1.5 }).forEach((probability, token) => {
      // within four standard deviations
      const deviation = Math.sqrt(draws * probability * (1 - probability));
      expect(Math.abs((counts[token] ?? 0) - draws * probability)).toBeLessThanOrEqual(4 * deviation);
    });
  });

  it("is the same for the same seed", () => {
    const sequence = (seed: number): readonly number[] => {
      const generator = random({ seed });
      return Array.from({ length: 30 }, () => sampleToken(logits, { generator }));
    };
    expect(sequence(7)).toEqual(sequence(7));
    expect(sequence(7)).not.toEqual(sequence(8));
    // These are to stay the same on every machine and in every version.
    expect(sequence(1).slice(0, 12)).toEqual([1, 1, 1, 3, 3, 1, 1, 1, 3, 1, 1, 1]);
  });

  it("is refused from logits that are no numbers", () => {
    const generator = random({ seed: 1 });
    for (const options of [{ temperature: 0 }, { generator }]) {
      expect(() => sampleToken([0, Number.NaN], options)).toThrow(
        "tokenDistribution: logits must be numbers below ∞, of which one at least is above -∞; got logits[1] = NaN",
      );
      expect(() => sampleToken([0, Infinity], options)).toThrow(/got logits\[1\] = Infinity/);
      expect(() => sampleToken([-Infinity, -Infinity], options)).toThrow(/got 2 × -Infinity/);
      expect(() => sampleToken([], options)).toThrow(/got \[\]/);
    }
  });

  it("is refused for options out of their range or unknown, and without a generator", () => {
    const generator = random({ seed: 1 });
    const refuse = (options: object, message: string): void => {
      expect(() => sampleToken(logits, { generator, ...options })).toThrow(message);
    };
    refuse({ temperature: -1 }, "sampleToken: temperature must be a number at least 0; got -1");
    refuse({ temperature: Number.NaN }, "temperature must be a number at least 0; got NaN");
    refuse({ topK: 0 }, "topK must be a whole number at least 1; got 0");
    refuse({ topK: 2.5 }, "topK must be a whole number at least 1; got 2.5");
    refuse({ topP: 0 }, "topP must be a number above 0 and at most 1; got 0");
    refuse({ topP: 1.5 }, "topP must be a number above 0 and at most 1; got 1.5");
    refuse({ topk: 3 }, 'option must be a known one; got "topk"; did you mean "topK"?');
    refuse({ generator: undefined }, "sampleToken: generator must be given");
    refuse({ generator: 3 }, "generator must be a generator, as random({ seed }) makes it; got 3");
  });
});
