import { defineEntry, type Entry } from "../../spec/registry.ts";
import { gruRecurrence } from "./gruCell.ts";
import { type RecurrentLayer, recurrentLayer } from "./recurrentLayer.ts";
import { type RecurrentOptions, recurrentOptions } from "./recurrentOptions.ts";

export const gruEntry: Entry<RecurrentLayer> = defineEntry<RecurrentOptions, RecurrentLayer>({
  name: "gru",
  summary: {
    en: "Gated recurrent unit: a recurrent layer that mixes its old state and a new one by a gate.",
    zh: "门控循环单元（GRU）：用门混合旧状态与新状态的循环层。",
  },
  options: recurrentOptions,
  shorthand: "units",
  create: (options, given) => recurrentLayer({ kind: "gru", cell: gruRecurrence, options }, given),
});

/**
 * Gated recurrent unit over sequences [positions, features]: r, z = σ(xₜ W_ihᵀ + b_ih + hₜ₋₁ W_hhᵀ + b_hh) by their blocks;
 * n = tanh(xₜ W_inᵀ + b_in + r ⊙ (hₜ₋₁ W_hnᵀ + b_hn)); hₜ = (1 − z) ⊙ n + z ⊙ hₜ₋₁, from h₀ = 0. Weights are named and shaped as those
 * of `torch.nn.GRU`: `weight_ih_l0` [3·units, features], `weight_hh_l0` [3·units, units], `bias_ih_l0` and `bias_hh_l0`
 * [3·units], gates in the order r, z, n, with `_reverse` for the way back and `_l1` for the next layer.
 *
 * At positions that are padding (marked by an embedding with a padding index) the state goes through unchanged and the
 * output is zero; the way back then begins at each sequence's last real position.
 *
 * Its gates have no option of their own for the first bias, as in PyTorch and Keras: where one is to begin open, give
 * {@link givenValues} of all 3·units as `biasInitializer`; both biases begin with them, and add up.
 *
 * In a functional model, `merge(gru(32), [x, h0])` begins with a given state; {@link finalState} gives the last one.
 *
 * Source: Cho et al., "Learning phrase representations using RNN encoder–decoder", EMNLP 2014; the reset gate stands behind
 * the hidden product, as in cuDNN and PyTorch.
 *
 * @param options - the width of the state, or `units` and those of {@link rnn} but `activation`
 * @throws ChainruleError if an option is unknown or out of its range; when it is built, if its input is no sequence
 * @example
 * sequential({ input: [20, 4] }, [gru({ units: 16, bidirectional: true }), linear(3)]);
 */
export function gru(options: number | RecurrentOptions): RecurrentLayer {
  return gruEntry.make(options);
}
