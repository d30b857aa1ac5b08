import { ChainruleError } from "../errors/chainruleError.ts";
import { isObject, type JsonObject, showValue } from "./json.ts";
import { makeOption, type OptionSpec, type OptionText } from "./optionSpec.ts";
import type { Text } from "./text.ts";

/** A value made by a factory from options: a layer, a loss, an optimizer. It can be written back as configuration. */
export interface Configurable {
  /** The factory's name. */
  readonly kind: string;
  /** The options as they were given; those left out are left out. */
  readonly options: Readonly<Record<string, unknown>>;
}

/** The options of a factory, one spec for each key of its options' type. */
export type OptionSpecs<O extends object> = { readonly [Key in keyof O]-?: OptionSpec<Required<O>[Key]> };

/** The options of a factory that has none. */
export type NoOptions = Readonly<Record<never, never>>;

/** A factory as data: its name, what it makes, its options. */
export interface Definition<O extends object, Result> {
  readonly name: string;
  readonly summary: Text;
  readonly options: OptionSpecs<O>;
  /** The option that a bare value stands for: `linear: 10` is `linear: { units: 10 }`. */
  readonly shorthand?: keyof O & string;
  /** Makes the value from options whose defaults are filled in; `given` are those that were written. */
  readonly create: (options: Required<O>, given: Readonly<Record<string, unknown>>, path: string | undefined) => Result;
}

/** A factory without its types, as registries hold it. */
export interface Entry<Result> {
  readonly name: string;
  readonly summary: Text;
  readonly options: Readonly<Record<string, OptionSpec<unknown>>>;
  readonly shorthand: string | undefined;
  /** Makes the value from what a user wrote: named options, the shorthand's value, or nothing. */
  readonly make: (written: unknown, path?: string) => Result;
}

/** Makes a registry entry of a definition. */
export function defineEntry<O extends object, Result>(definition: Definition<O, Result>): Entry<Result> {
  const { name, summary, shorthand, create } = definition;
  const options: Readonly<Record<string, OptionSpec<unknown>>> = definition.options;
  return {
    name,
    summary,
    options,
    shorthand,
    make: (written, path) => {
      const given = parseGiven({ name, options, shorthand }, written, path);
      const filled: Record<string, unknown> = { ...given };
      for (const [key, spec] of Object.entries(options)) {
        if (key in given) continue;
        if (spec.required)
          throw new ChainruleError("learning.missingOption", {
            subject: name,
            name: key,
            expected: spec.expected,
            path,
          });
        filled[key] = spec.fallback();
      }
      if (!isFilled<O>(filled)) throw new TypeError("unreachable");
      return create(filled, given, path);
    },
  };
}

/** Every key of `O` was parsed by its own spec or filled by its fallback, so the record has the type that the specs give. */
function isFilled<O extends object>(_filled: object): _filled is Required<O> {
  return true;
}

function parseGiven(
  entry: {
    readonly name: string;
    readonly options: Readonly<Record<string, OptionSpec<unknown>>>;
    readonly shorthand: string | undefined;
  },
  written: unknown,
  path: string | undefined,
): Record<string, unknown> {
  const { name: subject, options, shorthand } = entry;
  const known = Object.keys(options);
  const given: Record<string, unknown> = {};
  if (written === undefined || written === null) return given;
  const isShort = !isObject(written) || isConfigurable(written) || ArrayBuffer.isView(written);
  if (isShort && shorthand === undefined) {
    throw new ChainruleError("learning.options", { subject, choices: known, received: showValue(written), path });
  }
  const named: Readonly<Record<string, unknown>> =
    isShort && shorthand !== undefined ? { [shorthand]: written } : isObject(written) ? written : {};
  for (const [key, value] of Object.entries(named)) {
    const spec = Object.hasOwn(options, key) ? options[key] : undefined;
    if (spec === undefined)
      throw new ChainruleError("learning.unknownOption", { subject, received: key, choices: known, path });
    if (value === undefined) continue;
    given[key] = spec.parse(value, { subject, name: key, path });
  }
  return given;
}

/** Whether a value is one of a factory: a layer, a loss, an optimizer. */
export function isConfigurable(value: unknown): value is Configurable {
  return isObject(value) && typeof value["kind"] === "string" && isObject(value["options"]);
}

