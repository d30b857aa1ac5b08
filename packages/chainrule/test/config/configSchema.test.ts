import { layerRegistry, lossRegistry, optimizerRegistry } from "@chainrule/core";
import { expect, test } from "vitest";
import { configSchema } from "../../src/config/configSchema.ts";

/** Every value in a JSON tree, with its path. */
function* walk(value: unknown, path = "#"): Generator<readonly [string, unknown]> {
  yield [path, value];
  if (typeof value !== "object" || value === null) return;
  for (const [key, inner] of Object.entries(value)) yield* walk(inner, `${path}/${key}`);
}

const everything = new Map(walk(configSchema()));

test("every reference leads to a definition", () => {
  const references = [...everything].filter(([path]) => path.endsWith("/$ref")).map(([, target]) => target);
  expect(references.length).toBeGreaterThan(10);
  for (const target of references) expect(everything.has(String(target))).toBe(true);
});

test("no list of choices is empty, which validators refuse", () => {
  for (const [path, value] of everything) if (path.endsWith("/enum")) expect(value, path).not.toHaveLength(0);
});

test("every layer, loss and optimizer is there with its options", () => {
  for (const registry of [layerRegistry, lossRegistry, optimizerRegistry]) {
    for (const { name, options } of registry.entries.values()) {
      const definition = JSON.stringify(everything.get(`#/$defs/${registry.id}`));
      expect(definition).toContain(`"${name}":`);
      for (const option of Object.keys(options)) expect(definition).toContain(`"${option}":`);
    }
  }
});

test("keys that must be given, and keys that there are", () => {
  expect(everything.get("#/required")).toEqual(["data", "model", "loss", "optimizer"]);
  expect(everything.get("#/additionalProperties")).toBe(false);
  expect(everything.get("#/properties/epochs/minimum")).toBe(1);
});
