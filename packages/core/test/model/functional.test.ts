import { describe, expect, it } from "vitest";
import { dataset } from "../../src/data/datasetFromArrays.ts";
import { relu, tanh } from "../../src/layers/activations.ts";
import { linear } from "../../src/layers/linear.ts";
import { concatenate, sumUp } from "../../src/layers/merging.ts";
import { crossEntropy } from "../../src/losses/crossEntropy.ts";
import { meanSquaredError } from "../../src/losses/distances.ts";
import { accuracy } from "../../src/metrics/accuracy.ts";
import { mae } from "../../src/metrics/errors.ts";
import { functional, merge, symbol, through } from "../../src/model/functional.ts";
import { loadModel } from "../../src/model/loadModel.ts";
import type { Model } from "../../src/model/model.ts";
import { summaryText } from "../../src/model/summary.ts";
import { adam } from "../../src/optimizers/adam.ts";
import { random } from "../../src/random/generator.ts";

function twoInTwoOut(): Model {
  const left = symbol("left", [2]);
  const right = symbol("right", [2]);
  const encoder = linear(4);
  const both = merge(concatenate(), [through(left, encoder, tanh()), through(right, encoder)]);
  const hidden = through(both, linear(8), relu());
  return functional({
    inputs: [left, right],
    outputs: { kind: through(hidden, linear(2)), size: through(hidden, linear(1)) },
    seed: 2,
  });
}

function pairs(count: number): { left: ReturnType<typeof dataset>; right: ReturnType<typeof dataset> } {
  const generator = random({ seed: 4 });
  const points = (): number[][] => Array.from({ length: count }, () => [generator.normal(), generator.normal()]);
  const left = points();
  const right = points();
  const difference = left.map((point, i) => (point[0] ?? 0) - (right[i]?.[0] ?? 0));
  return {
    left: dataset({ inputs: left, targets: difference.map((value) => (value > 0 ? 1 : 0)) }),
    right: dataset({ inputs: right, targets: difference, targetKind: "value" }),
  };
}

describe("a functional model", () => {
  it("shares the weights of a layer that is used twice", () => {
    expect([...twoInTwoOut().weights().keys()]).toEqual([
      "0.weight",
      "0.bias",
      "3.weight",
      "3.bias",
      "5.weight",
      "5.bias",
      "6.weight",
      "6.bias",
    ]);
  });

  it.each(["reference", "wasm"] as const)(
    "learns two weighted tasks of two inputs on the %s engine",
    async (engine) => {
      const model = twoInTwoOut();
      const { left, right } = pairs(80);
      const data = { left, right, kind: left, size: right };
      const metrics = { kind: [accuracy()], size: [mae()] };
      const history = await model.fit(data, {
        engine,
        threads: 1,
        loss: { kind: crossEntropy(), size: { loss: meanSquaredError(), weight: 0.5 } },
        optimizer: adam({ learningRate: 0.02 }),
        metrics,
        epochs: 40,
        batchSize: 32,
      });
      expect(history.epochs[39]?.loss).toBeLessThan(0.3 * (history.epochs[0]?.loss ?? 0));
      const figures = await model.evaluate(data, { metrics });
      expect(figures.metrics["kind.accuracy"]).toBeGreaterThan(0.9);
      expect(figures.metrics["size.mae"]).toBeLessThan(0.4);
      const { kind, size } = await model.predictAll({ left, right });
      expect([kind?.shape, size?.shape]).toEqual([
        [80, 2],
        [80, 1],
      ]);
    },
  );

  it("comes back from its architecture and weights", async () => {
    const model = twoInTwoOut();
    const { architecture, weights } = model.save();
    const loaded = loadModel(JSON.parse(JSON.stringify(architecture)), weights);
    const data = pairs(5);
    const run = (own: Model): ReturnType<Model["predictAll"]> => own.predictAll(data, { engine: "wasm", threads: 1 });
    expect(await run(loaded)).toEqual(await run(model));
    expect(loaded.save()).toEqual(model.save());
  });

  it("refuses to add inputs of different shapes, and an input that is not listed", () => {
    const a = symbol("a", [2]);
    const b = symbol("b", [3]);
    expect(() => functional({ inputs: [a, b], outputs: { y: merge(sumUp(), [a, b]) } })).toThrow(
      "sumUp: inputs must have one shape; got [2] and [3] (model.layers[0])",
    );
    expect(() => functional({ inputs: [a], outputs: { y: through(b, linear(1)) } })).toThrow(
      /every symbol that the outputs begin with.*"b"/,
    );
  });
});

describe("a summary", () => {
  it("lists layers with shapes, parameters and multiply-adds in both languages, columns aligned", async () => {
    const model = twoInTwoOut();
    const summary = await model.summary({ engine: "reference", batchSize: 8 });
    expect(summary.parameters).toBe(12 + 72 + 18 + 9);
    expect(summary.multiplyAdds).toBe(2 * 8 + 64 + 16 + 8);
    expect(summary.plan?.bytes).toBeGreaterThan(0);
    const english = summaryText(summary).split("\n");
    expect(english[0]).toMatch(/^layer +kind +output +parameters +multiply-adds$/);
    const chinese = summaryText(summary, { language: "zh" });
    expect(chinese).toContain("乘加次数");
  });
});
