import type { ApplyMode } from "./layer.ts";

/** How layers are applied when nothing is learned. */
export const evaluationMode: ApplyMode = { training: false, step: notInUse, update: notInUse };

function notInUse(): never {
  throw new TypeError("only training steps count and update");
}
