import { ChainruleError } from "../errors/chainruleError.ts";
import type { DType } from "../graph/dtype.ts";
import type { Shape } from "../graph/shape.ts";
import type { Layer } from "../layers/layer.ts";
import { showValue } from "../spec/json.ts";
import { Model } from "./model.ts";
import { sequentialNetwork } from "./network.ts";

/** Settings of {@link sequential}. */
export interface SequentialOptions {
  /** Shape of one example, without the batch: `[1, 28, 28]`, or a number for a list of that length. */
  readonly input: Shape | number;
  /** Type of the input (default `"f32"`). */
  readonly inputType?: DType;
  /** Seed of first values, dropout and the order of data (default 0). */
  readonly seed?: number;
}

/**
 * A model of one layer after another. Weights of layer i are named `i.weight`, `i.bias`, …, as in PyTorch's
 * `nn.Sequential`; activations and pooling take a number too.
 *
 * @param options - `input`: shape of one example; `seed` (default 0)
 * @param layers - in order
 * @throws ChainruleError if a layer does not fit what comes before it
 * @example
 * const model = sequential({ input: [4], seed: 1 }, [linear(8), relu(), linear(3)]);
 */
export function sequential(options: SequentialOptions, layers: readonly Layer[]): Model {
  const { input, inputType = "f32", seed = 0 } = options;
  const shape = typeof input === "number" ? [input] : input;
  if (!shape.every((size) => Number.isSafeInteger(size) && size > 0)) {
    throw new ChainruleError("learning.option", {
      subject: "sequential",
      name: "input",
      expected: { en: "a shape of whole numbers above 0", zh: "由正整数组成的形状" },
      received: showValue(input),
    });
  }
  if (layers.length === 0) {
    throw new ChainruleError("learning.option", {
      subject: "sequential",
      name: "layers",
      expected: { en: "a list of at least one layer", zh: "至少含一个层的列表" },
      received: "[]",
    });
  }
  return new Model(sequentialNetwork({ shape, dtype: inputType }, seed, layers));
}
