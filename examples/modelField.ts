// The probability that a model with one logit gives to class 1 at every place of the plane.
import type { Model } from "@chainrule/core";
import type { Field } from "chainrule/pictures";

const cells = 80;

/** Computes a grid at once and reads between its points. */
export async function modelField(
  model: Model,
  [left, right]: readonly [number, number],
  [bottom, top]: readonly [number, number],
): Promise<Field> {
  const place = (index: number, from: number, to: number): number => from + ((to - from) * index) / (cells - 1);
  const inputs = new Float32Array(cells * cells * 2);
  for (let i = 0; i < cells * cells; i += 1) {
    inputs[2 * i] = place(i % cells, left, right);
    inputs[2 * i + 1] = place(Math.floor(i / cells), bottom, top);
  }
  const { data } = await model.predict(inputs);
  const logit = (column: number, row: number): number => data[row * cells + column] ?? 0;
  return (x1, x2) => {
    const column = Math.max(0, Math.min(cells - 1.001, ((x1 - left) / (right - left)) * (cells - 1)));
    const row = Math.max(0, Math.min(cells - 1.001, ((x2 - bottom) / (top - bottom)) * (cells - 1)));
    const [c, r] = [Math.floor(column), Math.floor(row)];
    const [u, v] = [column - c, row - r];
    const below = (1 - u) * logit(c, r) + u * logit(c + 1, r);
    const above = (1 - u) * logit(c, r + 1) + u * logit(c + 1, r + 1);
    return 1 / (1 + Math.exp(-((1 - v) * below + v * above)));
  };
}
