import { isAbsolute, relative, resolve, sep } from "node:path";
import { type Configurable, type JsonObject, toConfig } from "@chainrule/core";
import type { DataConfig } from "./dataConfig.ts";
import { isMapping } from "./fields.ts";

/** `data` as JSON with its paths relative to another folder, so that a run's own `config.json` finds the same files. */
export function relocateData(data: DataConfig, fromFolder: string, toFolder: string): JsonObject {
  const move = (file: string): string => {
    if (isAbsolute(file)) return file;
    const moved = relative(toFolder, resolve(fromFolder, file));
    return sep === "/" ? moved : moved.replaceAll(sep, "/");
  };
  const pair = ([images, labels]: readonly [string, string]): [string, string] => [move(images), move(labels)];
  switch (data.kind) {
    case "dataset":
    case "inline":
      return plain(data.options);
    case "idx": {
      const { idx, ...rest } = data.options;
      if (typeof idx === "string") return plain({ idx: move(idx), ...rest });
      const test = idx.test === undefined ? {} : { test: pair(idx.test) };
      return plain({ idx: { train: pair(idx.train), ...test }, ...rest });
    }
    case "csv": {
      const { csv, test, ...rest } = data.options;
      return plain({ csv: move(csv), ...rest, test: typeof test === "string" ? move(test) : test });
    }
    case "text": {
      const { options } = data;
      return plain({ ...options, ...("text" in options ? { text: move(options.text) } : {}), ...ways(options) });
    }
    case "lines": {
      const { options } = data;
      return plain({ ...options, ...("lines" in options ? { lines: move(options.lines) } : {}), ...ways(options) });
    }
    case "labelled": {
      const { options } = data;
      const { test } = options;
      const files =
        "csv" in options ? { csv: move(options.csv), test: typeof test === "string" ? move(test) : test } : {};
      return plain({ ...options, ...files, ...ways(options) });
    }
  }
}

/** How texts are taken, as a configuration writes it. */
function ways(options: { readonly tokenizer: Configurable; readonly features?: Configurable | undefined }): object {
  const { tokenizer, features } = options;
  return { tokenizer: toConfig(tokenizer), features: features === undefined ? undefined : toConfig(features) };
}

/** Without keys that are `undefined`. */
function plain(value: object): JsonObject {
  const copy: unknown = JSON.parse(JSON.stringify(value));
  return isJsonObject(copy) ? copy : {};
}

/** What `JSON.parse` gives is JSON. */
function isJsonObject(value: unknown): value is JsonObject {
  return isMapping(value);
}
