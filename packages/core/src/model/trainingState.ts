import type { TensorValue } from "../engines/session.ts";
import { ChainruleError } from "../errors/chainruleError.ts";
import { readSafetensors, type StoredTensor, writeSafetensors } from "../serialization/safetensors.ts";
import { isObject, type Json, type JsonObject, showValue } from "../spec/json.ts";

/**
 * Everything that training needs to go on exactly where it stood: weights, optimizer, counters, place in the data and its
 * order, figures gathered so far, and callbacks' memory.
 */
export interface TrainingState {
  readonly tensors: ReadonlyMap<string, StoredTensor>;
  readonly progress: JsonObject;
}

/** A value of an engine as files hold it. */
export function storedOf(value: TensorValue): StoredTensor {
  return { shape: value.shape, values: value.data };
}

/**
 * A training state as the bytes of one safetensors file.
 *
 * @example
 * await writeFile("checkpoint.safetensors", encodeTrainingState(context.trainingState()));
 */
export function encodeTrainingState(state: TrainingState): Uint8Array {
  return writeSafetensors(state.tensors, { training: JSON.stringify(state.progress) });
}

/**
 * The training state that {@link encodeTrainingState} wrote.
 *
 * @param name - what errors are to name, say the file
 * @throws ChainruleError if the bytes are not such a file
 * @example
 * await model.fit(data, { ...options, resume: decodeTrainingState(await readFile("checkpoint.safetensors")) });
 */
export function decodeTrainingState(bytes: Uint8Array, name?: string): TrainingState {
  const { tensors, metadata } = readSafetensors(bytes, { name });
  const text = metadata["training"];
  const progress = text === undefined ? undefined : parse(text);
  if (progress === undefined) {
    throw new ChainruleError("learning.trainingState", {
      expected: {
        en: "the file must hold where training stood (metadata `training`)",
        zh: "文件必须含有训练进度（元数据 training）",
      },
      received: text === undefined ? "a file of weights alone" : showValue(text),
    });
  }
  return { tensors, progress };
}

function parse(text: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isJsonObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** What `JSON.parse` gives is JSON. */
function isJsonObject(value: unknown): value is JsonObject {
  return isObject(value);
}

/** How many epochs were done. */
export function epochOf({ progress }: TrainingState): number {
  return readNumber(progress, "epoch");
}

/** Reads fields of a progress record, raising what is missing or of another kind. */
export function readNumber(record: JsonObject, field: string): number {
  const value = record[field];
  if (typeof value === "number") return value;
  throw unfit(`a number ${field}`, ` ${field}（数）`, value);
}

export function readNumbers(value: Json | undefined): readonly number[] {
  if (Array.isArray(value) && value.every((item): item is number => typeof item === "number")) return value;
  throw unfit("lists of numbers", "数的列表", value);
}

function unfit(en: string, zh: string, value: unknown): ChainruleError {
  return new ChainruleError("learning.trainingState", {
    expected: { en: `its progress must have ${en}`, zh: `进度中必须有${zh}` },
    received: showValue(value),
  });
}
