import type { Dataset } from "../data/dataset.ts";
import { ChainruleError } from "../errors/chainruleError.ts";
import { elementCount } from "../graph/shape.ts";
import type { Port } from "./network.ts";

/** Refuses data with a number that the input may not hold, say a token outside the vocabulary, before it can become NaN. */
export function requireInputRange({ name, range }: Port, data: Dataset): void {
  if (range === undefined) return;
  const { values } = data.inputs;
  const { min, max } = range;
  const place = values.findIndex((value) => !(value >= min && value <= max && Number.isInteger(value)));
  if (place === -1) return;
  const each = elementCount(data.inputShape);
  throw new ChainruleError("data.inputRange", {
    subject: name,
    example: Math.floor(place / each),
    place: place % each,
    min,
    max,
    received: Number(values[place]),
  });
}
