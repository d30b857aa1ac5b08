import type { Tensor } from "../../graph/tensor.ts";
import { reshape } from "../../ops/reshape.ts";
import { slice } from "../../ops/slice.ts";
import { zeros } from "../../ops/zeros.ts";
import type { ApplyMode, BuildContext } from "../layer.ts";
import type { RecurrentKind } from "./recurrentLayer.ts";
import type { RecurrentStack } from "./recurrentStack.ts";

/** The states that passes begin with, one pass after another. */
export interface FirstStates {
  /** Of the next pass, [batch, units] each. */
  readonly next: () => readonly Tensor[];
  /** Takes the states in which all passes ended. */
  readonly keep: (after: readonly (readonly Tensor[])[]) => void;
}

/** Where first states come from: given ones; those that the batch before left, if `stateful`; else zeros. */
export function firstStates(
  { cell, options }: RecurrentKind,
  passes: RecurrentStack,
  context: BuildContext,
): (given: readonly Tensor[], batch: number, mode: ApplyMode) => FirstStates {
  const { units, stateful } = options;
  const carried = passes.map((_, layer) =>
    stateful ? cell.states.map((name) => context.carried({ name: `${name}_l${layer}`, shape: [units] })) : [],
  );
  return (given, batch, { carried: access }) => {
    let pass = 0;
    const zero = zeros([batch, units]);
    const none = (): Tensor[] => cell.states.map(() => zero);
    return {
      next: () => {
        const index = pass;
        pass += 1;
        if (given.length > 0) return given.map((states) => stateOf(states, index));
        const own = carried[index] ?? [];
        return access === undefined || own.length === 0 ? none() : own.map(access.read);
      },
      keep: (after) => {
        if (access === undefined) return;
        carried.forEach((own, index) => {
          own.forEach((state, i) => {
            const value = after[index]?.[i];
            if (value !== undefined) access.write(state, value);
          });
        });
      },
    };
  };
}

/** The state of one pass, of [batch, units] or [batch, passes, units]. */
export function stateOf(states: Tensor, pass: number): Tensor {
  if (states.shape.length === 2) return states;
  const [batch = 1, , units = 1] = states.shape;
  const starts = [undefined, pass];
  return reshape(slice(states, { starts, ends: [undefined, pass + 1] }), [batch, units]);
}
