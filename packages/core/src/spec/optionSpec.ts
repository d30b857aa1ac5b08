import { ChainruleError } from "../errors/chainruleError.ts";
import { type Json, type JsonObject, showValue } from "./json.ts";
import type { Text } from "./text.ts";

/** Where an option stands, for error messages. */
export interface OptionPlace {
  /** What has the option: `linear`, `adam`. */
  readonly subject: string;
  readonly name: string;
  /** A place in the user's model or configuration. */
  readonly path: string | undefined;
}

/** One option as data: what it means, what it may be, what it is when it is left out. */
export interface OptionSpec<T> {
  readonly description: Text;
  /** What it must be, as error messages say it. */
  readonly expected: Text;
  readonly required: boolean;
  /** Its value when it is left out. */
  readonly fallback: () => T;
  /** The value checked, or an error that says what must hold. */
  readonly parse: (value: unknown, place: OptionPlace) => T;
  readonly schema: JsonObject;
}

/** What the makers of option specs take in common: a line of description in each language, and a default. */
export interface OptionText<T> extends Text {
  readonly default?: T;
}

interface Kind<T> {
  readonly expected: Text;
  readonly schema: JsonObject;
  readonly read: (value: unknown, place: OptionPlace) => T | undefined;
}

/** Makes a spec: required unless `text` has a default. */
export function makeOption<T>(text: OptionText<T>, kind: Kind<T>): OptionSpec<T> {
  const { default: fallback } = text;
  const written = toJson(fallback);
  return {
    description: { en: text.en, zh: text.zh },
    expected: kind.expected,
    required: fallback === undefined,
    fallback: () => {
      if (fallback === undefined) throw new TypeError("a required option has no default");
      return fallback;
    },
    parse: (value, place) => {
      const parsed = kind.read(value, place);
      if (parsed === undefined) throw optionError(place, kind.expected, value);
      return parsed;
    },
    schema: { ...kind.schema, description: text.en, ...(written === undefined ? {} : { default: written }) },
  };
}

function optionError(place: OptionPlace, expected: Text, value: unknown): ChainruleError {
  const { subject, name, path } = place;
  return new ChainruleError("learning.option", { subject, name, expected, received: showValue(value), path });
}

/** The same option, which may be left out. */
export function optional<T>(spec: OptionSpec<T>): OptionSpec<T | undefined> {
  return { ...spec, required: false, fallback: () => undefined };
}

function toJson(value: unknown): Json | undefined {
  if (value === null || typeof value === "string" || typeof value === "boolean") return value;
  if (typeof value === "number") return Number.isFinite(value) ? value : undefined;
  if (Array.isArray(value)) return value.map((item) => toJson(item) ?? null);
  return undefined;
}
