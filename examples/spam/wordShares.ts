// Which words moved one decision: gradient × input, word by word.
import { gradients, input, type Model, sum, type Tensor } from "@chainrule/core";
import { scalarOf, valuesOf } from "chainrule/gallery";

/** A reader of single mails that also says what each word of its vocabulary contributed. */
export interface WordReader {
  readonly read: (tokens: Int32Array) => {
    /** Positive for spam. */
    readonly logit: number;
    /** For each token of the vocabulary x · ∂z/∂x, all its places in the mail together. */
    readonly shares: Float64Array;
  };
}

/**
 * The logit z of a mail, and Σ x · ∂z/∂x over the numbers x that stand for each word. The gradient with respect to a row of
 * the embedding adds up over all places of its word, so one product with the row gives the word's share.
 *
 * Source: Shrikumar, Greenside, Kundaje, "Learning important features through propagating activation differences", 2017
 * (gradient × input is its first-order form).
 */
export async function wordReader(model: Model): Promise<WordReader> {
  const { network } = model;
  const [port] = network.inputs;
  const table = network.weights.get("0.weight");
  if (port === undefined || table === undefined) throw new TypeError("the model must begin with an embedding");
  const tokens: Tensor = input("tokens", [1, ...port.type.shape], "i32");
  const [logit] = network.apply([tokens], { training: false, step: outside, update: outside });
  if (logit === undefined) throw new TypeError("the model must have an output");
  const z = sum(logit);
  const { slope } = gradients(z, { slope: table });
  const session = await model.session({ threads: 1 });
  const program = await session.compile({ outputs: { z, slope }, updates: [] });
  const rows = model.weights().get("0.weight")?.data ?? [];
  const width = table.shape[1] ?? 1;
  return {
    read: (mail) => {
      const result = program.run({ tokens: mail });
      const slopes = valuesOf(result, "slope");
      const shares = new Float64Array(slopes.length / width);
      for (const token of new Set(mail)) {
        for (let i = token * width; i < (token + 1) * width; i += 1) {
          shares[token] = (shares[token] ?? 0) + (slopes[i] ?? 0) * (rows[i] ?? 0);
        }
      }
      return { logit: scalarOf(result, "z"), shares };
    },
  };
}

function outside(): never {
  throw new TypeError("nothing is learned here");
}
