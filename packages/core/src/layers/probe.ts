import type { Shape } from "../graph/shape.ts";
import type { Tensor } from "../graph/tensor.ts";
import { input } from "../ops/input.ts";
import type { ExampleType } from "./layer.ts";

/** The shape that `apply` gives an example of the type, by trying it on a batch of one. */
export function outputShape(type: ExampleType, apply: (x: Tensor) => Tensor): Shape {
  return apply(input("x", [1, ...type.shape], type.dtype)).shape.slice(1);
}
