// Data in the plane for several examples. Examples are columns: X is [2, m], Y is [1, m].
import type { NumpyRandom } from "@chainrule/core";

export interface PlaneData {
  readonly X: readonly (readonly number[])[];
  readonly Y: readonly (readonly number[])[];
}

/** Examples with these places and classes. */
function columns(examples: readonly (readonly [x1: number, x2: number, label: number])[]): PlaneData {
  return {
    X: [examples.map(([x1]) => x1), examples.map(([, x2]) => x2)],
    Y: [examples.map(([, , label]) => label)],
  };
}

/** Two round clouds with centres at ±(centre), class 1 above; `spread` is their standard deviation. */
export function twoClouds(numpy: NumpyRandom, m: number, centre = 1, spread = 1): PlaneData {
  return columns(
    Array.from({ length: m }, (_, i) => {
      const label = i % 2;
      const middle = label === 1 ? centre : -centre;
      return [middle + spread * numpy.randn(), middle + spread * numpy.randn(), label];
    }),
  );
}

/** Class 1 in the middle, class 0 in a ring around it, with noise: no line separates them. */
export function discAndRing(numpy: NumpyRandom, m: number, noise = 0.18): PlaneData {
  return columns(
    Array.from({ length: m }, (_, i) => {
      const label = i % 2;
      const angle = 2 * Math.PI * numpy.rand();
      const radius = label === 1 ? 0.75 * Math.sqrt(numpy.rand()) : 1.15 + 0.4 * numpy.rand();
      const [x1, x2] = [radius * Math.cos(angle), radius * Math.sin(angle)];
      return [x1 + noise * numpy.randn(), x2 + noise * numpy.randn(), label];
    }),
  );
}
