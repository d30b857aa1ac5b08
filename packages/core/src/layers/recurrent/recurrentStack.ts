import type { Shape } from "../../graph/shape.ts";
import type { BuildContext } from "../layer.ts";
import type { RecurrentKind } from "./recurrentLayer.ts";
import type { RecurrentPass } from "./recurrentPass.ts";
import { recurrentWeights } from "./recurrentWeights.ts";

/** Stacked layers, each with a pass for each of its directions. */
export type RecurrentStack = readonly (readonly RecurrentPass[])[];

/** Asks for the parameters of all layers and directions, in PyTorch's order. */
export function recurrentStack(
  { cell, options, gateBias }: RecurrentKind,
  features: number,
  context: BuildContext,
): RecurrentStack {
  const { units, layers, bidirectional, bias } = options;
  const start = { ...options, ...(gateBias === undefined ? {} : { gateBias }) };
  const directions = bidirectional ? ["", "_reverse"] : [""];
  return Array.from({ length: layers }, (_, layer) =>
    directions.map((direction): RecurrentPass => {
      const suffix = `l${layer}${direction}`;
      const size = { features: layer === 0 ? features : units * directions.length, units, bias };
      return {
        cell,
        weights: recurrentWeights(context, suffix, cell, size, start),
        reverse: direction !== "",
        nameOf: (letter) => `${context.key}.${letter}_${suffix}`,
      };
    }),
  );
}

/** Shape of a first or final state for each example: [units] of one pass, [layers · directions, units] of several. */
export function stateShape({ options: { units, layers, bidirectional } }: RecurrentKind): Shape {
  const passes = layers * (bidirectional ? 2 : 1);
  return passes === 1 ? [units] : [passes, units];
}

/** Multiply-adds for each position. */
export function multiplyAddsPerPosition({ cell, options }: RecurrentKind, features: number): number {
  const { units, layers, bidirectional } = options;
  const directions = bidirectional ? 2 : 1;
  const inputs = features + (layers - 1) * units * directions;
  return cell.gates * units * directions * (inputs + layers * units);
}
