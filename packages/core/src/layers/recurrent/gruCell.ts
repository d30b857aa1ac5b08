import { named, type Tensor } from "../../graph/tensor.ts";
import { add } from "../../ops/add.ts";
import { mul } from "../../ops/mul.ts";
import { sigmoid } from "../../ops/sigmoid.ts";
import { sub } from "../../ops/sub.ts";
import { tanh } from "../../ops/tanh.ts";
import { type CellWeights, gateParts, hiddenShare, type RecurrentCell, stepCell } from "./recurrentCell.ts";

export const gruRecurrence: RecurrentCell = {
  gates: 3,
  states: ["h"],
  // The reset gate multiplies b_hn, so that one stays in the step.
  outerBiases: 2,
  step: (input, [h = input], { weightHh, innerBias }, nameOf) => {
    const [xr, xz, xn] = gateParts(input, ["wxr", "wxz", "wxn"], nameOf);
    const [hr, hz, hn] = gateParts(hiddenShare(h, weightHh, nameOf), ["whr", "whz", "whn"], nameOf);
    const r = named(nameOf("r"), sigmoid(add(xr, hr)));
    const z = named(nameOf("z"), sigmoid(add(xz, hz)));
    const biased: Tensor = innerBias === undefined ? hn : add(hn, innerBias);
    const n = named(nameOf("n"), tanh(add(xn, mul(r, biased))));
    // h' = (1 − z) ⊙ n + z ⊙ h
    return [named(nameOf("h"), add(n, mul(z, sub(h, n))))];
  },
};

/**
 * One step of a gated recurrent unit, as `torch.nn.GRUCell`: r = σ(x W_irᵀ + b_ir + h W_hrᵀ + b_hr), z = σ(…) likewise,
 * n = tanh(x W_inᵀ + b_in + r ⊙ (h W_hnᵀ + b_hn)) and h' = (1 − z) ⊙ n + z ⊙ h.
 *
 * The reset gate r is applied after the hidden product, as in cuDNN and PyTorch; the paper applies it to h before.
 *
 * Source: Cho et al., "Learning phrase representations using RNN encoder–decoder", EMNLP 2014, eq. 5 to 8.
 *
 * @param x - the input, [batch, features]
 * @param h - the state before, [batch, units]
 * @param weights - `weightIh` [3·units, features], `weightHh` [3·units, units], and both biases [3·units] or none;
 *   blocks of rows in the order r, z, n
 * @returns the state after, [batch, units]
 * @throws ChainruleError if the shapes do not fit
 * @example
 * const weights = { weightIh: input("W_ih", [24, 4]), weightHh: input("W_hh", [24, 8]) };
 * const h = gruCell(input("x", [2, 4]), zeros([2, 8]), weights); // [2, 8]
 */
export function gruCell(x: Tensor, h: Tensor, weights: CellWeights): Tensor {
  const [after = h] = stepCell(gruRecurrence, x, [h], weights);
  return after;
}
