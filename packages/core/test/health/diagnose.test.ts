import { describe, expect, test } from "vitest";
import { diagnose } from "../../src/health/diagnose.ts";
import type { HealthProbe, LayerFigures } from "../../src/health/healthProbe.ts";
import type { TrainingFacts } from "../../src/health/trainingFacts.ts";

interface Story {
  readonly losses: readonly number[];
  readonly updateRatio?: number;
  readonly weightNorm?: number;
  readonly areUnitsEqual?: boolean;
  readonly accuracy?: number;
  readonly isNonFinite?: boolean;
}

/** A training of two dense layers on ten equally frequent classes that went as told. */
function facts(story: Story): TrainingFacts {
  const { losses, updateRatio = 1e-3, weightNorm = 2, areUnitsEqual = false, accuracy, isNonFinite = false } = story;
  const layer = (key: string): LayerFigures => ({
    place: { key, kind: "linear", path: `model.layers[${key}]` },
    outputNorm: 3,
    gradientNorm: 0.1,
    isActive: undefined,
    saturatedShare: undefined,
    parameters: [
      {
        key: `${key}.weight`,
        norm: weightNorm,
        gradientNorm: 0.1,
        updateNorm: updateRatio * weightNorm,
        updateRatio,
        areUnitsEqual,
      },
    ],
  });
  const probe: HealthProbe = {
    step: 0,
    loss: losses[0] ?? 0,
    inputs: [{ mean: 0, standardDeviation: 1, maxAbs: 3 }],
    layers: [layer("0"), layer("2")],
  };
  return {
    probes: [probe],
    steps: 1000,
    losses: losses.map((loss) => ({ mean: loss, min: loss, max: loss })),
    constantCost: Math.log(10),
    majorityShare: 0.1,
    validation: accuracy === undefined ? undefined : { loss: losses.at(-1) ?? 0, accuracy, examples: 400 },
    isNonFinite,
    normalizesInputs: false,
  };
}

const line = (from: number, to: number): number[] =>
  Array.from({ length: 60 }, (_, i) => from + ((to - from) * i) / 59);
const codes = (story: Story): readonly string[] => diagnose(facts(story)).map(({ code }) => code);

describe("diagnose", () => {
  test("is silent on a loss that falls", () => {
    expect(codes({ losses: line(2.4, 0.3) })).toEqual([]);
  });

  test("takes a level loss at that of a constant answer for labels without sense", () => {
    expect(codes({ losses: line(2.32, 2.29) })).toEqual(["labelsUnlearnable"]);
    expect(codes({ losses: line(2.32, 2.29), accuracy: 0.11 })).toEqual(["labelsUnlearnable"]);
  });

  test("but not where held-out examples are already told better than by chance", () => {
    expect(codes({ losses: line(2.32, 2.29), accuracy: 0.35 })).toEqual([]);
  });

  test("finds the rate too low also where the first weights happen to be good", () => {
    expect(codes({ losses: line(0.42, 0.42), updateRatio: 1e-7 })).toEqual(["rateTooLow"]);
  });

  test("is silent on a training that has arrived and moves little", () => {
    expect(codes({ losses: line(0.101, 0.1), updateRatio: 2e-5 })).toEqual([]);
  });

  test("takes a first batch that was easy for no rise where steps are tiny", () => {
    expect(codes({ losses: [1.5, ...line(2.9, 2.9)], updateRatio: 1e-7 })).toEqual(["rateTooLow"]);
  });

  test("warns of a jump that was recovered from", () => {
    const found = diagnose(facts({ losses: [2.3, 80, ...line(2, 0.4)] }));
    expect(found).toMatchObject([{ code: "rateTooHigh", severity: "warning" }]);
  });

  test("does not take weights that overflow for equal units", () => {
    const found = codes({
      losses: [2.4, 30, 1e30],
      weightNorm: Number.POSITIVE_INFINITY,
      updateRatio: 50,
      isNonFinite: true,
    });
    expect(found).toContain("rateTooHigh");
    expect(found).not.toContain("unitsIdentical");
  });

  test("names equal units of hidden layers alone, and nothing that follows from them", () => {
    const found = diagnose(facts({ losses: line(2.32, 2.3), areUnitsEqual: true }));
    expect(found.map(({ code, layer }) => `${code} ${layer?.key}`)).toEqual(["unitsIdentical 0"]);
  });
});
