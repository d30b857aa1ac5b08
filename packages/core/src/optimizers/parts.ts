import type { Tensor } from "../graph/tensor.ts";
import { add } from "../ops/add.ts";
import { div } from "../ops/div.ts";
import { expm1 } from "../ops/expm1.ts";
import { mul } from "../ops/mul.ts";
import { neg } from "../ops/neg.ts";
import { sign } from "../ops/sign.ts";
import { sqrt } from "../ops/sqrt.ts";
import { square } from "../ops/square.ts";
import { sub } from "../ops/sub.ts";
import type { Schedule } from "../schedules/schedule.ts";
import { eachAlone, makeTransform, type Transform } from "./transform.ts";

// The transforms that optimizers are joined from. g is the direction that comes in, w the parameter, t the step from 1.

/** g + λw, or nothing where λ = 0. */
export function addDecayedWeights(decay: number): readonly Transform[] {
  if (decay === 0) return [];
  return [eachAlone({ kind: "addDecayedWeights", options: { decay }, each: (g, _slots, w) => add(g, mul(w, decay)) })];
}

/** b ← μb + g; gives b, or g + μb with Nesterov's look ahead. Nothing where μ = 0. */
export function addMomentum(momentum: number, isNesterov: boolean): readonly Transform[] {
  if (momentum === 0) return [];
  return [
    eachAlone({
      kind: "addMomentum",
      options: { momentum, nesterov: isNesterov },
      slots: [{ name: "momentum", initial: 0 }],
      each: (g, slots) => {
        const buffer = add(mul(slots.read("momentum"), momentum), g);
        slots.write("momentum", buffer);
        return isNesterov ? add(g, mul(buffer, momentum)) : buffer;
      },
    }),
  ];
}

/** −ηg: the last part of every optimizer. */
export function scaleByRate(rate: number | Schedule): Transform {
  if (typeof rate === "number") {
    return {
      ...eachAlone({
        kind: "scaleByRate",
        options: { rate },
        each: (g, _slots, _w, call) => mul(g, call.rateScale === undefined ? -rate : mul(call.rateScale, -rate)),
      }),
      rateAt: () => rate,
    };
  }
  return {
    ...makeTransform({
      kind: "scaleByRate",
      options: { rate },
      apply: (call) => {
        const scheduled = rate.rate(call.stepsBefore(), call.time);
        const factor = neg(call.rateScale === undefined ? scheduled : mul(scheduled, call.rateScale));
        return call.directions.map((g) => mul(g, factor));
      },
    }),
    rateAt: rate.at,
    plateau: rate.plateau,
  };
}

/** average ← ρ·average + (1 − ρ)·value. */
function movingAverage(average: Tensor, value: Tensor, decay: number): Tensor {
  return add(mul(average, decay), mul(value, 1 - decay));
}

/** 1 − βᵗ, as −expm1(t ln β): in f32 the plain form loses digits where β is near 1. */
function biasCorrection(decay: number, t: Tensor): Tensor {
  return neg(expm1(mul(t, Math.log(decay))));
}

/** m ← β₁m + (1 − β₁)g, v ← β₂v + (1 − β₂)g²; gives m̂ / (√v̂ + ε) with m̂ = m / (1 − β₁ᵗ), v̂ = v / (1 − β₂ᵗ). */
export function scaleByAdam(beta1: number, beta2: number, epsilon: number): Transform {
  return makeTransform({
    kind: "scaleByAdam",
    options: { beta1, beta2, epsilon },
    slots: [
      { name: "firstMoment", initial: 0 },
      { name: "secondMoment", initial: 0 },
    ],
    apply: (call) => {
      const t = add(call.stepsBefore(), 1);
      const firstFactor = beta1 === 0 ? 1 : div(1, biasCorrection(beta1, t));
      const secondFactor = beta2 === 0 ? 1 : div(1, sqrt(biasCorrection(beta2, t)));
      return call.directions.map((g, i) => {
        const slots = slotsAt(call, i);
        const m = movingAverage(slots.read("firstMoment"), g, beta1);
        const v = movingAverage(slots.read("secondMoment"), square(g), beta2);
        slots.write("firstMoment", m);
        slots.write("secondMoment", v);
        return div(mul(m, firstFactor), add(mul(sqrt(v), secondFactor), epsilon));
      });
    },
  });
}

/**
 * Adam with Nesterov's momentum: μₜ = β₁(1 − ½·0.96^(0.004 t)), Πₜ = μ₁…μₜ; gives
 * ((1 − μₜ) g / (1 − Πₜ) + μₜ₊₁ m / (1 − Πₜ μₜ₊₁)) / (√v̂ + ε).
 */
