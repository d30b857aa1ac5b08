import { describe, expect, it } from "vitest";
import { ChainruleError } from "../../src/errors/chainruleError.ts";
import { initializerRegistry } from "../../src/initializers/registry.ts";
import { heNormal } from "../../src/initializers/scaled.ts";
import { leakyRelu, relu, tanh } from "../../src/layers/activations.ts";
import { conv2d } from "../../src/layers/conv2d.ts";
import { linear } from "../../src/layers/linear.ts";
import { layerFromConfig, layerRegistry, layerToConfig, residual } from "../../src/layers/registry.ts";
import { lossRegistry } from "../../src/losses/registry.ts";
import { metricRegistry } from "../../src/metrics/registry.ts";
import { adam } from "../../src/optimizers/adam.ts";
import { clipByGlobalNorm } from "../../src/optimizers/clipping.ts";
import { chain, optimizerFromConfig, optimizerRegistry } from "../../src/optimizers/registry.ts";
import { cosineDecay } from "../../src/schedules/decays.ts";
import { scheduleRegistry, warmup } from "../../src/schedules/registry.ts";
import { registrySchema } from "../../src/spec/jsonSchema.ts";
import { toConfig } from "../../src/spec/registry.ts";

function errorOf(run: () => unknown): ChainruleError {
  try {
    run();
  } catch (error) {
    if (error instanceof ChainruleError) return error;
  }
  throw new Error("nothing was refused");
}

describe("configuration entries", () => {
  it.each([
    ["a name alone", tanh(), "tanh"],
    [
      "options",
      conv2d({ filters: 6, kernel: 5, padding: "same" }),
      { conv2d: { filters: 6, kernel: 5, padding: "same" } },
    ],
    ["a shorthand written out", linear(10), { linear: { units: 10 } }],
    [
      "an initializer",
      linear({ units: 2, initializer: heNormal({ fan: "out" }) }),
      { linear: { units: 2, initializer: { heNormal: { fan: "out" } } } },
    ],
    [
      "layers within a layer",
      residual([linear(4), relu()]),
      { residual: { body: [{ linear: { units: 4 } }, "relu"] } },
    ],
    ["an option of an activation", leakyRelu({ slope: 0.2 }), { leakyRelu: { slope: 0.2 } }],
  ])("say %s, and come back the same", (_what, layer, config) => {
    expect(layerToConfig(layer)).toEqual(config);
    expect(layerToConfig(layerFromConfig(JSON.parse(JSON.stringify(config))))).toEqual(config);
  });

  it("hold schedules and chains of optimizers", () => {
    const made = chain(
      clipByGlobalNorm(1),
      adam({ learningRate: warmup({ steps: 5, schedule: cosineDecay({ rate: 0.1, duration: 50 }) }) }),
    );
    const config = toConfig(made);
    expect(config).toEqual({
      chain: {
        parts: [
          { clipByGlobalNorm: { norm: 1 } },
          { adam: { learningRate: { warmup: { steps: 5, schedule: { cosineDecay: { rate: 0.1, duration: 50 } } } } } },
        ],
      },
    });
    expect(toConfig(optimizerFromConfig(config))).toEqual(config);
  });

  it("take the shorthand of an option", () => {
    expect(layerToConfig(layerFromConfig({ linear: 3 }))).toEqual({ linear: { units: 3 } });
    expect(layerToConfig(layerFromConfig({ maxPool2d: [2, 3] }))).toEqual({ maxPool2d: { size: [2, 3] } });
  });

  it.each([
    ["an unknown name", "rellu", 'layer: name must be a known one; got "rellu" (model[1]); did you mean "relu"?'],
    [
      "an unknown option",
      { linear: { unit: 3 } },
      'linear: option must be a known one; got "unit" (model[1]); did you mean "units"?',
    ],
    [
      "a missing option",
      { linear: {} },
      "linear: units must be given: a whole number at least 1; got nothing (model[1])",
    ],
    [
      "a value of another kind",
      { linear: { units: "many" } },
      'linear: units must be a whole number at least 1; got "many" (model[1])',
    ],
    [
      "a number outside its bounds",
      { dropout: 1 },
      "dropout: rate must be a number at least 0 and below 1; got 1 (model[1])",
    ],
    ["options where there are none", { relu: 3 }, "relu: takes no options; got 3 (model[1])"],
    ["two names at once", { linear: 3, relu: {} }, /must be a name, or one name with its options/],
    [
      "an unknown name within",
      { linear: { units: 1, initializer: "heNormall" } },
      /linear|initializer.*did you mean "heNormal"/,
    ],
    ["a name of Object's own", { toString: {} }, /layer: name must be a known one/],
  ])("refuse %s", (_what, config, message) => {
    const error = errorOf(() => layerFromConfig(config, "model[1]"));
    expect(error.message).toMatch(
      typeof message === "string" ? new RegExp(`^${message.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}$`) : message,
    );
    expect(error.toText("zh")).toMatch(/[\u4e00-\u9fff]/);
  });

  it("publish a schema in which every reference is one of the registries", () => {
    const registries = [
      layerRegistry,
      initializerRegistry,
      lossRegistry,
      optimizerRegistry,
      scheduleRegistry,
      metricRegistry,
    ];
    const schemas = registries.map(registrySchema);
    const references = [...JSON.stringify(schemas).matchAll(/#\/\$defs\/(\w+)/g)].map((match) => match[1]);
    expect(new Set(references)).toEqual(new Set(["layer", "initializer", "optimizer", "schedule"]));
    const ids = registries.map((registry) => registry.id);
    for (const reference of references) expect(ids).toContain(reference);
  });

  it("describe every option in both languages", () => {
    for (const registry of [
      layerRegistry,
      initializerRegistry,
      lossRegistry,
      optimizerRegistry,
      scheduleRegistry,
      metricRegistry,
    ]) {
      for (const entry of registry.entries.values()) {
        expect(entry.summary.zh, entry.name).toMatch(/[\u4e00-\u9fff]/);
        for (const [name, option] of Object.entries(entry.options)) {
          expect(option.description.zh, `${entry.name}.${name}`).toMatch(/[\u4e00-\u9fff]/);
          expect(option.expected.zh, `${entry.name}.${name}`).not.toBe("");
        }
      }
    }
  });
});
