import { ChainruleError } from "../errors/chainruleError.ts";

/** A number, or arrays of such to any depth. */
export type NestedValues = number | readonly NestedValues[];

/** Values in row-major order and the shape they had. */
export interface FlatValues {
  readonly values: Float64Array;
  readonly shape: readonly number[];
}

/**
 * Flattens nested arrays.
 *
 * @param subject what the error is to name, say `inputs`
 * @throws ChainruleError if lengths differ along an axis, or a value is no finite number
 * @example
 * const { values, shape } = flattenNested([[1, 2], [3, 4]], "inputs"); // shape [2, 2]
 */
export function flattenNested(nested: NestedValues, subject: string): FlatValues {
  const shape: number[] = [];
  for (let level: NestedValues | undefined = nested; Array.isArray(level); level = level[0]) {
    shape.push(level.length);
    if (level.length === 0) break;
  }
  const values = new Float64Array(shape.reduce((count, size) => count * size, 1));
  let filled = 0;
  const visit = (value: NestedValues, axis: number, index: string): void => {
    const size = shape[axis];
    if (size === undefined) {
      if (typeof value === "number" && Number.isFinite(value)) {
        values[filled] = value;
        filled += 1;
        return;
      }
      if (Array.isArray(value)) {
        throw new ChainruleError("data.raggedArray", {
          subject,
          index,
          expected: "1 × number",
          received: describe(value),
        });
      }
      throw new ChainruleError("data.notANumber", { subject, index, received: String(value) });
    }
    if (!Array.isArray(value) || value.length !== size) {
      throw new ChainruleError("data.raggedArray", {
        subject,
        index,
        expected: `${size} × …`,
        received: describe(value),
      });
    }
    for (let i = 0; i < size; i += 1) visit(value[i], axis + 1, `${index}[${i}]`);
  };
  visit(nested, 0, subject);
  return { values, shape };
}

function describe(value: unknown): string {
  return Array.isArray(value) ? `${value.length} × …` : String(value);
}
