import { isMap, isScalar, isSeq, LineCounter, type Node, parseDocument } from "yaml";
import { CommandError } from "../errors/commandError.ts";

/** Steps from the top of a configuration to one of its values. */
export type ConfigPath = readonly (string | number)[];

/** A configuration as it was read, before its keys are looked at. */
export interface ConfigSource {
  /** As the user wrote its name. */
  readonly name: string;
  /** Absolute folder that its paths start from. */
  readonly folder: string;
  readonly value: unknown;
  /** `file:line:column` of a value, or of the nearest one around it. */
  readonly placeOf: (path: ConfigPath) => string;
}

/** Reads YAML or JSON, which is the part of YAML without anything else. */
export function parseConfigText(text: string, name: string, folder: string): ConfigSource {
  const isJson = name.endsWith(".json");
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, strict: true, uniqueKeys: true });
  const [error] = document.errors;
  if (error !== undefined) throw syntaxError(name, isJson, positionText(lines, error.pos[0]), oneLine(error.message));
  if (isJson) checkJson(text, name);
  return {
    name,
    folder,
    value: toValue(() => document.toJS(), name, isJson),
    placeOf: (path) => `${name}${positionText(lines, offsetOf(document.contents, path))}`,
  };
}

function toValue(read: () => unknown, name: string, isJson: boolean): unknown {
  try {
    return read();
  } catch (error) {
    throw syntaxError(name, isJson, "", oneLine(error instanceof Error ? error.message : String(error)));
  }
}

function checkJson(text: string, name: string): void {
  try {
    JSON.parse(text.replace(/^\uFEFF/, ""));
  } catch (error) {
    throw syntaxError(name, true, "", oneLine(error instanceof Error ? error.message : String(error)));
  }
}

function syntaxError(name: string, isJson: boolean, position: string, reason: string): CommandError {
  return new CommandError("config.syntax", { place: `${name}${position}`, format: isJson ? "JSON" : "YAML", reason });
}

function oneLine(message: string): string {
  const [first = ""] = message.split("\n");
  return first.replace(/:$/, "");
}

function positionText(lines: LineCounter, offset: number | undefined): string {
  if (offset === undefined) return "";
  const { line, col } = lines.linePos(offset);
  return line === 0 ? "" : `:${line}:${col}`;
}

/**
 * Where a value begins; of a value in a mapping, where its key does. Steps that stand for an entry's options
 * (`model[2].body` for `{ residual: { body } }`) are found through the entry's only key.
 */
function offsetOf(root: Node | null, path: ConfigPath): number | undefined {
  let node: unknown = root;
  let offset = root?.range?.[0];
  for (const step of path) {
    let pair = pairOf(node, step);
    if (pair === undefined && isMap(node) && node.items.length === 1) {
      node = node.items[0]?.value;
      pair = pairOf(node, step);
    }
    if (pair !== undefined) {
      offset = isScalar(pair.key) ? (pair.key.range?.[0] ?? offset) : offset;
      node = pair.value;
    } else if (isSeq(node) && typeof step === "number") {
      node = node.items[step];
      offset = rangeStart(node) ?? offset;
    }
  }
  return offset;
}

function pairOf(node: unknown, step: string | number): { readonly key: unknown; readonly value: unknown } | undefined {
  if (!isMap(node)) return undefined;
  return node.items.find(({ key }) => isScalar(key) && String(key.value) === String(step));
}

function rangeStart(node: unknown): number | undefined {
  return isScalar(node) || isMap(node) || isSeq(node) ? node.range?.[0] : undefined;
}
