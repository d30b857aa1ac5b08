// A simple recurrent network, an LSTM and a GRU, each as a whole model and as one step.
import {
  type CellWeights,
  gru,
  gruCell,
  linear,
  lstm,
  lstmCell,
  type Model,
  rnn,
  rnnCell,
  sequential,
  type Tensor,
} from "@chainrule/core";
import type { Text } from "chainrule/pictures";

export interface RecurrentKind {
  readonly name: "rnn" | "lstm" | "gru";
  readonly title: Text;
  /** A model of this kind whose output is linear in the state. */
  readonly create: (options: RecurrentModelOptions) => Model;
  /** How many tensors make the state: h, or h and c. */
  readonly states: 1 | 2;
  /** One step of it. */
  readonly step: (x: Tensor, states: readonly Tensor[], weights: CellWeights) => readonly Tensor[];
}

export interface RecurrentModelOptions {
  /** Positions and features of a sequence. */
  readonly input: readonly number[];
  readonly units: number;
  readonly outputs: number;
  readonly seed: number;
  /** Whether every position gives an output, or the last alone. */
  readonly returnsSequence: boolean;
  /**
   * What the gate that keeps the state begins with as its bias b: it then keeps σ(b) in each step. Default: what the layers
   * begin with, 1 for the LSTM and 0 for the GRU.
   */
  readonly keepBias?: number;
}

const simple: RecurrentKind = {
  name: "rnn",
  title: { en: "simple RNN", zh: "简单 RNN" },
  create: ({ input, units, outputs, seed, returnsSequence }) =>
    sequential({ input, seed }, [rnn({ units, returnsSequence }), linear(outputs)]),
  states: 1,
  step: (x, [h = x], weights) => [rnnCell(x, h, weights)],
};

const longShortTerm: RecurrentKind = {
  name: "lstm",
  title: { en: "LSTM", zh: "LSTM" },
  create: ({ input, units, outputs, seed, returnsSequence, keepBias }) =>
    sequential({ input, seed }, [lstm({ units, returnsSequence, forgetBias: keepBias }), linear(outputs)]),
  states: 2,
  step: (x, [h = x, c = x], weights) => {
    const after = lstmCell(x, { h, c }, weights);
    return [after.h, after.c];
  },
};

const gated: RecurrentKind = {
  name: "gru",
  title: { en: "GRU", zh: "GRU" },
  create: ({ input, units, outputs, seed, returnsSequence, keepBias }) => {
    const model = sequential({ input, seed }, [gru({ units, returnsSequence }), linear(outputs)]);
    if (keepBias !== undefined) setUpdateBias(model, units, keepBias);
    return model;
  },
  states: 1,
  step: (x, [h = x], weights) => [gruCell(x, h, weights)],
};

export const recurrentKinds: readonly RecurrentKind[] = [simple, longShortTerm, gated];

/** The gates' biases stand in the order r, z, n. */
function setUpdateBias(model: Model, units: number, value: number): void {
  const weights = new Map(model.weights());
  const key = "0.bias_ih_l0";
  const bias = weights.get(key);
  if (bias === undefined) throw new TypeError(`no weight "${key}"`);
  weights.set(key, { ...bias, data: bias.data.slice().fill(value, units, 2 * units) });
  model.setWeights(weights);
}
