import type { Tensor } from "../graph/tensor.ts";
import { evaluationMode } from "./evaluationMode.ts";
import type { Incremental, MergeIncremental } from "./incremental.ts";
import type { BuiltLayer, BuiltMerge } from "./layer.ts";
import { passMask } from "./sequenceMask.ts";

/** How layers one after another go on by one position; `undefined` where each treats every position alone. */
export function incrementalInOrder(parts: readonly BuiltLayer[]): Incremental | undefined {
  if (parts.every((part) => part.incremental === undefined)) return undefined;
  return {
    state: (batch, capacity) =>
      parts.flatMap((part, index) =>
        incrementalOf(part)
          .state(batch, capacity)
          .map(({ name, shape }) => ({ name: `${index}.${name}`, shape })),
      ),
    apply: (x, kept, position) => {
      let y = x;
      let place = 0;
      const next: Tensor[] = [];
      for (const part of parts) {
        const steps = incrementalOf(part);
        const count = steps.state(1, 1).length;
        const own = steps.apply(y, kept.slice(place, place + count), position);
        place += count;
        y = passMask(y, own.y);
        next.push(...own.kept);
      }
      return { y, kept: next };
    },
  };
}

/** How a layer of several inputs goes on that treats every position of the first alone. */
export function mergeAlone(others: MergeIncremental["others"], apply: BuiltMerge["apply"]): MergeIncremental {
  return {
    others,
    state: () => [],
    apply: (inputs) => ({ y: apply(inputs, evaluationMode), kept: [] }),
  };
}

/** How a layer goes on by one position: as it says, or by treating the position alone. */
export function incrementalOf(part: BuiltLayer): Incremental {
  return part.incremental ?? { state: () => [], apply: (x) => ({ y: part.apply(x, evaluationMode), kept: [] }) };
}