/** Factories of one sort by name. */
export interface Registry<Result> {
  /** Name of its part in the published schema. */
  readonly id: string;
  /** What they make: a layer, a loss. */
  readonly kind: Text;
  readonly entries: ReadonlyMap<string, Entry<Result>>;
}

export function makeRegistry<Result>(id: string, kind: Text, entries: readonly Entry<Result>[]): Registry<Result> {
  return { id, kind, entries: new Map(entries.map((entry) => [entry.name, entry])) };
}

/**
 * The value that a configuration's entry stands for: a name, or one name with its options.
 *
 * @param path - the entry's place in the configuration, for errors
 * @throws ChainruleError if the name or an option is unknown or has a wrong value
 * @example
 * const layer = fromConfig(layerRegistry, { linear: { units: 10 } }, "model[2]");
 */
export function fromConfig<Result>(registry: Registry<Result>, written: unknown, path?: string): Result {
  const [name, options] = nameAndOptions(registry.kind, written, path);
  const entry = registry.entries.get(name);
  if (entry === undefined) {
    throw new ChainruleError("learning.unknownEntry", {
      kind: registry.kind,
      received: name,
      choices: [...registry.entries.keys()],
      path,
    });
  }
  return entry.make(options, path);
}

function nameAndOptions(kind: Text, written: unknown, path: string | undefined): readonly [string, unknown] {
  if (typeof written === "string") return [written, undefined];
  if (isObject(written)) {
    const [first, ...others] = Object.entries(written);
    if (first !== undefined && others.length === 0) return first;
  }
  throw new ChainruleError("learning.entry", { kind, received: showValue(written), path });
}

/**
 * A value as a configuration writes it: its name alone, or with the options that were given.
 *
 * @example
 * toConfig(sgd({ learningRate: 0.1 })); // { sgd: { learningRate: 0.1 } }
 */
export function toConfig(value: Configurable): string | JsonObject {
  const options = Object.entries(value.options);
  if (options.length === 0) return value.kind;
  return { [value.kind]: Object.fromEntries(options.map(([key, option]) => [key, optionToJson(option)])) };
}

function optionToJson(value: unknown): JsonObject[string] {
  if (isConfigurable(value)) return toConfig(value);
  if (value === null || typeof value === "number" || typeof value === "string" || typeof value === "boolean")
    return value;
  if (Array.isArray(value)) return value.map(optionToJson);
  if (isObject(value)) return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, optionToJson(item)]));
  throw new TypeError(`options must be JSON, not ${typeof value}`);
}

/** An option that is itself a value of a registry: given as a value, or as configuration. */
export function entryOption<Result extends Configurable>(
  id: string,
  registry: () => Registry<Result>,
  options: OptionText<Result>,
): OptionSpec<Result> {
  return makeOption<Result>(options, {
    expected: { en: "a name, or one name with its options", zh: "一个名称，或一个名称加选项" },
    schema: { $ref: `#/$defs/${id}` },
    read: (value, place) => readEntry(registry(), value, `${place.path ?? place.subject}.${place.name}`),
  });
}

/** A list of values of a registry. */
export function entryListOption<Result extends Configurable>(
  id: string,
  registry: () => Registry<Result>,
  options: OptionText<readonly Result[]>,
): OptionSpec<readonly Result[]> {
  return makeOption<readonly Result[]>(options, {
    expected: { en: "a list of names, or of names with their options", zh: "由名称（或名称加选项）组成的列表" },
    schema: { type: "array", items: { $ref: `#/$defs/${id}` } },
    read: (value, place) =>
      Array.isArray(value)
        ? value.map((item: unknown, index) =>
            readEntry(registry(), item, `${place.path ?? place.subject}.${place.name}[${index}]`),
          )
        : undefined,
  });
}

function readEntry<Result extends Configurable>(registry: Registry<Result>, value: unknown, path: string): Result {
  if (isMade(registry, value)) return value;
  return fromConfig(registry, value, path);
}

/** A value made by one of the registry's factories (and not configuration that looks like it). */
function isMade<Result extends Configurable>(registry: Registry<Result>, value: unknown): value is Result {
  return isConfigurable(value) && registry.entries.has(value.kind);
}
