// A trained LeNet whose inside can be looked at: maps on the way forward, gradients on the way back.
import {
  createSession,
  gradients,
  input,
  type Model,
  mul,
  type Program,
  type RunResult,
  sequential,
  sum,
  type Tensor,
} from "@chainrule/core";
import { valuesOf } from "chainrule/gallery";
import { lenetLayers } from "../trainedLenet.ts";

/** Pixels along an image's edge. */
export const side = 28;

/** Everything that one image makes of the network. */
export interface Look {
  readonly pixels: Float32Array;
  readonly logits: readonly number[];
  readonly probabilities: readonly number[];
  /** Maps after the first and the second tanh. */
  readonly maps: readonly [readonly number[], readonly number[]];
  /** ∂(Σ mask · z) / ∂pixels, and with respect to both tanh outputs, for a mask over the ten logits. */
  readonly gradientOf: (mask: readonly number[]) => {
    readonly pixels: readonly number[];
    readonly maps: readonly [readonly number[], readonly number[]];
  };
}

export interface Inside {
  readonly look: (pixels: Float32Array) => Promise<Look>;
}

/** A program that gives the logits of one image, the maps on the way, and gradients of any sum of logits. */
export async function openModel(model: Model): Promise<Inside> {
  const session = await createSession({ threads: 1 });
  const weights = model.weights();
  const x: Tensor = input("x", [1, 1, side, side]);
  const mask: Tensor = input("mask", [1, 10]);
  // The same layers in three parts, so that what flows between them has a name; they share the trained weights.
  const [first, second, rest] = [part(0, 2, [1, side, side]), part(2, 5, [6, side, side]), part(5, 12, [16, 10, 10])];
  const mode = { training: false, step: () => mask, update: () => undefined };
  const apply = (one: Part, from: Tensor): Tensor => one.model.network.apply([from], mode)[0] ?? from;
  const map1 = apply(first, x);
  const map2 = apply(second, map1);
  const logits = apply(rest, map2);
  const { pixels, one, two } = gradients(sum(mul(logits, mask)), { pixels: x, one: map1, two: map2 });
  const program = await session.compile({ outputs: { logits, map1, map2, pixels, one, two }, updates: [] });
  for (const { offset, model: own } of [first, second, rest]) {
    for (const [key, tensor] of own.network.weights) {
      const [layer, ...name] = key.split(".");
      const value = weights.get([Number(layer) + offset, ...name].join("."));
      if (value !== undefined) session.write(tensor, value.data);
    }
  }
  return { look: async (image) => lookAt(program, image) };
}

interface Part {
  readonly offset: number;
  readonly model: Model;
}

function part(from: number, to: number, shape: readonly number[]): Part {
  return { offset: from, model: sequential({ input: shape }, lenetLayers.slice(from, to)) };
}

function lookAt(program: Program, pixels: Float32Array): Look {
  const runWith = (mask: readonly number[]): RunResult => program.run({ x: pixels, mask: Float32Array.from(mask) });
  const result = runWith(oneHot(0));
  const logits = valuesOf(result, "logits");
  const greatest = Math.max(...logits);
  const exps = logits.map((z) => Math.exp(z - greatest));
  const total = exps.reduce((a, b) => a + b, 0);
  return {
    pixels,
    logits,
    probabilities: exps.map((e) => e / total),
    maps: [valuesOf(result, "map1"), valuesOf(result, "map2")],
    gradientOf: (mask) => {
      const back = runWith(mask);
      return { pixels: valuesOf(back, "pixels"), maps: [valuesOf(back, "one"), valuesOf(back, "two")] };
    },
  };
}

/** 1 for one class, and −1 for another if it is named. */
export function oneHot(label: number, against?: number): readonly number[] {
  return Array.from({ length: 10 }, (_, i) => (i === label ? 1 : i === against ? -1 : 0));
}
