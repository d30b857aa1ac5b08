import type { Layer, MergeLayer } from "../layer.ts";
import { buildRecurrent } from "./buildRecurrent.ts";
import type { RecurrentCell } from "./recurrentCell.ts";
import type { RecurrentOptions } from "./recurrentOptions.ts";
import type { RecurrentStart } from "./recurrentWeights.ts";

/** A layer of sequences, which in functional models may also take first states behind the sequence. */
export type RecurrentLayer = Layer & MergeLayer;

/** What makes `rnn`, `lstm` and `gru` different. */
export interface RecurrentKind {
  readonly kind: string;
  readonly cell: RecurrentCell;
  readonly options: Required<RecurrentOptions>;
  readonly gateBias?: RecurrentStart["gateBias"];
}

/** Makes a layer of stacked recurrences. */
export function recurrentLayer(of: RecurrentKind, given: Readonly<Record<string, unknown>>): RecurrentLayer {
  return {
    kind: of.kind,
    options: given,
    build: (input, context) => {
      const { output, multiplyAdds, apply, incremental } = buildRecurrent(of, [input], context);
      return { output, multiplyAdds, apply: (x, mode) => apply([x], mode), incremental };
    },
    merge: (inputs, context) => buildRecurrent(of, inputs, context),
  };
}
