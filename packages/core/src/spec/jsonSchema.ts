import type { JsonObject } from "./json.ts";
import type { Entry, Registry } from "./registry.ts";

function optionsSchema(entry: Entry<unknown>): JsonObject {
  const options = Object.entries(entry.options);
  const named: JsonObject = {
    type: "object",
    description: entry.summary.en,
    properties: Object.fromEntries(options.map(([key, spec]) => [key, spec.schema])),
    required: options.filter(([, spec]) => spec.required).map(([key]) => key),
    additionalProperties: false,
  };
  const short = entry.shorthand === undefined ? undefined : entry.options[entry.shorthand]?.schema;
  return short === undefined ? named : { anyOf: [short, named] };
}

/**
 * JSON Schema of what {@link fromConfig} takes for a registry: a name, or one name with its options.
 * Entries that hold others refer to `#/$defs/<id>`.
 */
export function registrySchema(registry: Registry<unknown>): JsonObject {
  const entries = [...registry.entries.values()];
  const bare = entries.filter((entry) => Object.values(entry.options).every((spec) => !spec.required));
  return {
    description: registry.kind.en,
    anyOf: [
      ...(bare.length === 0 ? [] : [{ enum: bare.map((entry) => entry.name) }]),
      {
        type: "object",
        properties: Object.fromEntries(entries.map((entry) => [entry.name, optionsSchema(entry)])),
        additionalProperties: false,
        minProperties: 1,
        maxProperties: 1,
      },
    ],
  };
}
