import type { DType } from "../graph/dtype.ts";
import type { Lane, Lanes } from "../graph/lanes.ts";
import type { Shape } from "../graph/shape.ts";
import type { Tensor } from "../graph/tensor.ts";
import {
  type ApplyElementwise,
  defineElementwise,
  type ElementwiseDefinition,
  type NoAttributes,
} from "./elementwise.ts";

const largestInteger = 2 ** 31 - 1;
const smallestInteger = -(2 ** 31);

interface Conversion {
  readonly reference: (x: number) => number;
  readonly lanes: (lane: Lanes, x: Lane) => Lane;
}

const conversions: Readonly<Record<DType, Conversion>> = {
  f32: {
    reference: (x) => x,
    lanes: (lane, x) => (x.type === "bool" ? lane.select(x, lane.float(1), lane.float(0)) : lane.toFloat(x)),
  },
  i32: {
    reference: (x) => (Number.isNaN(x) ? 0 : Math.trunc(Math.min(Math.max(x, smallestInteger), largestInteger))),
    lanes: (lane, x) => (x.type === "bool" ? lane.select(x, lane.integer(1), lane.integer(0)) : lane.toInteger(x)),
  },
  bool: {
    reference: (x) => (x !== 0 ? 1 : 0),
    lanes: (lane, x) => lane.notEqual(x, x.type === "i32" ? lane.integer(0) : lane.float(0)),
  },
};

function castTo(dtype: DType): ElementwiseDefinition<1> {
  const { reference, lanes } = conversions[dtype];
  return {
    name: "cast",
    arity: 1,
    summary: { en: "The elements in another type.", zh: "转换元素类型。" },
    formula: "y = x",
    family: "unary",
    types: { operands: "any", result: dtype },
    reference: ([x]) => reference(x),
    partials: { none: "integers and truth values have no slope" },
    lanes: (lane, [x]) => lanes(lane, x),
    notation: ([x]) => `\\operatorname{${dtype}}\\left(${x}\\right)`,
    tolerance: 1e-6,
    domain: { from: -2, to: 2 },
  };
}

/** The casts by target type. */
export const castDefinitions: Readonly<Record<DType, ElementwiseDefinition<1>>> = {
  f32: castTo("f32"),
  i32: castTo("i32"),
  bool: castTo("bool"),
};

const apply: Readonly<Record<DType, ApplyElementwise<1, NoAttributes>>> = {
  f32: defineElementwise(castDefinitions.f32),
  i32: defineElementwise(castDefinitions.i32),
  bool: defineElementwise(castDefinitions.bool),
};

/**
 * The elements in another type. Floats become integers towards zero, held within 32 bits (NaN gives 0); integers become the
 * nearest float; truth values become 0 or 1, and everything but 0 becomes true.
 *
 * A tensor that has the type already is given back as it is. There is no gradient through a change of type.
 *
 * @param x - any shape and type
 * @param dtype - the type wanted: `"f32"`, `"i32"` or `"bool"`
 * @returns a tensor of the same shape
 * @example
 * const correct = cast(equal(input("guess", [4], "i32"), input("label", [4], "i32")), "f32"); // 0 or 1
 */
export function cast<S extends Shape>(x: Tensor<S>, dtype: DType): Tensor<S> {
  return x.dtype === dtype ? x : apply[dtype]([x], {});
}
