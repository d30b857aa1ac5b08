import type { Values } from "../graph/boundOp.ts";
import type { Tensor } from "../graph/tensor.ts";
import type { UndefinedDerivative } from "./explainLog.ts";
import { elementName } from "./figures.ts";
import { type Known, subgraph, withValues } from "./subgraph.ts";

const distance = 1e-6;
const mostPlaces = 10;

/**
 * Where an op that states a convention really stands at a kink: the slopes to the left and to the right of an element, over
 * a distance of 10⁻⁶, differ.
 */
export function undefinedDerivatives(
  order: readonly Tensor[],
  values: Known,
  nameOf: (tensor: Tensor) => string,
): UndefinedDerivative[] {
  return order.flatMap((tensor) => {
    const convention = tensor.op.traits?.convention;
    if (convention === undefined || tensor.op.derivative.kind !== "elementwise") return [];
    const places = kinks(tensor, values);
    if (places.length === 0) return [];
    const shown = places.slice(0, mostPlaces).map((place) => elementName(nameOf(tensor), tensor.shape, place));
    return [{ node: nameOf(tensor), places: shown, count: places.length, convention }];
  });
}

function kinks(tensor: Tensor, values: Known): number[] {
  const run = subgraph([tensor], (node) => node !== tensor);
  const middle = values.get(tensor) ?? new Float64Array();
  const found = new Set<number>();
  for (const operand of new Set(tensor.inputs)) {
    const value = values.get(operand);
    if (value === undefined || operand.dtype !== "f32" || operand.op.lowering.kind === "constant") continue;
    const moved = (by: number): Values =>
      run(
        withValues(
          values,
          operand,
          value.map((x) => x + by),
        ),
      )[0] ?? middle;
    const above = moved(distance);
    const below = moved(-distance);
    middle.forEach((y, place) => {
      const right = ((above[place] ?? y) - y) / distance;
      const left = (y - (below[place] ?? y)) / distance;
      if (Math.abs(right - left) > 1e-3) found.add(place);
    });
  }
  return [...found].sort((a, b) => a - b);
}
