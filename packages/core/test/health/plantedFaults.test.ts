import { describe, expect, test } from "vitest";
import type { Dataset } from "../../src/data/dataset.ts";
import type { HealthReport } from "../../src/health/healthReport.ts";
import { constantValue, zeroValues } from "../../src/initializers/fixed.ts";
import { relu, sigmoid, tanh } from "../../src/layers/activations.ts";
import type { Layer } from "../../src/layers/layer.ts";
import { linear } from "../../src/layers/linear.ts";
import { crossEntropy } from "../../src/losses/crossEntropy.ts";
import { accuracy } from "../../src/metrics/accuracy.ts";
import type { FitOptions } from "../../src/model/fitOptions.ts";
import { NonFiniteLossError } from "../../src/model/nonFiniteLossError.ts";
import { sequential } from "../../src/model/sequential.ts";
import { adam } from "../../src/optimizers/adam.ts";
import { sgd } from "../../src/optimizers/sgd.ts";
import { blobs, shuffled } from "./blobs.ts";

const data = blobs({ examples: 240, features: 6, classes: 3, seed: 4, distance: 1 });

async function healthOf(
  layers: readonly Layer[],
  options: Partial<FitOptions> & { readonly data?: Dataset } = {},
): Promise<HealthReport> {
  const own = options.data ?? data;
  const model = sequential({ input: own.inputShape, seed: 1 }, layers);
  try {
    const history = await model.fit(own, {
      loss: crossEntropy(),
      optimizer: sgd({ learningRate: 0.1 }),
      metrics: [accuracy()],
      epochs: 20,
      batchSize: 24,
      validation: 0.2,
      threads: 1,
      health: { every: 16 },
      ...options,
    });
    if (history.health !== undefined) return history.health;
  } catch (error) {
    if (error instanceof NonFiniteLossError && error.health !== undefined) return error.health;
    throw error;
  }
  throw new TypeError("no report");
}

const codes = (report: HealthReport): readonly string[] => [...new Set(report.findings.map(({ code }) => code))];
const hidden = (): Layer[] => [linear(16), relu(), linear(16), relu(), linear(3)];

describe("planted faults are named", () => {
  for (const learningRate of [10, 100, 1e4]) {
    test(`a rate of ${learningRate} for sgd is too high`, async () => {
      const report = await healthOf(hidden(), { optimizer: sgd({ learningRate }) });
      expect(codes(report)).toContain("rateTooHigh");
      expect(report.learningRate.verdict).toBe("tooHigh");
    });
  }

  test("a rate of 20 for tanh, which cannot overflow, is too high", async () => {
    const report = await healthOf([linear(16), tanh(), linear(16), tanh(), linear(3)], {
      optimizer: sgd({ learningRate: 20 }),
    });
    expect(codes(report)).toContain("rateTooHigh");
  });

  for (const optimizer of [sgd({ learningRate: 1e-6 }), sgd({ learningRate: 1e-5 }), adam({ learningRate: 1e-7 })]) {
    test(`a rate of ${String(optimizer.options["learningRate"])} for ${optimizer.kind} is too low`, async () => {
      const report = await healthOf(hidden(), { optimizer });
      expect(codes(report)).toEqual(["rateTooLow"]);
      expect(report.learningRate.verdict).toBe("tooLow");
    });
  }

  test("ten layers of sigmoids make the gradient vanish", async () => {
    const layers = [...Array.from({ length: 10 }, () => [linear(16), sigmoid()]).flat(), linear(3)];
    const report = await healthOf(layers);
    expect(codes(report)).toEqual(["vanishingGradient"]);
    expect(report.findings[0]?.figures["ratio"]).toBeLessThan(1e-4);
    expect(report.findings[0]?.layer?.path).toBe("model.layers[0]");
  });

  test("a bias of −10 makes the rectifiers of its layer dead", async () => {
    const layers = [linear(16), relu(), linear({ units: 16, biasInitializer: constantValue(-10) }), relu(), linear(3)];
    const report = await healthOf(layers);
    expect(codes(report)).toEqual(["unitsDead"]);
    expect(report.findings[0]?.layer?.path).toBe("model.layers[3]");
    expect(report.findings[0]?.figures["share"]).toBe(1);
  });

  for (const scale of [1e4, 1e-4]) {
    test(`inputs of the order of ${scale} are not scaled`, async () => {
      const own = blobs({ examples: 240, features: 6, classes: 3, seed: 4, distance: 1, scale });
      const report = await healthOf(hidden(), { data: own });
      expect(codes(report)).toContain("inputsUnscaled");
      expect(codes(report)).not.toContain("rateTooHigh");
    });
  }

  test("shuffled labels cannot be learned", async () => {
    const report = await healthOf([linear(8), tanh(), linear(3)], {
      data: shuffled(data, 2),
      optimizer: sgd({ learningRate: 0.05 }),
    });
    expect(codes(report)).toEqual(["labelsUnlearnable"]);
  });

  test("shuffled labels that are memorized are told by held-out examples", async () => {
    const report = await healthOf([linear(64), relu(), linear(64), relu(), linear(3)], {
      data: shuffled(data, 2),
      epochs: 40,
    });
    expect(codes(report)).toEqual(["labelsMemorized"]);
  });

  test("zero initialization leaves the units of a layer the same", async () => {
    const zero = (units: number): Layer => linear({ units, initializer: zeroValues() });
    const report = await healthOf([zero(16), tanh(), zero(16), tanh(), zero(3)]);
    expect(codes(report)).toEqual(["unitsIdentical"]);
    expect(report.findings.map(({ layer }) => layer?.key)).toEqual(["0", "2"]);
  });
});
