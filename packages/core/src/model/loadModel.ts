import { ChainruleError } from "../errors/chainruleError.ts";
import { layerFromConfig } from "../layers/registry.ts";
import { readSafetensors } from "../serialization/safetensors.ts";
import { isObject, showValue } from "../spec/json.ts";
import type { Text } from "../spec/text.ts";
import { functionalFromArchitecture } from "./functional.ts";
import type { Model } from "./model.ts";
import { sequential } from "./sequential.ts";

/**
 * A model from what {@link Model.save} gave.
 *
 * @param architecture - the JSON, parsed
 * @param weights - the safetensors file; without it the model has first values
 * @param name - what errors about the weights are to name, say the file
 * @throws ChainruleError if either is damaged, or keys or shapes do not agree
 * @example
 * const model = loadModel(JSON.parse(text), bytes);
 */
export function loadModel(architecture: unknown, weights?: Uint8Array, name?: string): Model {
  const model = modelFromArchitecture(architecture);
  if (weights !== undefined) loadWeights(model, weights, name);
  return model;
}

/**
 * Sets a model's weights from a safetensors file, ours or PyTorch's.
 *
 * @throws ChainruleError if the file is damaged, a key is missing or unexpected, or a shape differs
 * @example
 * loadWeights(model, bytes);
 */
export function loadWeights(model: Model, weights: Uint8Array, name?: string): void {
  const { tensors } = readSafetensors(weights, { name });
  model.setWeights(new Map([...tensors].map(([key, { shape, values }]) => [key, { shape, data: values }])));
}

function modelFromArchitecture(architecture: unknown): Model {
  if (!isObject(architecture)) throw fault("the file", { en: "an object", zh: "一个对象" }, architecture);
  const { format, version, seed, input, inputType = "f32", layers } = architecture;
  if (version !== 1) throw fault("version", { en: "1", zh: " 1" }, version);
  if (typeof seed !== "number") throw fault("seed", { en: "a number", zh: "数" }, seed);
  if (format === "chainrule.functional") return functionalFromArchitecture(architecture, seed);
  if (format !== "chainrule.sequential") {
    throw fault(
      "format",
      { en: "chainrule.sequential or chainrule.functional", zh: " chainrule.sequential 或 chainrule.functional" },
      format,
    );
  }
  if (!Array.isArray(input) || !input.every((size): size is number => typeof size === "number")) {
    throw fault("input", { en: "a list of whole numbers", zh: "整数的列表" }, input);
  }
  if (inputType !== "f32" && inputType !== "i32")
    throw fault("inputType", { en: "f32 or i32", zh: " f32 或 i32" }, inputType);
  if (!Array.isArray(layers)) throw fault("layers", { en: "a list", zh: "列表" }, layers);
  const made = layers.map((layer: unknown, index) => layerFromConfig(layer, `layers[${index}]`));
  return sequential({ input, inputType, seed }, made);
}

function fault(name: string, expected: Text, received: unknown): ChainruleError {
  return new ChainruleError("learning.architecture", { name, expected, received: showValue(received) });
}
