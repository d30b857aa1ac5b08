import { ChainruleError } from "../../errors/chainruleError.ts";
import { formatShape } from "../../graph/shape.ts";
import { defineEntry, type Entry } from "../../spec/registry.ts";
import { choice } from "../../spec/scalars.ts";
import type { ExampleType, Layer } from "../layer.ts";
import { finalStatesOf } from "./finalStates.ts";

export interface FinalStateOptions {
  /** Which state: the hidden one (default), or the cell state of an LSTM. */
  readonly part?: "hidden" | "cell";
}

export const finalStateEntry: Entry<Layer> = defineEntry<FinalStateOptions, Layer>({
  name: "finalState",
  summary: {
    en: "The state in which the recurrent layer before it ended.",
    zh: "前一个循环层结束时的隐藏状态（或细胞状态）。",
  },
  options: {
    part: choice(["hidden", "cell"], {
      default: "hidden",
      en: "Which state: hidden, or the cell state of an LSTM.",
      zh: "取哪一个：隐藏状态，或 LSTM 的细胞状态。",
    }),
  },
  shorthand: "part",
  create: ({ part }, given) => ({
    kind: "finalState",
    options: given,
    build: (input, { path }) => {
      const index = part === "hidden" ? 0 : 1;
      const shape = input.finalStates?.[index];
      if (shape === undefined) throw missingState(part, input, path);
      return {
        output: { shape, dtype: "f32" },
        multiplyAdds: 0,
        apply: (x) => {
          const state = finalStatesOf(x)?.[index];
          if (state === undefined) throw missingState(part, input, path);
          return state;
        },
      };
    },
  }),
});

function missingState(part: string, input: ExampleType, path: string): ChainruleError {
  const makers = part === "cell" ? "lstm" : "rnn, lstm, gru";
  return new ChainruleError("learning.shape", {
    subject: "finalState",
    expected: { en: `must stand right behind ${makers}`, zh: `必须紧跟在 ${makers} 之后` },
    received: formatShape(input.shape),
    path,
  });
}

/**
 * The state in which the recurrent layer before it ended, at each sequence's last real position: [units], or
 * [layers · directions, units] of several in PyTorch's order (`h_n`, `c_n`). It is what a decoder may begin with.
 *
 * @param part - `"hidden"` (default), or `"cell"`, which an LSTM alone has
 * @throws ChainruleError when it is built, if no recurrent layer stands right before it
 * @example
 * const encoded = through(symbol("letters", [12, 8]), lstm(32));
 * const states = [through(encoded, finalState()), through(encoded, finalState("cell"))];
 * const decoded = merge(lstm(32), [symbol("sounds", [10, 8]), ...states]);
 */
export function finalState(part?: "hidden" | "cell" | FinalStateOptions): Layer {
  return finalStateEntry.make(part);
}
