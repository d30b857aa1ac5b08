import { ChainruleError } from "../../errors/chainruleError.ts";
import type { Tensor } from "../../graph/tensor.ts";
import { expandDims } from "../../ops/expandDims.ts";
import { reshape } from "../../ops/reshape.ts";
import type { Incremental } from "../incremental.ts";
import { maskOf } from "../sequenceMask.ts";
import type { RecurrentKind } from "./recurrentLayer.ts";
import { runPosition } from "./recurrentPass.ts";
import type { RecurrentStack } from "./recurrentStack.ts";

/** One position at a time: what is kept is each layer's state. */
export function recurrentIncremental(
  { kind, cell, options }: RecurrentKind,
  passes: RecurrentStack,
  path: string,
): Incremental {
  const { units, bidirectional, returnsSequence } = options;
  const requirePositions = (): void => {
    const refuse = (name: string, en: string, zh: string, received: string): never => {
      throw new ChainruleError("learning.option", { subject: kind, name, expected: { en, zh }, received, path });
    };
    if (bidirectional) {
      refuse("bidirectional", "false to go on position by position", " false，才能逐个位置生成", "true");
    }
    if (!returnsSequence) {
      refuse("returnsSequence", "true to go on position by position", " true，才能逐个位置生成", "false");
    }
  };
  return {
    state: (batch) => {
      requirePositions();
      return passes.flatMap((_, layer) =>
        cell.states.map((name) => ({ name: `${name}_l${layer}`, shape: [batch, units] })),
      );
    },
    apply: (x, kept) => {
      requirePositions();
      const [batch = 1, , features = 1] = x.shape;
      const real = maskOf(x);
      const next: Tensor[] = [];
      let y: Tensor = reshape(x, [batch, features]);
      for (const [pass] of passes) {
        if (pass === undefined) continue;
        const step = runPosition(pass, y, kept.slice(next.length, next.length + cell.states.length), real);
        next.push(...step.after);
        y = step.y;
      }
      return { y: expandDims(y, 1), kept: next };
    },
  };
}
