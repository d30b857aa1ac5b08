import { ChainruleError } from "../errors/chainruleError.ts";

/** A column of numbers: value ← (value − mean) / deviation, missing ones replaced by `fill` before. */
export interface NumberFeature {
  readonly kind: "number";
  readonly name: string;
  readonly mean: number;
  readonly deviation: number;
  readonly fill?: number | undefined;
}

/** A column of categories: one input per category, 1 for the row's own and 0 for the others. */
export interface CategoryFeature {
  readonly kind: "category";
  readonly name: string;
  readonly categories: readonly string[];
  readonly fill?: string | undefined;
}

/** How one column becomes inputs. */
export type Feature = NumberFeature | CategoryFeature;

/** What the label column holds: classes by name, or numbers. */
export type Label =
  | { readonly kind: "class"; readonly name: string; readonly classNames: readonly string[] }
  | { readonly kind: "value"; readonly name: string };

/** All that is needed to prepare new rows as the training rows were; plain JSON. */
export interface Preparation {
  readonly format: "chainrule.preparation";
  readonly version: 1;
  readonly features: readonly Feature[];
  readonly label: Label;
}

/**
 * Number of inputs that a prepared row has.
 *
 * @example
 * const model = sequential({ input: preparedSize(preparation) }, [linear(3)]);
 */
export function preparedSize(preparation: Preparation): number {
  return preparation.features.reduce(
    (count, feature) => count + (feature.kind === "number" ? 1 : feature.categories.length),
    0,
  );
}

/**
 * Checks that JSON is a {@link Preparation}, as saved beside a model.
 *
 * @throws ChainruleError naming the first key that is wrong
 * @example
 * const preparation = parsePreparation(JSON.parse(await readFile("preparation.json", "utf8")));
 */
export function parsePreparation(json: unknown): Preparation {
  const { format, version, features, label } = fieldsOf(json, "preparation");
  if (format !== "chainrule.preparation") fail("format", '"chainrule.preparation"', format);
  if (version !== 1) fail("version", "1", version);
  if (!Array.isArray(features) || features.length === 0) return fail("features", "[…]", features);
  return {
    format: "chainrule.preparation",
    version: 1,
    features: features.map((feature, i) => parseFeature(feature, `features[${i}]`)),
    label: parseLabel(label),
  };
}

function parseFeature(json: unknown, key: string): Feature {
  const { kind, name, mean, deviation, categories, fill } = fieldsOf(json, key);
  if (typeof name !== "string") return fail(`${key}.name`, "text", name);
  if (kind === "category") {
    if (!isTexts(categories)) return fail(`${key}.categories`, '["…"]', categories);
    if (fill !== undefined && typeof fill !== "string") return fail(`${key}.fill`, '"…"', fill);
    return { kind, name, categories, ...(fill === undefined ? {} : { fill }) };
  }
  if (kind !== "number") return fail(`${key}.kind`, '"number" | "category"', kind);
  if (!isNumber(mean)) return fail(`${key}.mean`, "0", mean);
  if (!isNumber(deviation) || deviation <= 0) return fail(`${key}.deviation`, "> 0", deviation);
  if (fill !== undefined && !isNumber(fill)) return fail(`${key}.fill`, "0", fill);
  return { kind, name, mean, deviation, ...(fill === undefined ? {} : { fill }) };
}

function parseLabel(json: unknown): Label {
  const { kind, name, classNames } = fieldsOf(json, "label");
  if (typeof name !== "string") return fail("label.name", "text", name);
  if (kind === "value") return { kind, name };
  if (kind !== "class") return fail("label.kind", '"class" | "value"', kind);
  return isTexts(classNames) ? { kind, name, classNames } : fail("label.classNames", '["…"]', classNames);
}

function fieldsOf(json: unknown, key: string): Readonly<Record<string, unknown>> {
  if (typeof json !== "object" || json === null || Array.isArray(json)) return fail(key, "{…}", json);
  return Object.fromEntries(Object.entries(json));
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.length > 0 && value.every((entry) => typeof entry === "string");
}

function isNumber(value: unknown): value is number {
  return typeof value === "number" && Number.isFinite(value);
}

function fail(key: string, expected: string, received: unknown): never {
  const text = JSON.stringify(received) ?? "undefined";
  throw new ChainruleError("data.preparation", { key, expected, received: text.slice(0, 60) });
}
