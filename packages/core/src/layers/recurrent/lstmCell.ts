import { named, type Tensor } from "../../graph/tensor.ts";
import { add } from "../../ops/add.ts";
import { mul } from "../../ops/mul.ts";
import { sigmoid } from "../../ops/sigmoid.ts";
import { tanh } from "../../ops/tanh.ts";
import { type CellWeights, gateParts, hiddenShare, type RecurrentCell, stepCell } from "./recurrentCell.ts";

export const lstmRecurrence: RecurrentCell = {
  gates: 4,
  states: ["h", "c"],
  outerBiases: 4,
  step: (input, [h = input, c = input], { weightHh }, nameOf) => {
    const z = named(nameOf("z"), add(input, hiddenShare(h, weightHh, nameOf)));
    const [zi, zf, zg, zo] = gateParts(z, ["zi", "zf", "zg", "zo"], nameOf);
    const i = named(nameOf("i"), sigmoid(zi));
    const f = named(nameOf("f"), sigmoid(zf));
    const g = named(nameOf("g"), tanh(zg));
    const o = named(nameOf("o"), sigmoid(zo));
    // c' = f ⊙ c + i ⊙ g, h' = o ⊙ tanh(c')
    const next = named(nameOf("c"), add(mul(f, c), mul(i, g)));
    return [named(nameOf("h"), mul(o, tanh(next))), next];
  },
};

/** The state of an LSTM: what it puts out, and what it keeps. */
export interface LstmState {
  /** Hidden state, [batch, units]. */
  readonly h: Tensor;
  /** Cell state, [batch, units]. */
  readonly c: Tensor;
}

/**
 * One step of a long short-term memory, as `torch.nn.LSTMCell`: with the four blocks of x W_ihᵀ + b_ih + h W_hhᵀ + b_hh,
 * i = σ(·), f = σ(·), g = tanh(·), o = σ(·); c' = f ⊙ c + i ⊙ g and h' = o ⊙ tanh(c').
 *
 * Sources: Hochreiter and Schmidhuber, "Long short-term memory", Neural Computation 9, 1997; the forget gate f from Gers,
 * Schmidhuber and Cummins, "Learning to forget", Neural Computation 12, 2000.
 *
 * @param x - the input, [batch, features]
 * @param state - `h` and `c` before, [batch, units] each
 * @param weights - `weightIh` [4·units, features], `weightHh` [4·units, units], and both biases [4·units] or none;
 *   blocks of rows in the order i, f, g, o
 * @returns `h` and `c` after
 * @throws ChainruleError if the shapes do not fit
 * @example
 * const weights = { weightIh: input("W_ih", [32, 4]), weightHh: input("W_hh", [32, 8]) };
 * const { h, c } = lstmCell(input("x", [2, 4]), { h: zeros([2, 8]), c: zeros([2, 8]) }, weights); // [2, 8] each
 */
export function lstmCell(x: Tensor, { h, c }: LstmState, weights: CellWeights): LstmState {
  const [nextH = h, nextC = c] = stepCell(lstmRecurrence, x, [h, c], weights);
  return { h: nextH, c: nextC };
}
