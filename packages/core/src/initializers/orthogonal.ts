import { elementCount } from "../graph/shape.ts";
import { defineEntry, type Entry } from "../spec/registry.ts";
import { number } from "../spec/scalars.ts";
import type { Initializer } from "./initializer.ts";

export interface OrthogonalOptions {
  /** Length of every row (or column) vector (default 1). */
  readonly gain?: number;
}

export const orthogonalEntry: Entry<Initializer> = defineEntry<OrthogonalOptions, Initializer>({
  name: "orthogonal",
  summary: {
    en: "Rows (or columns, if they are fewer) at right angles and of one length.",
    zh: "各行（列较少时为各列）互相正交且长度相同。",
  },
  options: { gain: number({ default: 1, above: 0, en: "Length of the vectors.", zh: "向量的长度。" }) },
  shorthand: "gain",
  create: ({ gain }, given) => ({
    kind: "orthogonal",
    options: given,
    values: ({ shape, generator }) => {
      const rows = shape[0] ?? 1;
      const columns = elementCount(shape) / Math.max(1, rows);
      const count = Math.min(rows, columns);
      const length = Math.max(rows, columns);
      const vectors: Float64Array[] = [];
      while (vectors.length < count) {
        const vector = Float64Array.from({ length }, () => generator.normal());
        if (isMadeOrthonormal(vector, vectors)) vectors.push(vector);
      }
      const values = new Float64Array(rows * columns);
      vectors.forEach((vector, i) => {
        vector.forEach((value, j) => {
          values[rows <= columns ? i * columns + j : j * columns + i] = gain * value;
        });
      });
      return values;
    },
  }),
});

/** Takes the parts along earlier vectors away, twice for accuracy, and scales to length 1; false if nothing is left. */
function isMadeOrthonormal(vector: Float64Array, earlier: readonly Float64Array[]): boolean {
  for (let pass = 0; pass < 2; pass += 1) {
    for (const other of earlier) {
      const along = dot(vector, other);
      for (let i = 0; i < vector.length; i += 1) vector[i] = (vector[i] ?? 0) - along * (other[i] ?? 0);
    }
  }
  const length = Math.sqrt(dot(vector, vector));
  for (let i = 0; i < vector.length; i += 1) vector[i] = (vector[i] ?? 0) / length;
  return length > 1e-8;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i += 1) sum += (a[i] ?? 0) * (b[i] ?? 0);
  return sum;
}

/**
 * A random matrix whose rows (or columns, if they are fewer) are at right angles and of length `gain`;
 * a weight with more axes is taken as [outputs, everything else].
 *
 * Source: Saxe, McClelland, Ganguli, "Exact solutions to the nonlinear dynamics of learning in deep linear neural
 * networks", 2014. By Gram–Schmidt on normal numbers.
 *
 * @param options - `gain` (default 1)
 * @example
 * linear({ units: 10, initializer: orthogonal() });
 */
export function orthogonal(options?: OrthogonalOptions): Initializer {
  return orthogonalEntry.make(options);
}
