import type { Loss } from "@chainrule/core";
import { probabilityOf } from "./runPictures.ts";

/**
 * What a model's outputs for one example say of its classes: softmax of logits, or p and 1 − p of a single output.
 *
 * @returns `undefined` where the loss takes outputs for something else
 */
export function classProbabilities(outputs: readonly number[], loss: Loss): readonly number[] | undefined {
  if (loss.kind === "crossEntropy") return outputs.map((_, index) => probabilityOf(outputs, index));
  const [output, ...others] = outputs;
  if (loss.kind !== "binaryCrossEntropy" || output === undefined || others.length > 0) return undefined;
  const p = loss.threshold === 0 ? 1 / (1 + Math.exp(-output)) : output;
  return [1 - p, p];
}
