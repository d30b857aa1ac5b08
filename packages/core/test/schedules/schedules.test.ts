import { describe, expect, it } from "vitest";
import { dataset } from "../../src/data/datasetFromArrays.ts";
import { compile } from "../../src/engines/compile.ts";
import { linear } from "../../src/layers/linear.ts";
import { meanSquaredError } from "../../src/losses/distances.ts";
import { sequential } from "../../src/model/sequential.ts";
import { input } from "../../src/ops/input.ts";
import { sgd } from "../../src/optimizers/sgd.ts";
import { constantRate, stepDecay } from "../../src/schedules/decays.ts";
import { afterEpoch, type PlateauState, plateauStart, reduceOnPlateau } from "../../src/schedules/reduceOnPlateau.ts";
import { warmup } from "../../src/schedules/registry.ts";

describe("schedules", () => {
  it("rise in a straight line and then follow another schedule from its beginning", async () => {
    const schedule = warmup({ steps: 4, schedule: stepDecay({ rate: 1, every: 2, factor: 0.5 }) });
    const rates = [0.2, 0.4, 0.6, 0.8, 1, 1, 0.5, 0.5, 0.25];
    const program = await compile({ rate: schedule.rate(input("step", [])) }, { engine: "reference" });
    for (const [step, rate] of rates.entries()) {
      expect(schedule.at(step)).toBeCloseTo(rate, 12);
      expect(program.run({ step }).outputs["rate"]?.data[0]).toBeCloseTo(rate, 12);
    }
  });

  it("count epochs where the unit is the epoch", () => {
    const schedule = stepDecay({ rate: 1, every: 1, factor: 0.1, unit: "epoch" });
    expect([0, 9, 10, 19, 20].map((step) => schedule.at(step, { stepsPerEpoch: 10 }))).toEqual([
      1, 1, 0.1, 0.1, 0.010000000000000002,
    ]);
    expect(constantRate({ rate: 0.3 }).at(1000)).toBe(0.3);
  });

  it("fall once the loss has stood still for longer than the patience", () => {
    const rule = { monitor: "loss", factor: 0.5, patience: 2, threshold: 1e-4, cooldown: 1, minimum: 0.2 };
    let state: PlateauState = plateauStart;
    const scales = [5, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4].map((loss) => {
      state = afterEpoch(rule, state, loss, 1);
      return state.scale;
    });
    expect(scales).toEqual([1, 1, 1, 1, 0.5, 0.5, 0.5, 0.5, 0.25, 0.25, 0.25, 0.25]);
  });

  it("fall during training when the loss does not", async () => {
    const data = dataset({ inputs: [[1], [1]], targets: [[0], [1]] });
    const model = sequential({ input: [1], seed: 1 }, [linear({ units: 1, weights: [[0.5]] })]);
    const history = await model.fit(data, {
      engine: "reference",
      loss: meanSquaredError(),
      optimizer: sgd({ learningRate: reduceOnPlateau({ rate: 0.1, patience: 1, factor: 0.5 }) }),
      epochs: 5,
      batchSize: 2,
    });
    expect(history.epochs.map((record) => record.learningRate)).toEqual([0.1, 0.1, 0.1, 0.05, 0.05]);
  });
});
