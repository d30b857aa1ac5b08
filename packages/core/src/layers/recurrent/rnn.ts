import { defineEntry, type Entry } from "../../spec/registry.ts";
import { choice } from "../../spec/scalars.ts";
import { type RecurrentLayer, recurrentLayer } from "./recurrentLayer.ts";
import { type RecurrentOptions, recurrentOptions } from "./recurrentOptions.ts";
import { type RnnActivation, rnnCells } from "./rnnCell.ts";

export interface RnnOptions extends RecurrentOptions {
  /** What is applied to the sum (default `"tanh"`). */
  readonly activation?: RnnActivation;
}

export const rnnEntry: Entry<RecurrentLayer> = defineEntry<RnnOptions, RecurrentLayer>({
  name: "rnn",
  summary: {
    en: "A simple recurrent layer: h' = tanh(x W_ihᵀ + h W_hhᵀ + b).",
    zh: "简单循环层：h' = tanh(x W_ihᵀ + h W_hhᵀ + b)。",
  },
  options: {
    ...recurrentOptions,
    activation: choice(["tanh", "relu"], {
      default: "tanh",
      en: "What is applied to the sum.",
      zh: "对加权和使用的激活函数。",
    }),
  },
  shorthand: "units",
  create: (options, given) => recurrentLayer({ kind: "rnn", cell: rnnCells[options.activation], options }, given),
});

/**
 * A simple recurrent layer over sequences [positions, features]: hₜ = φ(xₜ W_ihᵀ + b_ih + hₜ₋₁ W_hhᵀ + b_hh) from h₀ = 0, with φ
 * tanh or ReLU. Weights are named and shaped as those of `torch.nn.RNN`: `weight_ih_l0` [units, features],
 * `weight_hh_l0` [units, units], `bias_ih_l0` and `bias_hh_l0` [units], with `_reverse` for the way back and `_l1` for the
 * next layer. Its gradients fade or grow with the distance in time; see {@link lstm} and {@link gru}.
 *
 * At positions that are padding (marked by an embedding with a padding index) the state goes through unchanged and the
 * output is zero; the way back then begins at each sequence's last real position.
 *
 * In a functional model, `merge(rnn(32), [x, h0])` begins with a given state; {@link finalState} gives the last one.
 *
 * Source: Elman, "Finding structure in time", Cognitive Science 14, 1990.
 *
 * @param options - the width of the state, or `units`, `activation` (`"tanh"`, default, or `"relu"`), `layers` (default 1),
 *   `bidirectional` (false), `dropout` between layers (0), `returnsSequence` (true: [positions, units · directions]; false:
 *   the last states of the top layer, [units · directions]), `bias` (true), `stateful` (false: each batch begins with
 *   zeros), `initializer` (Xavier uniform), `recurrentInitializer` (orthogonal), `biasInitializer` (zeros)
 * @throws ChainruleError if an option is unknown or out of its range; when it is built, if its input is no sequence
 * @example
 * sequential({ input: [20, 4] }, [rnn({ units: 16, returnsSequence: false }), linear(1)]);
 */
export function rnn(options: number | RnnOptions): RecurrentLayer {
  return rnnEntry.make(options);
}
