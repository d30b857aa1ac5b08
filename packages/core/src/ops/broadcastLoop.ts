import type { ForwardCall } from "../graph/boundOp.ts";
import { broadcastStrides, sameShape } from "../graph/shape.ts";

/** Fills the output with a function of the input elements at the same (broadcast) places, in row-major order. */
export function broadcastLoop(
  call: ForwardCall,
  operandCount: number,
  apply: (operands: readonly number[], index: number) => number,
): void {
  const { inputs, inputShapes, output, shape } = call;
  const operands = new Array<number>(operandCount).fill(0);
  if (inputShapes.every((inputShape) => sameShape(inputShape, shape))) {
    for (let index = 0; index < output.length; index += 1) {
      for (let i = 0; i < operandCount; i += 1) operands[i] = inputs[i]?.[index] ?? Number.NaN;
      output[index] = apply(operands, index);
    }
    return;
  }
  const strides = inputShapes.map((inputShape) => broadcastStrides(inputShape, shape));
  const position = new Array<number>(shape.length).fill(0);
  const offsets = new Array<number>(operandCount).fill(0);
  for (let index = 0; index < output.length; index += 1) {
    for (let i = 0; i < operandCount; i += 1) operands[i] = inputs[i]?.[offsets[i] ?? 0] ?? Number.NaN;
    output[index] = apply(operands, index);
    for (let axis = shape.length - 1; axis >= 0; axis -= 1) {
      const size = shape[axis] ?? 1;
      const next = (position[axis] ?? 0) + 1;
      const wraps = next === size;
      position[axis] = wraps ? 0 : next;
      for (let i = 0; i < operandCount; i += 1) {
        const stride = strides[i]?.[axis] ?? 0;
        offsets[i] = (offsets[i] ?? 0) + (wraps ? -stride * (size - 1) : stride);
      }
      if (!wraps) break;
    }
  }
}
