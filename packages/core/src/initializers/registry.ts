import { fromConfig, makeRegistry, type Registry } from "../spec/registry.ts";
import { constantEntry, givenEntry, zerosEntry } from "./fixed.ts";
import type { Initializer } from "./initializer.ts";
import { orthogonalEntry } from "./orthogonal.ts";
import {
  heNormalEntry,
  heUniformEntry,
  plainEntry,
  uniformEntry,
  xavierNormalEntry,
  xavierUniformEntry,
} from "./scaled.ts";

/** Every initializer by name. */
export const initializerRegistry: Registry<Initializer> = makeRegistry(
  "initializer",
  { en: "initializer", zh: "初始化方法" },
  [
    zerosEntry,
    constantEntry,
    givenEntry,
    plainEntry,
    uniformEntry,
    xavierUniformEntry,
    xavierNormalEntry,
    heUniformEntry,
    heNormalEntry,
    orthogonalEntry,
  ],
);

/**
 * The initializer that a configuration names.
 *
 * @throws ChainruleError if the name or an option is unknown or has a wrong value
 * @example
 * initializerFromConfig({ heNormal: { fan: "out" } });
 */
export function initializerFromConfig(written: unknown, path?: string): Initializer {
  return fromConfig(initializerRegistry, written, path);
}
