import type { Dataset } from "../data/dataset.ts";
import { ChainruleError } from "../errors/chainruleError.ts";
import { formatShape, sameShape } from "../graph/shape.ts";
import type { Port } from "./network.ts";

/** Raises inputs of another type or shape than the model's. */
export function requireInput(port: Port, data: Dataset): void {
  const expected = port.type.dtype === "i32" ? "i32" : "f32";
  if (data.inputType !== expected) {
    throw new ChainruleError("data.inputType", { subject: port.name, expected, received: data.inputType });
  }
  if (sameShape(data.inputShape, port.type.shape)) return;
  throw new ChainruleError("learning.shape", {
    subject: port.name,
    expected: {
      en: `each example must have the model's input shape ${formatShape(port.type.shape)}`,
      zh: `每个样本的形状必须是模型的输入形状 ${formatShape(port.type.shape)}`,
    },
    received: formatShape(data.inputShape),
  });
}
