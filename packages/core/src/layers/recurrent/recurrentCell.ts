import { named, type Tensor } from "../../graph/tensor.ts";
import { add } from "../../ops/add.ts";
import { matMul } from "../../ops/matMul.ts";
import { pad } from "../../ops/pad.ts";
import { slice } from "../../ops/slice.ts";
import { split } from "../../ops/split.ts";

/** Weights of a recurrent cell under PyTorch's names; G is the number of gates, whose blocks of rows stand one after another. */
export interface CellWeights {
  /** W_ih: [G·units, features]. */
  readonly weightIh: Tensor;
  /** W_hh: [G·units, units]. */
  readonly weightHh: Tensor;
  /** b_ih: [G·units]; both biases or none. */
  readonly biasIh?: Tensor | undefined;
  /** b_hh: [G·units]. */
  readonly biasHh?: Tensor | undefined;
}

/** What a step needs beside the gates' share of the input: the weight of the recurrent product, and a bias that can't be added before. */
export interface StepWeights {
  readonly weightHh: Tensor;
  readonly innerBias: Tensor | undefined;
}

/** One sort of recurrence, as data: layers of any depth and direction are made of it. */
export interface RecurrentCell {
  /** Blocks of rows in the weights. */
  readonly gates: number;
  /** What goes from one step to the next, [batch, units] each; the first is the output too. */
  readonly states: readonly ("h" | "c")[];
  /** Leading gates whose hidden bias is only ever added to the input's share, so that it can be added for all steps at once. */
  readonly outerBiases: number;
  /**
   * One step.
   *
   * @param input - the input's share of all gates, [batch, gates·units], from {@link inputShare}
   * @param before - in the order of `states`
   * @param nameOf - what explanations call the gates and states, from their letters in the formula
   */
  readonly step: (
    input: Tensor,
    before: readonly Tensor[],
    weights: StepWeights,
    nameOf: (letter: string) => string,
  ) => Tensor[];
}

/**
 * One step of a cell from its input.
 *
 * @param x - [batch, features]
 * @param before - the states before, [batch, units] each
 * @param nameOf - what explanations call the gates and states (default: the letters of the formula)
 * @returns the states after
 */
export function stepCell(
  cell: RecurrentCell,
  x: Tensor,
  before: readonly Tensor[],
  weights: CellWeights,
  nameOf: (letter: string) => string = (letter) => letter,
): Tensor[] {
  return cell.step(inputShare(cell, x, weights), before, stepWeights(cell, weights), nameOf);
}

/** x W_ihᵀ + b: what the gates take from the input, for any number of steps in one product: […, features] → […, gates·units]. */
export function inputShare(cell: RecurrentCell, x: Tensor, { weightIh, biasIh, biasHh }: CellWeights): Tensor {
  const product: Tensor = matMul(x, weightIh, { transposeB: true });
  if (biasIh === undefined || biasHh === undefined) return product;
  return add(product, add(biasIh, outerBias(cell, biasHh)));
}

/** h W_hhᵀ: what the gates take from the state. */
export function hiddenShare(h: Tensor, weightHh: Tensor, nameOf: (letter: string) => string): Tensor {
  return named(nameOf("wh"), matMul(h, weightHh, { transposeB: true }));
}

/** The gates' blocks of columns, under names of their own. */
export function gateParts<const Names extends readonly string[]>(
  gates: Tensor,
  names: Names,
  nameOf: (letter: string) => string,
): { readonly [Place in keyof Names]: Tensor };
export function gateParts(gates: Tensor, names: readonly string[], nameOf: (letter: string) => string): Tensor[] {
  return split(gates, names.length, -1).map((part, place) => named(nameOf(names[place] ?? ""), part));
}

/** What is left for each step. */
export function stepWeights(cell: RecurrentCell, { weightHh, biasHh }: CellWeights): StepWeights {
  const [rows = 0] = weightHh.shape;
  const outer = (rows / cell.gates) * cell.outerBiases;
  return {
    weightHh,
    innerBias: biasHh === undefined || outer === rows ? undefined : slice(biasHh, { starts: [outer] }),
  };
}

function outerBias(cell: RecurrentCell, biasHh: Tensor): Tensor {
  if (cell.outerBiases === cell.gates) return biasHh;
  const [rows = 0] = biasHh.shape;
  const outer = (rows / cell.gates) * cell.outerBiases;
  return pad(slice(biasHh, { ends: [outer] }), [[0, rows - outer]]);
}
