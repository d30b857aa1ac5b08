import { describe, expect, expectTypeOf, test } from "vitest";
import { numpyRandom } from "../../src/random/numpyRandom.ts";
import figures from "../figures/numpyLegacy.json" with { type: "json" };

describe.each(figures.seeds.map((figure) => ({ name: JSON.stringify(figure.seed).slice(0, 20), ...figure })))(
  "numpyRandom($name) gives NumPy's figures to the last bit:",
  (figure) => {
    const numpy = (): ReturnType<typeof numpyRandom> => numpyRandom(figure.seed);

    test("rand", () => {
      expect(numpy().rand(2, 3)).toEqual(figure.rand);
      expect(numpy().rand()).toBe(figure.rand0);
    });
    test("randn", () => expect(numpy().randn(2, 3, 2)).toEqual(figure.randn));
    test("random_sample", () => expect(numpy().random_sample([2, 2])).toEqual(figure.randomSample));
    test("uniform", () => expect(numpy().uniform(-0.5, 2.5, 4)).toEqual(figure.uniform));
    test("normal", () => expect(numpy().normal(3, 0.25, [2, 2])).toEqual(figure.normal));
    test("randint", () => {
      expect(numpy().randint(10, undefined, 12)).toEqual(figure.randint10);
      expect(numpy().randint(0, 2, [3, 4])).toEqual(figure.randint2);
      expect(numpy().randint(-1000, 1000, 6)).toEqual(figure.randintNegative);
      expect(numpy().randint(0, 2 ** 32, 4)).toEqual(figure.randint32);
      expect(numpy().randint(0, 2 ** 40 + 12345, 6)).toEqual(figure.randint40);
    });
    test("permutation", () => {
      expect(numpy().permutation(17)).toEqual(figure.permutation);
      const rows = Array.from({ length: 6 }, (_, i) => [2 * i, 2 * i + 1]);
      expect(numpy().permutation(rows)).toEqual(figure.permutationRows);
    });
    test("shuffle", () => {
      const letters = Array.from("abcdefghij");
      numpy().shuffle(letters);
      expect(letters).toEqual(figure.shuffle);
    });
    test("choice", () => {
      expect(numpy().choice(7, 9)).toEqual(figure.choice);
      expect(numpy().choice(7, 5, { replace: false })).toEqual(figure.choiceWithout);
      expect(numpy().choice(3, 9, { probabilities: [0.2, 0.5, 0.3] })).toEqual(figure.choiceWeighted);
      expect(numpy().choice(["a", "b", "c", "d", "e", "f", "g"], 9)).toEqual(figure.choice.map((i) => "abcdefg"[i]));
    });
    test("thousands of numbers on", () => {
      const generator = numpy();
      expect(Array.from({ length: 2000 }, () => generator.rand()).slice(-3)).toEqual(figure.far);
    });
    test("Gaussians between other draws, the second of a pair kept", () => {
      const generator = numpy();
      const drawn = [
        ...generator.randn(3),
        generator.rand(),
        generator.randn(),
        generator.randint(100),
        generator.randn(),
      ];
      expect(drawn).toEqual(figure.mixed);
    });
  },
);

test("the weights of the XOR network from seed 48 are NumPy's", () => {
  const numpy = numpyRandom(48);
  const divided = (rows: number[][], by: number): number[][] => rows.map((row) => row.map((value) => value / by));
  expect(divided(numpy.randn(3, 2), Math.sqrt(2))).toEqual(figures.xor.hidden);
  expect(divided(numpy.randn(1, 3), Math.sqrt(3))).toEqual(figures.xor.output);
  expect(numpy.randn(3, 2).map((row) => row.map((value) => value * 0.01))).toEqual(figures.xor.plain);
});

test("seed starts again and drops the cached Gaussian", () => {
  const numpy = numpyRandom(5);
  const first = numpy.randn();
  numpy.seed(5);
  expect(numpy.randn()).toBe(first);
});

test("a saved state goes on with the same numbers, through JSON", () => {
  const numpy = numpyRandom(5);
  numpy.randn(700);
  numpy.randn();
  const { state } = numpy;
  const expected = [numpy.randn(), numpy.rand(), numpy.randint(1000)];
  const other = numpyRandom(0);
  other.state = state;
  expect([other.randn(), other.rand(), other.randint(1000)]).toEqual(expected);
  expect(() => {
    other.state = { words: [1], position: 0, cachedGaussian: undefined };
  }).toThrow("generator state");
});

test("what NumPy refuses is refused", () => {
  expect(() => numpyRandom(-1)).toThrow("seed: must be a whole number from 0 to 4294967295; got -1");
  expect(() => numpyRandom(2 ** 32)).toThrow("seed");
  expect(() => numpyRandom([])).toThrow("seed");
  const numpy = numpyRandom(0);
  expect(() => numpy.randint(3, 3)).toThrow("randint");
  expect(() => numpy.normal(0, -1)).toThrow("scale");
  expect(() => numpy.uniform(0, Number.POSITIVE_INFINITY)).toThrow("finite");
  expect(() => numpy.rand(-1)).toThrow("rand: size");
  expect(() => numpy.choice(3, 4, { replace: false })).toThrow("choice: size must be <= 3; got 4");
  expect(() => numpy.choice(2, 4, { probabilities: [0.5, 0.6] })).toThrow("sum = 1");
  expect(() => numpy.choice(2, 4, { probabilities: [1] })).toThrow("probabilities.length");
});

test("results are nested as deep as the shape is long", () => {
  const numpy = numpyRandom(0);
  expectTypeOf(numpy.rand()).toEqualTypeOf<number>();
  expectTypeOf(numpy.randn(3)).toEqualTypeOf<number[]>();
  expectTypeOf(numpy.randn(3, 2)).toEqualTypeOf<number[][]>();
  expect(numpy.rand(2, 0)).toEqual([[], []]);
});
