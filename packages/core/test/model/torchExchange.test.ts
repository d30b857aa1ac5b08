import { expect, test } from "vitest";
import { loadWeights } from "../../src/model/loadModel.ts";
import { readSafetensors } from "../../src/serialization/safetensors.ts";
import { torchExchange, torchImages, torchNetworks, torchWeights } from "../figures/torchNetworks.ts";

const names = ["lenet", "mixed"] as const;
const engines = ["wasm", "reference"] as const;

test.each(names.flatMap((name) => engines.map((engine) => [name, engine] as const)))(
  "weights that PyTorch saved for %s give PyTorch's outputs on the %s engine",
  async (name, engine) => {
    const model = torchNetworks[name]();
    loadWeights(model, torchWeights(name));
    const { data } = await model.predict(torchImages, { engine });
    const expected = torchExchange.outputs[name].flat();
    expect(data).toHaveLength(expected.length);
    const differences = expected.map((value, index) => Math.abs(value - (data[index] ?? Number.NaN)));
    expect(Math.max(...differences)).toBeLessThan(1e-5);
  },
);

test.each(names)("what we save of %s has the keys, shapes and numbers that PyTorch's file has", (name) => {
  const model = torchNetworks[name]();
  loadWeights(model, torchWeights(name));
  const ours = readSafetensors(model.save().weights).tensors;
  const theirs = readSafetensors(torchWeights(name)).tensors;
  expect([...ours.keys()].sort()).toEqual([...theirs.keys()].sort());
  for (const [key, { shape, values }] of theirs) {
    expect(ours.get(key)?.shape, key).toEqual(shape);
    expect(Array.from(ours.get(key)?.values ?? [], Number), key).toEqual(Array.from(values, Number));
  }
});
