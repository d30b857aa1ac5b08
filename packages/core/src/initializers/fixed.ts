import type { NestedNumbers } from "../engines/session.ts";
import { ChainruleError } from "../errors/chainruleError.ts";
import { elementCount, formatShape, sameShape } from "../graph/shape.ts";
import { nestedNumbers } from "../spec/lists.ts";
import { defineEntry, type Entry, type NoOptions } from "../spec/registry.ts";
import { number } from "../spec/scalars.ts";
import { flattenNumbers } from "./flattenNumbers.ts";
import type { Initializer } from "./initializer.ts";

export const zerosEntry: Entry<Initializer> = defineEntry<NoOptions, Initializer>({
  name: "zeros",
  summary: { en: "All values 0.", zh: "全部为 0。" },
  options: {},
  create: (_options, given) => ({
    kind: "zeros",
    options: given,
    values: ({ shape }) => new Float64Array(elementCount(shape)),
  }),
});

/**
 * All values 0. Right for biases; a weight that starts at zero keeps its units equal (symmetry is never broken).
 *
 * @example
 * linear({ units: 3, initializer: zeroValues() });
 */
export function zeroValues(): Initializer {
  return zerosEntry.make(undefined);
}

export interface ConstantOptions {
  readonly value: number;
}

export const constantEntry: Entry<Initializer> = defineEntry<ConstantOptions, Initializer>({
  name: "constant",
  summary: { en: "All values the same.", zh: "全部为同一个数。" },
  options: { value: number({ en: "The value.", zh: "数值。" }) },
  shorthand: "value",
  create: ({ value }, given) => ({
    kind: "constant",
    options: given,
    values: ({ shape }) => new Float64Array(elementCount(shape)).fill(value),
  }),
});

/**
 * All values the same.
 *
 * @param value - a finite number
 * @example
 * linear({ units: 3, biasInitializer: constantValue(0.1) });
 */
export function constantValue(value: number): Initializer {
  return constantEntry.make({ value });
}

export interface GivenOptions {
  readonly values: NestedNumbers;
}

export const givenEntry: Entry<Initializer> = defineEntry<GivenOptions, Initializer>({
  name: "given",
  summary: {
    en: "Values written out, nested as the parameter's shape is.",
    zh: "逐个给出的数值，嵌套方式与参数形状一致。",
  },
  options: { values: nestedNumbers({ en: "The values.", zh: "数值。" }) },
  shorthand: "values",
  create: ({ values }, given) => ({
    kind: "given",
    options: given,
    values: ({ shape, subject, path }) => {
      const flat = flattenNumbers(values);
      if (flat === undefined || !sameShape(flat.shape, shape)) {
        throw new ChainruleError("learning.givenValues", {
          subject,
          name: "values",
          expected: formatShape(shape),
          received: flat === undefined ? "ragged rows" : formatShape(flat.shape),
          path,
        });
      }
      return flat.data;
    },
  }),
});

/**
 * Values written out, nested as the parameter's shape is.
 *
 * @param values - nested arrays, say `[[0.1, 0.6]]` for a weight of one unit with two inputs
 * @throws ChainruleError when the layer is built, if the shapes differ
 * @example
 * linear({ units: 1, initializer: givenValues([[0.1, 0.6]]) });
 */
export function givenValues(values: NestedNumbers): Initializer {
  return givenEntry.make({ values });
}
