import type { Tensor } from "../../graph/tensor.ts";

/**
 * The states in which a recurrent layer ended: h, and c of an LSTM. They go along with its output to the layers that ask
 * for them, say the first states of a decoder.
 */
const states = new WeakMap<Tensor, readonly Tensor[]>();

/** Lays final states beside a recurrent layer's output, and gives the output. */
export function withFinalStates(y: Tensor, final: readonly Tensor[]): Tensor {
  states.set(y, final);
  return y;
}

/** The final states beside `y`; `undefined` where no recurrent layer made it. */
export function finalStatesOf(y: Tensor): readonly Tensor[] | undefined {
  return states.get(y);
}
