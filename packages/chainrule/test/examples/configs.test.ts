import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { fromConfig, optimizerRegistry } from "@chainrule/core";
import { describe, expect, test } from "vitest";
import { readConfig } from "../../src/config/readConfig.ts";
import { parseConfig } from "../../src/config/trainingConfig.ts";
import { loadData } from "../../src/data/loadData.ts";
import { buildModel, metricsFor } from "../../src/training/buildModel.ts";

const folder = fileURLToPath(new URL("../../../../examples/", import.meta.url));

describe.each([
  { name: "names", examples: 7500, stepLoss: 2.9, shape: [14] },
  { name: "spam", examples: 4600, stepLoss: 0.66, shape: [192] },
  { name: "book", examples: 7400, stepLoss: 5.2, shape: [64] },
])("the configuration of $name", ({ name, examples, stepLoss, shape }) => {
  test("reads its data and learns in a few steps", async () => {
    expect(existsSync(`${folder}${name}/${name}.yaml`)).toBe(true);
    const config = parseConfig(await readConfig(`${name}/${name}.yaml`, folder));
    const data = await loadData(config);
    expect(data.train.length).toBeGreaterThan(examples);
    expect(data.train.inputShape).toEqual(shape);
    const few = data.train.slice(0, 24 * config.batchSize);
    const model = buildModel(config, data);
    const { epochs } = await model.fit(few, {
      loss: config.loss,
      optimizer: fromConfig(optimizerRegistry, { adam: 0.004 }),
      batchSize: config.batchSize,
      shuffle: config.shuffle,
      seed: config.seed,
      epochs: 2,
    });
    expect(epochs.at(-1)?.loss).toBeLessThan(stepLoss);
    const { loss, metrics } = await model.evaluate(data.test?.slice(0, 64) ?? few, {
      loss: config.loss,
      metrics: metricsFor(config, data.train),
    });
    expect(Number.isFinite(loss)).toBe(true);
    expect(Object.keys(metrics).length).toBeGreaterThan(0);
  });
});
