import { named, type Tensor } from "../../graph/tensor.ts";
import { add } from "../../ops/add.ts";
import { relu } from "../../ops/relu.ts";
import { tanh } from "../../ops/tanh.ts";
import { type CellWeights, hiddenShare, type RecurrentCell, stepCell } from "./recurrentCell.ts";

/** What a simple recurrent cell applies to its sum. */
export type RnnActivation = "tanh" | "relu";

function cellOf(activation: (x: Tensor) => Tensor): RecurrentCell {
  return {
    gates: 1,
    states: ["h"],
    outerBiases: 1,
    // h' = φ(x W_ihᵀ + b_ih + b_hh + h W_hhᵀ)
    step: (input, [h = input], { weightHh }, nameOf) => [
      named(nameOf("h"), activation(add(input, hiddenShare(h, weightHh, nameOf)))),
    ],
  };
}

export const rnnCells: Readonly<Record<RnnActivation, RecurrentCell>> = { tanh: cellOf(tanh), relu: cellOf(relu) };

/**
 * One step of a simple recurrent network: h' = φ(x W_ihᵀ + b_ih + h W_hhᵀ + b_hh), as `torch.nn.RNNCell`.
 *
 * Source: Elman, "Finding structure in time", Cognitive Science 14, 1990.
 *
 * @param x - the input, [batch, features]
 * @param h - the state before, [batch, units]
 * @param weights - `weightIh` [units, features], `weightHh` [units, units], and both biases [units] or none
 * @param activation - φ: `"tanh"` (default) or `"relu"`
 * @returns the state after, [batch, units]
 * @throws ChainruleError if the shapes do not fit
 * @example
 * const weights = { weightIh: input("W_ih", [8, 4]), weightHh: input("W_hh", [8, 8]) };
 * const h = rnnCell(input("x", [2, 4]), zeros([2, 8]), weights); // [2, 8]
 */
export function rnnCell(x: Tensor, h: Tensor, weights: CellWeights, activation: RnnActivation = "tanh"): Tensor {
  const [after = h] = stepCell(rnnCells[activation], x, [h], weights);
  return after;
}
