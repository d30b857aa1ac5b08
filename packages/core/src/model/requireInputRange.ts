import type { Dataset } from "../data/dataset.ts";
import { areTokens } from "../data/storedValues.ts";
import { ChainruleError } from "../errors/chainruleError.ts";
import { elementCount } from "../graph/shape.ts";
import type { Port } from "./network.ts";

/** Refuses data with a number that the input may not hold, say a token outside the vocabulary, before it can become NaN. */
export function requireInputRange({ name, range }: Port, data: Dataset): void {
  if (range === undefined) return;
  const { inputs, length } = data;
  const { values } = inputs;
  const { min, max } = range;
  const isOutside = (value: number): boolean => !(value >= min && value <= max && Number.isInteger(value));
  // Windows may leave out parts of their text, or share some: only where a number is outside are they gone through.
  const first = values.findIndex(isOutside);
  if (first === -1) return;
  const each = elementCount(data.inputShape);
  const starts = areTokens(inputs) ? inputs.starts : undefined;
  for (let example = 0; example < length; example += 1) {
    const start = starts?.[example] ?? example * each;
    for (let place = Math.max(0, first - start); place < each; place += 1) {
      const received = values[start + place] ?? 0;
      if (!isOutside(received)) continue;
      throw new ChainruleError("data.inputRange", { subject: name, example, place, min, max, received });
    }
  }
}