export function scaleByNadam(beta1: number, beta2: number, epsilon: number, momentumDecay: number): Transform {
  return makeTransform({
    kind: "scaleByNadam",
    options: { beta1, beta2, epsilon, momentumDecay },
    slots: [
      { name: "firstMoment", initial: 0 },
      { name: "secondMoment", initial: 0 },
    ],
    sharedSlots: [{ name: "momentumProduct", initial: 1 }],
    apply: (call) => {
      const before = call.stepsBefore();
      const logarithm = momentumDecay * Math.log(0.96);
      // ½·0.96^(ψt) = ½ + ½ expm1(ψt ln 0.96)
      const momentumAt = (t: Tensor): Tensor => mul(sub(0.5, mul(expm1(mul(t, logarithm)), 0.5)), beta1);
      const now = momentumAt(add(before, 1));
      const next = momentumAt(add(before, 2));
      const product = mul(call.shared.read("momentumProduct"), now);
      call.shared.write("momentumProduct", product);
      const gradientFactor = div(sub(1, now), sub(1, product));
      const momentFactor = div(next, sub(1, mul(product, next)));
      const secondFactor = div(1, sqrt(biasCorrection(beta2, add(before, 1))));
      return call.directions.map((g, i) => {
        const slots = slotsAt(call, i);
        const m = movingAverage(slots.read("firstMoment"), g, beta1);
        const v = movingAverage(slots.read("secondMoment"), square(g), beta2);
        slots.write("firstMoment", m);
        slots.write("secondMoment", v);
        return div(add(mul(g, gradientFactor), mul(m, momentFactor)), add(mul(sqrt(v), secondFactor), epsilon));
      });
    },
  });
}

/** v ← ρv + (1 − ρ)g²; gives g / (√v + ε), or g / (√(v − ḡ²) + ε) with ḡ ← ρḡ + (1 − ρ)g. */
export function scaleByRootMeanSquare(decay: number, epsilon: number, isCentered: boolean): Transform {
  return eachAlone({
    kind: "scaleByRootMeanSquare",
    options: { decay, epsilon, centered: isCentered },
    slots: [{ name: "secondMoment", initial: 0 }, ...(isCentered ? [{ name: "firstMoment", initial: 0 }] : [])],
    each: (g, slots) => {
      const v = movingAverage(slots.read("secondMoment"), square(g), decay);
      slots.write("secondMoment", v);
      if (!isCentered) return div(g, add(sqrt(v), epsilon));
      const mean = movingAverage(slots.read("firstMoment"), g, decay);
      slots.write("firstMoment", mean);
      return div(g, add(sqrt(sub(v, square(mean))), epsilon));
    },
  });
}

/** s ← s + g²; gives g / (√s + ε). */
export function scaleBySumOfSquares(initial: number, epsilon: number): Transform {
  return eachAlone({
    kind: "scaleBySumOfSquares",
    options: { initial, epsilon },
    slots: [{ name: "sumOfSquares", initial }],
    each: (g, slots) => {
      const sum = add(slots.read("sumOfSquares"), square(g));
      slots.write("sumOfSquares", sum);
      return div(g, add(sqrt(sum), epsilon));
    },
  });
}

/** v ← ρv + (1 − ρ)g², d = g √(a + ε) / √(v + ε), a ← ρa + (1 − ρ)d²; gives d. */
export function scaleByDeltas(decay: number, epsilon: number): Transform {
  return eachAlone({
    kind: "scaleByDeltas",
    options: { decay, epsilon },
    slots: [
      { name: "secondMoment", initial: 0 },
      { name: "squaredDelta", initial: 0 },
    ],
    each: (g, slots) => {
      const before = slots.read("squaredDelta");
      const v = movingAverage(slots.read("secondMoment"), square(g), decay);
      const delta = mul(div(sqrt(add(before, epsilon)), sqrt(add(v, epsilon))), g);
      slots.write("secondMoment", v);
      slots.write("squaredDelta", movingAverage(before, square(delta), decay));
      return delta;
    },
  });
}

/** Gives sign(β₁m + (1 − β₁)g); then m ← β₂m + (1 − β₂)g. */
export function takeLionSign(beta1: number, beta2: number): Transform {
  return eachAlone({
    kind: "takeLionSign",
    options: { beta1, beta2 },
    slots: [{ name: "firstMoment", initial: 0 }],
    each: (g, slots) => {
      const m = slots.read("firstMoment");
      slots.write("firstMoment", movingAverage(m, g, beta2));
      return sign(movingAverage(m, g, beta1));
    },
  });
}

function slotsAt(call: Parameters<Transform["apply"]>[0], index: number): (typeof call.slots)[number] {
  const slots = call.slots[index];
  if (slots === undefined) throw new RangeError("one direction for each parameter");
  return slots;
}
