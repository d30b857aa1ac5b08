import type { DType } from "./dtype.ts";
import type { Shape } from "./shape.ts";

/** State that outlives a step: a parameter, an optimizer's slot, a step counter, running statistics. */
export interface Variable {
  readonly name: string;
  readonly shape: Shape;
  readonly dtype: DType;
  /** Whether optimizers change it (parameters) or only its own update edge (slots, counters, statistics). */
  readonly trainable: boolean;
  /** Values it begins with, row-major; called once for each session. */
  readonly initial: () => ArrayLike<number>;
}
