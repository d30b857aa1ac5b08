import { optional } from "../../spec/optionSpec.ts";
import { defineEntry, type Entry } from "../../spec/registry.ts";
import { number } from "../../spec/scalars.ts";
import { lstmRecurrence } from "./lstmCell.ts";
import { type RecurrentLayer, recurrentLayer } from "./recurrentLayer.ts";
import { type RecurrentOptions, recurrentOptions } from "./recurrentOptions.ts";

export interface LstmOptions extends RecurrentOptions {
  /** What the forget gate's bias begins with (default 1, so that it is open; with a `biasInitializer`, what that says). */
  readonly forgetBias?: number | undefined;
}

/** Place of the forget gate among i, f, g, o. */
const forgetGate = 1;

export const lstmEntry: Entry<RecurrentLayer> = defineEntry<LstmOptions, RecurrentLayer>({
  name: "lstm",
  summary: {
    en: "Long short-term memory: a recurrent layer whose cell state is kept by gates.",
    zh: "长短期记忆（LSTM）：由门控制细胞状态的循环层。",
  },
  options: {
    ...recurrentOptions,
    forgetBias: optional(
      number({
        en: "What the forget gate's bias begins with (default 1; with a biasInitializer, what that says).",
        zh: "遗忘门偏置的初始值（默认 1；给出 biasInitializer 时由它决定）。",
      }),
    ),
  },
  shorthand: "units",
  create: (options, given) => {
    const value = options.forgetBias ?? (given["biasInitializer"] === undefined ? 1 : undefined);
    const forget = value === undefined ? {} : { gateBias: { gate: forgetGate, value } };
    return recurrentLayer({ kind: "lstm", cell: lstmRecurrence, options, ...forget }, given);
  },
});

/**
 * Long short-term memory over sequences [positions, features]: gates i, f, o = σ(·) and g = tanh(·) of
 * xₜ W_ihᵀ + b_ih + hₜ₋₁ W_hhᵀ + b_hh; cₜ = f ⊙ cₜ₋₁ + i ⊙ g; hₜ = o ⊙ tanh(cₜ), from zeros. The sum in c lets gradients reach far
 * back. Weights are named and shaped as those of `torch.nn.LSTM`: `weight_ih_l0` [4·units, features], `weight_hh_l0`
 * [4·units, units], `bias_ih_l0` and `bias_hh_l0` [4·units], gates in the order i, f, g, o, with `_reverse` for the way back
 * and `_l1` for the next layer.
 *
 * At positions that are padding (marked by an embedding with a padding index) the state goes through unchanged and the
 * output is zero; the way back then begins at each sequence's last real position.
 *
 * In a functional model, `merge(lstm(32), [x, h0, c0])` begins with given states; {@link finalState} gives the last ones.
 *
 * The forget gate's bias (`bias_ih`) begins with 1, so that c is kept at first (Jozefowicz, Zaremba, Sutskever, "An empirical
 * exploration of recurrent network architectures", 2015). PyTorch itself begins with uniform numbers in ±1/√units
 * everywhere: give `uniformValues(1 / Math.sqrt(units))` as `initializer`, `recurrentInitializer` and `biasInitializer`.
 *
 * Sources: Hochreiter and Schmidhuber, "Long short-term memory", Neural Computation 9, 1997; Gers, Schmidhuber and Cummins,
 * "Learning to forget", Neural Computation 12, 2000.
 *
 * @param options - the width of the state, or `units`, `forgetBias` (default 1), and those of {@link rnn} but `activation`
 * @throws ChainruleError if an option is unknown or out of its range; when it is built, if its input is no sequence
 * @example
 * sequential({ input: [20, 4] }, [lstm({ units: 16, layers: 2, dropout: 0.2, returnsSequence: false }), linear(1)]);
 */
export function lstm(options: number | LstmOptions): RecurrentLayer {
  return lstmEntry.make(options);
}
