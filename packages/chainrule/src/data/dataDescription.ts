import { type Json, type JsonObject, type Loss, type Preparation, parsePreparation } from "@chainrule/core";
import { isMapping } from "../config/fields.ts";
import { type Truncation, truncations } from "../config/textDataConfig.ts";
import type { LoadedData } from "./loadedData.ts";

/** What a run must remember of its data, so that others can be prepared and predictions named. */
export interface DataDescription {
  readonly inputShape: readonly number[];
  /** Bytes b stand for b · scale + offset. */
  readonly byteScale: { readonly scale: number; readonly offset: number } | undefined;
  readonly targets:
    | { readonly kind: "class"; readonly classCount: number; readonly classNames: readonly string[] | undefined }
    | { readonly kind: "value"; readonly shape: readonly number[] };
  /** Above which a single output means the second class. */
  readonly threshold: number | undefined;
  readonly preparation: Preparation | undefined;
  /** How texts are taken, where each is an example. */
  readonly texts: TextsDescription | undefined;
}

/** How texts become examples. */
export interface TextsDescription {
  /** Tokens of an example; without, texts are taken as features. */
  readonly length: number | undefined;
  readonly truncate: Truncation;
  /** Columns of a table of labelled texts. */
  readonly column: string | undefined;
  readonly label: string | undefined;
}

export function describeData(data: LoadedData, loss: Loss): DataDescription {
  const { train, preparation, texts } = data;
  const { inputs, targets } = train;
  return {
    inputShape: train.inputShape,
    byteScale: "scale" in inputs ? { scale: inputs.scale, offset: inputs.offset } : undefined,
    targets:
      targets.kind === "class"
        ? { kind: "class", classCount: targets.classCount, classNames: targets.classNames }
        : { kind: "value", shape: targets.shape },
    threshold: loss.threshold,
    preparation,
    texts,
  };
}

export function descriptionToJson(description: DataDescription): JsonObject {
  const { inputShape, ...rest } = description;
  const plain: Json = JSON.parse(JSON.stringify(rest));
  return { format: "chainrule.data", version: 1, inputShape, ...(isJsonObject(plain) ? plain : {}) };
}

function isJsonObject(value: Json): value is JsonObject {
  return isMapping(value);
}

/** Reads what {@link descriptionToJson} wrote; `undefined` if it is not that. */
export function descriptionFromJson(json: unknown): DataDescription | undefined {
  if (!isMapping(json) || json["format"] !== "chainrule.data" || json["version"] !== 1) return undefined;
  const { inputShape, byteScale, targets, threshold, preparation, texts } = json;
  const readTargets = targetsFrom(targets);
  if (!isShape(inputShape) || readTargets === undefined) return undefined;
  if (threshold !== undefined && typeof threshold !== "number") return undefined;
  return {
    inputShape,
    byteScale: byteScaleFrom(byteScale),
    targets: readTargets,
    threshold,
    preparation: preparation === undefined ? undefined : parsePreparation(preparation),
    texts: textsFrom(texts),
  };
}

function textsFrom(json: unknown): TextsDescription | undefined {
  if (!isMapping(json)) return undefined;
  const { length, column, label } = json;
  return {
    length: typeof length === "number" && Number.isSafeInteger(length) && length > 0 ? length : undefined,
    truncate: truncations.find((one) => one === json["truncate"]) ?? "end",
    column: typeof column === "string" ? column : undefined,
    label: typeof label === "string" ? label : undefined,
  };
}

function targetsFrom(json: unknown): DataDescription["targets"] | undefined {
  if (!isMapping(json)) return undefined;
  const { kind, classCount, classNames, shape } = json;
  if (kind === "value") return isShape(shape) ? { kind, shape } : undefined;
  if (kind !== "class" || typeof classCount !== "number" || !Number.isSafeInteger(classCount)) return undefined;
  if (classNames === undefined) return { kind, classCount, classNames };
  return Array.isArray(classNames) && classNames.every((name) => typeof name === "string")
    ? { kind, classCount, classNames }
    : undefined;
}

function byteScaleFrom(json: unknown): DataDescription["byteScale"] {
  if (!isMapping(json)) return undefined;
  const { scale, offset } = json;
  return typeof scale === "number" && typeof offset === "number" ? { scale, offset } : undefined;
}

function isShape(value: unknown): value is readonly number[] {
  return Array.isArray(value) && value.every((size) => Number.isSafeInteger(size) && size > 0);
}

/** The class of one example's outputs: by name if classes have names, else its index; nothing if targets are numbers. */
export function labelOf(outputs: ArrayLike<number>, description: DataDescription): string | number | undefined {
  const { targets } = description;
  if (targets.kind !== "class") return undefined;
  const index = classIndexOf(outputs, description.threshold);
  return targets.classNames?.[index] ?? index;
}

/** The greatest of several outputs, or whether a single one is above the threshold. */
export function classIndexOf(outputs: ArrayLike<number>, threshold = 0.5): number {
  if (outputs.length === 1) return (outputs[0] ?? 0) > threshold ? 1 : 0;
  let best = 0;
  for (let i = 1; i < outputs.length; i += 1) if ((outputs[i] ?? 0) > (outputs[best] ?? 0)) best = i;
  return best;
}
