// Ten symbols to be kept through a silence and then said again.
import { type Dataset, dataset, random } from "@chainrule/core";

/** Symbols to remember in each sequence, and how many kinds there are. */
export const remembered = 10;
export const kinds = 8;

/** Blank, the kinds, and the sign to begin. */
export const alphabet: number = kinds + 2;

const blank = 0;
const begin = kinds + 1;

/** Positions of a sequence whose silence lasts `delay`. */
export function copySteps(delay: number): number {
  return delay + 2 * remembered;
}

/** Cost of knowing when to speak but not what: 10 ln 8 / (T + 20), in nats a position. */
export function memorylessCost(delay: number): number {
  return (remembered * Math.log(kinds)) / copySteps(delay);
}

/**
 * Sequences of 10 symbols of 8 kinds, T − 1 blanks, a sign, 10 blanks, one-hot. Targets are T + 10 blanks and then the
 * symbols in their order.
 *
 * Sources: Hochreiter and Schmidhuber, "Long short-term memory", Neural Computation 9, 1997; in this form Arjovsky, Shah and
 * Bengio, "Unitary evolution recurrent neural networks", ICML 2016.
 */
export function copyData(options: {
  readonly examples: number;
  readonly delay: number;
  readonly seed: number;
}): Dataset {
  const { examples, delay, seed } = options;
  const generator = random({ seed, stream: "copy" });
  const steps = copySteps(delay);
  const inputs = new Float32Array(examples * steps * alphabet);
  const targets = new Int32Array(examples * steps).fill(blank);
  for (let row = 0; row < examples; row += 1) {
    const put = (position: number, symbol: number): void => {
      inputs[(row * steps + position) * alphabet + symbol] = 1;
    };
    for (let t = 0; t < steps; t += 1) {
      if (t === steps - remembered - 1) put(t, begin);
      else if (t >= remembered) put(t, blank);
      else {
        const symbol = generator.integer(1, kinds + 1);
        put(t, symbol);
        targets[(row + 1) * steps - remembered + t] = symbol;
      }
    }
  }
  return dataset({ inputs, inputShape: [steps, alphabet], targets, targetShape: [steps], classCount: alphabet });
}
