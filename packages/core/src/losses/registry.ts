import { fromConfig, makeRegistry, type Registry } from "../spec/registry.ts";
import { binaryCrossEntropyEntry } from "./binaryCrossEntropy.ts";
import { crossEntropyEntry } from "./crossEntropy.ts";
import {
  hingeEntry,
  huberEntry,
  meanAbsoluteErrorLossEntry,
  meanSquaredErrorEntry,
  squaredErrorCostEntry,
} from "./distances.ts";
import type { Loss } from "./loss.ts";

/** Every loss by name. */
export const lossRegistry: Registry<Loss> = makeRegistry("loss", { en: "loss", zh: "损失" }, [
  crossEntropyEntry,
  binaryCrossEntropyEntry,
  meanSquaredErrorEntry,
  squaredErrorCostEntry,
  meanAbsoluteErrorLossEntry,
  huberEntry,
  hingeEntry,
]);

/**
 * The loss that a configuration names.
 *
 * @throws ChainruleError if the name or an option is unknown or has a wrong value
 * @example
 * lossFromConfig({ crossEntropy: { labelSmoothing: 0.1 } });
 */
export function lossFromConfig(written: unknown, path?: string): Loss {
  return fromConfig(lossRegistry, written, path);
}
