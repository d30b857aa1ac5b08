import { describe, expect, test } from "vitest";
import { ChainruleError } from "../../src/errors/chainruleError.ts";
import { Generator, random } from "../../src/random/generator.ts";

function draw(count: number, next: () => number): number[] {
  return Array.from({ length: count }, next);
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

describe("random", () => {
  test("passes the words of Threefry in order of the counter", () => {
    const generator = random({ seed: 0 });
    // Random123 1.14, kat_vectors: counter 0 under key 0
    expect(draw(2, () => generator.bits())).toEqual([0x6b200159, 0x99ba4efe]);
    const far = new Generator({ key: [0xffffffff, 0xffffffff], position: 0 });
    expect(far.state.key).toEqual([0xffffffff, 0xffffffff]);
  });

  test("gives the same numbers from the same seed, others from another seed or stream", () => {
    const first = draw(5, () => random({ seed: 3 }).bits());
    const bits = (seed: number, stream?: number | string): number[] => {
      const generator = random({ seed, stream });
      return draw(5, () => generator.bits());
    };
    expect(first.every((value) => value === first[0])).toBe(true);
    expect(bits(3)).toEqual(bits(3));
    expect(bits(3)).not.toEqual(bits(4));
    expect(bits(3, "a")).not.toEqual(bits(3, "b"));
    const parent = random({ seed: 3 });
    parent.bits();
    expect(parent.stream("a").bits()).toBe(bits(3, "a")[0]);
  });

  test("goes on exactly where a saved state stopped, through JSON", () => {
    const generator = random({ seed: 9, stream: "noise" });
    draw(7, () => generator.bits());
    const saved: unknown = JSON.parse(JSON.stringify(generator.state));
    expect(saved).toEqual(generator.state);
    const restored = new Generator(generator.state);
    expect(draw(9, () => restored.normal())).toEqual(draw(9, () => generator.normal()));
    expect(draw(9, () => restored.bits())).toEqual(draw(9, () => generator.bits()));
  });

  test("refuses a state that no generator gave", () => {
    expect(() => new Generator({ key: [1, -1], position: 0 })).toThrow(ChainruleError);
    expect(() => new Generator({ key: [1, 1], position: 0.5 })).toThrow("generator state");
  });

  test("reaches places far beyond 2³² words", () => {
    const generator = new Generator({ key: [1, 2], position: 2 ** 40 + 1 });
    const beside = new Generator({ key: [1, 2], position: 2 ** 33 + 1 });
    expect(generator.bits()).not.toBe(beside.bits());
    expect(generator.state.position).toBe(2 ** 40 + 2);
  });
});

describe("uniform", () => {
  test("gives multiples of 2⁻²⁴ in [0, 1), exact in f32, evenly spread", () => {
    const generator = random({ seed: 1 });
    const values = draw(20_000, () => generator.uniform());
    for (const value of values) {
      expect(value >= 0 && value < 1 && Math.fround(value) === value && Number.isInteger(value * 2 ** 24)).toBe(true);
    }
    expect(Math.abs(meanOf(values) - 0.5)).toBeLessThan(4 * Math.sqrt(1 / 12 / values.length));
  });
});

describe("normal", () => {
  test("has mean 0, variance 1, and a twentieth of its draws beyond 1.96", () => {
    const generator = random({ seed: 2 });
    const values = draw(20_000, () => generator.normal());
    const bound = 4 / Math.sqrt(values.length);
    expect(Math.abs(meanOf(values))).toBeLessThan(bound);
    expect(Math.abs(meanOf(values.map((value) => value ** 2)) - 1)).toBeLessThan(bound * Math.SQRT2);
    const beyond = values.filter((value) => Math.abs(value) > 1.959963985).length / values.length;
    expect(Math.abs(beyond - 0.05)).toBeLessThan(4 * Math.sqrt((0.05 * 0.95) / values.length));
  });
});

describe("integer", () => {
  test("hits every value of a range alike", () => {
    const generator = random({ seed: 5 });
    const counts = new Array<number>(6).fill(0);
    for (let i = 0; i < 60_000; i += 1) {
      const value = generator.integer(-2, 4);
      counts[value + 2] = (counts[value + 2] ?? Number.NaN) + 1;
    }
    for (const count of counts) expect(Math.abs(count - 10_000)).toBeLessThan(4 * Math.sqrt((60_000 * 5) / 36));
  });

  test("covers ranges of one, of 2³² and beyond", () => {
    const generator = random({ seed: 6 });
    expect(generator.integer(4, 5)).toBe(4);
    expect(generator.state.position).toBe(0);
    const wide = draw(200, () => generator.integer(0, 2 ** 53 - 1));
    expect(wide.every((value) => Number.isSafeInteger(value) && value >= 0)).toBe(true);
    expect(wide.some((value) => value > 2 ** 52)).toBe(true);
    expect(wide.some((value) => value < 2 ** 51)).toBe(true);
    expect(generator.integer(0, 2 ** 32)).toBeLessThan(2 ** 32);
  });

  test.each([
    [1, 1],
    [2, 1],
    [0.5, 2],
    [0, Number.NaN],
    [-(2 ** 53), 0],
  ])("refuses low %d, high %d", (low, high) => {
    expect(() => random({ seed: 0 }).integer(low, high)).toThrow("low below high");
  });
});

describe("permutation", () => {
  test("holds every index once and every order alike", () => {
    const generator = random({ seed: 8 });
    const counts = new Map<string, number>();
    for (let i = 0; i < 12_000; i += 1) {
      const order = generator.permutation(4).join("");
      counts.set(order, (counts.get(order) ?? 0) + 1);
    }
    expect(counts.size).toBe(24);
    for (const count of counts.values()) expect(Math.abs(count - 500)).toBeLessThan(5 * Math.sqrt(500));
    expect(Array.from(generator.permutation(1000)).sort((a, b) => a - b)).toEqual(
      Array.from({ length: 1000 }, (_, i) => i),
    );
    expect(generator.permutation(0)).toHaveLength(0);
  });

  test("refuses a count that is none", () => {
    expect(() => random({ seed: 0 }).permutation(-1)).toThrow("count");
  });
});
