import {
  ChainruleError,
  type JsonObject,
  makeOption,
  type OptionSpec,
  type OptionSpecs,
  type OptionText,
  showValue,
} from "@chainrule/core";
import { CommandError } from "../errors/commandError.ts";
import type { ConfigPath, ConfigSource } from "./configSource.ts";

/** Some text. */
export function text(options: OptionText<string>): OptionSpec<string> {
  return makeOption<string>(options, {
    expected: { en: "text", zh: "文本" },
    schema: { type: "string", minLength: 1 },
    read: (value) => (typeof value === "string" && value !== "" ? value : undefined),
  });
}

/** A list of texts. */
export function texts(options: OptionText<readonly string[]>): OptionSpec<readonly string[]> {
  return makeOption<readonly string[]>(options, {
    expected: { en: "a list of texts", zh: "文本列表" },
    schema: { type: "array", items: { type: "string" } },
    read: (value) => (Array.isArray(value) && value.every((item) => typeof item === "string") ? value : undefined),
  });
}

/** A path to files: one name, or two. */
export function filePair(options: OptionText<readonly [string, string]>): OptionSpec<readonly [string, string]> {
  return makeOption<readonly [string, string]>(options, {
    expected: { en: "[images, labels], two file names", zh: "[图像, 标签] 两个文件名" },
    schema: { type: "array", items: { type: "string" }, minItems: 2, maxItems: 2 },
    read: (value) => {
      if (!Array.isArray(value) || value.length !== 2) return undefined;
      const [first, second]: readonly unknown[] = value;
      return typeof first === "string" && typeof second === "string" ? [first, second] : undefined;
    },
  });
}

/** Whether a value is a mapping of keys. */
export function isMapping(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Reads a mapping by the specs of its keys; errors name the file, the line and the key. */
export function readFields<Fields extends object>(
  source: ConfigSource,
  path: ConfigPath,
  written: unknown,
  specs: OptionSpecs<Fields>,
): Fields {
  const byName: Readonly<Record<string, OptionSpec<unknown>>> = specs;
  const choices = Object.keys(byName);
  if (!isMapping(written)) {
    throw valueError(
      source,
      path,
      { en: `a mapping with ${choices.join(", ")}`, zh: `含有 ${choices.join("、")} 的映射` },
      written,
    );
  }
  for (const key of Object.keys(written)) {
    if (Object.hasOwn(byName, key)) continue;
    const place = source.placeOf([...path, key]);
    throw new CommandError("config.unknownKey", { place, path: pathText(path), received: key, choices });
  }
  const fields: Record<string, unknown> = {};
  for (const [key, spec] of Object.entries(byName)) {
    const value = written[key];
    if (value === undefined || (value === null && !spec.required)) {
      if (spec.required)
        throw new CommandError("config.missingKey", { place: source.placeOf(path), path: pathText(path), key });
      fields[key] = spec.fallback();
      continue;
    }
    fields[key] = withPlace(source, [...path, key], () =>
      spec.parse(value, { subject: pathText(path) || "config", name: key, path: undefined }),
    );
  }
  if (!areRead<Fields>(fields)) throw new TypeError("unreachable");
  return fields;
}

/** Every key of `Fields` was parsed by its own spec or filled by its fallback. */
function areRead<Fields extends object>(_fields: object): _fields is Fields {
  return true;
}

export function valueError(
  source: ConfigSource,
  path: ConfigPath,
  expected: Readonly<Record<"en" | "zh", string>>,
  received: unknown,
): CommandError {
  return new CommandError("config.value", {
    place: source.placeOf(path),
    path: pathText(path) || "config",
    expected,
    received: showValue(received),
  });
}

/** Runs `read` and gives the library's errors the file and line of what they are about. */
export function withPlace<T>(source: ConfigSource, path: ConfigPath, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof ChainruleError)) throw error;
    throw placed(source, path, error);
  }
}

export function placed(source: ConfigSource, path: ConfigPath, error: ChainruleError): CommandError {
  const inner = error.path === undefined ? [] : stepsOf(error.path);
  const { received, name } = error.params;
  const leaf = [received, name].filter((step) => typeof step === "string");
  const [top] = path;
  const full = inner[0] === top ? inner : [...path, ...inner];
  return new CommandError(
    "config.fault",
    { place: source.placeOf([...full, ...leaf]), fault: error },
    { cause: error },
  );
}

/** `model[2].body` as steps. */
function stepsOf(path: string): ConfigPath {
  return Array.from(path.matchAll(/\[(\d+)\]|([^.[\], "]+)/g), ([, index, key]) =>
    index === undefined ? (key ?? "") : Number(index),
  );
}

/** Steps as text: `data.idx.train`, `model[2]`. */
function pathText(path: ConfigPath): string {
  return path.map((step, i) => (typeof step === "number" ? `[${step}]` : i === 0 ? step : `.${step}`)).join("");
}

/** JSON Schema of a mapping with the keys of the specs. */
export function fieldsSchema(specs: Readonly<Record<string, OptionSpec<unknown>>>): JsonObject {
  const entries = Object.entries(specs);
  return {
    type: "object",
    properties: Object.fromEntries(entries.map(([key, spec]) => [key, spec.schema])),
    required: entries.filter(([, spec]) => spec.required).map(([key]) => key),
    additionalProperties: false,
  };
}
