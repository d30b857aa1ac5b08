import type { Session } from "../../src/engines/session.ts";
import { relu } from "../../src/layers/activations.ts";
import { conv1d } from "../../src/layers/conv1d.ts";
import { embedding } from "../../src/layers/embedding.ts";
import type { Layer } from "../../src/layers/layer.ts";
import { linear } from "../../src/layers/linear.ts";
import { multiHeadAttention } from "../../src/layers/multiHeadAttention.ts";
import { layerNorm } from "../../src/layers/normalization.ts";
import { learnedPositions } from "../../src/layers/positions.ts";
import { gru } from "../../src/layers/recurrent/gru.ts";
import { lstm } from "../../src/layers/recurrent/lstm.ts";
import { residual } from "../../src/layers/registry.ts";
import { transformerEncoder } from "../../src/layers/transformerEncoder.ts";
import type { Model } from "../../src/model/model.ts";
import { sequential } from "../../src/model/sequential.ts";

export const vocabulary = 7;

/** A model of tokens around the given layers of width 8. */
export function tokenModelOf(context: number, layers: readonly Layer[], seed = 2, outputs = vocabulary): Model {
  return sequential({ input: [context], inputType: "i32", seed }, [
    embedding({ size: vocabulary, width: 8 }),
    ...layers,
    linear(outputs),
  ]);
}

/** Layers that look two and four positions back, whatever the length. */
export const convolutions: readonly Layer[] = [
  conv1d({ filters: 8, kernel: 3, padding: "causal" }),
  relu(),
  residual([layerNorm(), conv1d({ filters: 8, kernel: 3, padding: "causal", dilation: 2 }), relu()]),
];

/** The same with a list of numbers for each position, of which there are as many as the model sees. */
export const placed: readonly Layer[] = [learnedPositions(), ...convolutions];

/** A transformer block of the smallest size. */
export const attending: readonly Layer[] = [
  learnedPositions(),
  residual([layerNorm(), multiHeadAttention({ heads: 2, causal: true })]),
  residual([layerNorm(), linear(16), relu(), linear(8)]),
  layerNorm(),
];

/** The same with positions turned into the angles of keys and queries. */
export const turning: readonly Layer[] = [
  residual([layerNorm(), multiHeadAttention({ heads: 2, causal: true, rotary: true })]),
  residual([layerNorm(), linear(16), relu(), linear(8)]),
];

/** A block as it comes from the shelf. */
export const block: readonly Layer[] = [transformerEncoder({ heads: 2, causal: true, rotary: true }), layerNorm()];

/** Two recurrent layers, one of each kind that remembers. */
export const remembering: readonly Layer[] = [gru({ units: 8 }), lstm({ units: 8 })];

/** Counts runs of programs that are compiled from now on. */
export async function countRuns(model: Model): Promise<{ readonly runs: () => number }> {
  const session = await model.session({ threads: 1 });
  let runs = 0;
  const compile = session.compile.bind(session);
  const counting: Session["compile"] = async (step) => {
    const program = await compile(step);
    return {
      planBytes: program.planBytes,
      run: (feeds, options) => {
        runs += 1;
        return program.run(feeds, options);
      },
    };
  };
  Object.defineProperty(session, "compile", { value: counting });
  return { runs: () => runs };
}
