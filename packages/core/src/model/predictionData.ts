import { Dataset } from "../data/dataset.ts";
import { type DatasetOptions, dataset } from "../data/datasetFromArrays.ts";
import { elementCount } from "../graph/shape.ts";
import type { ExampleType } from "../layers/layer.ts";
import type { ModelData } from "./exampleSource.ts";

/** Examples to predict for: data sets, nested arrays, or a typed array of examples of type `type`. */
export function predictionData(inputs: ModelData | DatasetOptions["inputs"], type: ExampleType): ModelData {
  if (inputs instanceof Dataset) return inputs;
  const isView = ArrayBuffer.isView(inputs);
  if (!isView && !Array.isArray(inputs)) return isNamedData(inputs) ? inputs : {};
  const length = isView ? Math.floor(inputs.length / elementCount(type.shape)) : inputs.length;
  return dataset({
    inputs,
    ...(isView ? { inputShape: type.shape } : {}),
    inputType: type.dtype === "i32" ? "i32" : "f32",
    targets: new Float32Array(length),
    targetKind: "value",
  });
}

function isNamedData(inputs: object): inputs is { readonly [port: string]: Dataset } {
  return Object.values(inputs).every((value) => value instanceof Dataset);
}
