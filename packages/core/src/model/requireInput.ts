import type { Dataset } from "../data/dataset.ts";
import { ChainruleError } from "../errors/chainruleError.ts";
import { formatShape, sameShape } from "../graph/shape.ts";
import type { Port } from "./network.ts";

/** Raises inputs of another type than the model's, or of another shape but for a shorter first axis; says whether it is. */
export function requireInput(port: Port, data: Dataset): boolean {
  const expected = port.type.dtype === "i32" ? "i32" : "f32";
  if (data.inputType !== expected) {
    throw new ChainruleError("data.inputType", { subject: port.name, expected, received: data.inputType });
  }
  const { shape } = port.type;
  if (sameShape(data.inputShape, shape)) return false;
  const [length = 0, ...own] = data.inputShape;
  const [longest = 0, ...rest] = shape;
  if (length < longest && sameShape(own, rest) && data.inputShape.length === shape.length) return true;
  throw shapeError(port, data);
}

/** The error of inputs whose shape is not the model's. */
export function shapeError({ name, type }: Port, data: Dataset, cause?: unknown): ChainruleError {
  const expected = {
    en: `each example must have the model's input shape ${formatShape(type.shape)}`,
    zh: `每个样本的形状必须是模型的输入形状 ${formatShape(type.shape)}`,
  };
  const received = formatShape(data.inputShape);
  return new ChainruleError("learning.shape", { subject: name, expected, received }, { cause });
}
