import { describe, expect, it } from "vitest";
import { conv1d } from "../../src/layers/conv1d.ts";
import { embedding } from "../../src/layers/embedding.ts";
import type { Layer } from "../../src/layers/layer.ts";
import { layerNorm } from "../../src/layers/normalization.ts";
import { poolOverTime, type TimePooling } from "../../src/layers/poolOverTime.ts";
import { learnedPositions, sinusoidalPositions } from "../../src/layers/positions.ts";
import { layerFromConfig, layerToConfig, residual } from "../../src/layers/registry.ts";
import { sequential } from "../../src/model/sequential.ts";
import { angleTable } from "../../src/ops/angleTable.ts";
import { goOnOneByOne, wholeAtOnce } from "./incrementalRuns.ts";

describe("angles of positions", () => {
  it("are as the platform's sine, cosine and power give them", () => {
    for (const width of [1, 2, 5, 32, 129, 1024]) {
      const count = Math.ceil(width / 2);
      const { cosines, sines } = angleTable(2000, width, 10_000);
      let worst = 0;
      for (const position of [0, 1, 2, 3, 7, 100, 1023, 1999]) {
        for (let i = 0; i < count; i += 1) {
          const angle = position * 10_000 ** ((-2 * i) / width);
          worst = Math.max(worst, Math.abs(Math.cos(angle) - (cosines[position * count + i] ?? Number.NaN)));
          worst = Math.max(worst, Math.abs(Math.sin(angle) - (sines[position * count + i] ?? Number.NaN)));
        }
      }
      expect(worst).toBeLessThan(4e-12);
    }
  });
});

describe("pooling over time", () => {
  const pooled = async (by: TimePooling, tokens: number[]): Promise<number[]> => {
    const model = sequential({ input: [3], inputType: "i32", seed: 3 }, [
      embedding({ size: 4, width: 2, padding: 0 }),
      poolOverTime(by),
    ]);
    return [...(await model.predict([tokens])).data];
  };

  it.each(["mean", "max", "first", "last"] as const)(
    "gives zeros, never NaN, where no position is real: %s",
    async (by) => {
      expect(await pooled(by, [0, 0, 0])).toEqual([0, 0]);
    },
  );

  it("finds the first and last real position wherever the padding stands", async () => {
    const one = await pooled("mean", [2, 0, 0]);
    const other = await pooled("mean", [3, 0, 0]);
    expect(await pooled("first", [0, 2, 3])).toEqual(one);
    expect(await pooled("last", [2, 3, 0])).toEqual(other);
  });
});

describe("a convolution over a sequence", () => {
  it("does not see positions that padding fills up", async () => {
    const run = async (tokens: number[]): Promise<number[]> => {
      const model = sequential({ input: [tokens.length], inputType: "i32", seed: 3 }, [
        embedding({ size: 4, width: 2, padding: 0 }),
        // The padding row is zero at first; here it is not.
        learnedPositions({ length: 6 }),
        conv1d({ filters: 2, kernel: 3, padding: "same" }),
        poolOverTime("mean"),
      ]);
      return [...(await model.predict([tokens])).data];
    };
    const [short, long] = [await run([1, 2, 3]), await run([1, 2, 3, 0, 0, 0])];
    long.forEach((value, i) => {
      expect(value).toBeCloseTo(short[i] ?? Number.NaN, 6);
    });
  });

  it("marks windows with a real position as real where the length changes", async () => {
    const run = async (tokens: number[]): Promise<number[]> => {
      const model = sequential({ input: [tokens.length], inputType: "i32", seed: 3 }, [
        embedding({ size: 4, width: 2, padding: 0 }),
        conv1d({ filters: 2, kernel: 2, stride: 2 }),
        poolOverTime("mean"),
      ]);
      return [...(await model.predict([tokens])).data];
    };
    const [short, long] = [await run([1, 2, 3, 1]), await run([1, 2, 3, 1, 0, 0, 0, 0])];
    long.forEach((value, i) => {
      expect(value).toBeCloseTo(short[i] ?? Number.NaN, 6);
    });
  });
});

describe("going on by one position", () => {
  it.each<[string, readonly Layer[]]>([
    ["sinusoidal positions", [sinusoidalPositions()]],
    ["learned positions", [learnedPositions()]],
    ["causal convolutions", [conv1d({ filters: 3, kernel: 3, padding: "causal", dilation: 2 }), layerNorm()]],
    [
      "convolutions inside residual layers",
      [residual([conv1d({ filters: 4, kernel: 2, padding: "causal" })]), sinusoidalPositions()],
    ],
  ])("gives what the whole sequence gives: %s", async (_what, layers) => {
    const whole = await wholeAtOnce([6, 4], layers);
    const steps = await goOnOneByOne([6, 4], layers);
    steps.forEach((value, i) => {
      expect(value).toBeCloseTo(whole[i] ?? Number.NaN, 6);
    });
    expect(steps).toHaveLength(whole.length);
  });

  it.each<[string, readonly Layer[], RegExp, RegExp]>([
    [
      "convolutions that look ahead",
      [conv1d({ filters: 3, kernel: 3, padding: "same" })],
      /conv1d: it must look back alone.*model\.layers\[0\]/s,
      /conv1d：要逐个位置地继续/,
    ],
    [
      "pooling",
      [residual([layerNorm()]), poolOverTime("mean")],
      /poolOverTime: it must look back alone/,
      /poolOverTime：/,
    ],
    ["more positions than were learned", [learnedPositions()], /at most 6 positions; got 9/, /序列最多有 6 个位置/],
  ])("is refused by %s", async (_what, layers, english, chinese) => {
    const error: unknown = await goOnOneByOne([6, 4], layers, 9).then(
      () => undefined,
      (reason: unknown) => reason,
    );
    expect(error).toMatchObject({ message: expect.stringMatching(english) });
    expect(error).toHaveProperty("toText");
    expect(Object(error).toText("zh")).toMatch(chinese);
  });
});

describe("layers for sequences", () => {
  it.each<[string, readonly number[], Layer, RegExp]>([
    ["a sequence longer than its learned positions", [9, 4], learnedPositions(8), /at most 8 positions; got 9/],
    [
      "an image",
      [1, 4, 4],
      sinusoidalPositions(),
      /must be a sequence of shape \[positions, features\]; got \[1, 4, 4\]/,
    ],
    ["a window longer than the sequence", [3, 4], conv1d({ filters: 2, kernel: 5 }), /model\.layers\[0\]/],
    ["groups that do not divide", [5, 4], conv1d({ filters: 3, kernel: 2, groups: 2 }), /multiples of groups/],
  ])("refuse %s", (_what, input, layer, message) => {
    expect(() => sequential({ input }, [layer])).toThrow(message);
  });

  it.each([
    "rmsNorm",
    "sinusoidalPositions",
    { learnedPositions: { length: 8, initializer: { plain: { scale: 1 } } } },
    { conv1d: { filters: 2, kernel: 3, padding: "causal" } },
    { poolOverTime: { by: "last" } },
    { gatedFeedForward: { hidden: 8, activation: { gelu: { approximation: "tanh" } } } },
  ])("are written in configurations: %j", (written) => {
    expect(layerToConfig(layerFromConfig(written))).toEqual(written);
  });
});
