import { fromConfig, makeRegistry, type Registry } from "../spec/registry.ts";
import {
  constantRateEntry,
  cosineDecayEntry,
  exponentialDecayEntry,
  oneCycleEntry,
  polynomialDecayEntry,
  stepDecayEntry,
} from "./decays.ts";
import { reduceOnPlateauEntry } from "./reduceOnPlateau.ts";
import type { Schedule } from "./schedule.ts";
import { defineWarmup, type WarmupOptions } from "./warmup.ts";

const warmupEntry = defineWarmup(() => scheduleRegistry);

/** Every schedule by name. */
export const scheduleRegistry: Registry<Schedule> = makeRegistry("schedule", { en: "schedule", zh: "学习率调度" }, [
  constantRateEntry,
  stepDecayEntry,
  exponentialDecayEntry,
  polynomialDecayEntry,
  cosineDecayEntry,
  warmupEntry,
  oneCycleEntry,
  reduceOnPlateauEntry,
]);

/**
 * The schedule that a configuration names.
 *
 * @throws ChainruleError if the name or an option is unknown or has a wrong value
 * @example
 * scheduleFromConfig({ stepDecay: { rate: 0.1, every: 100 } });
 */
export function scheduleFromConfig(written: unknown, path?: string): Schedule {
  return fromConfig(scheduleRegistry, written, path);
}

/**
 * Rises in a straight line for `steps` steps, then follows another schedule:
 * η(t) = η₂(max(t − steps, 0)) · min((t + 1) / (steps + 1), 1).
 *
 * @example
 * adam({ learningRate: warmup({ steps: 500, schedule: cosineDecay({ rate: 1e-3, duration: 10_000 }) }) });
 */
export function warmup(options: WarmupOptions): Schedule {
  return warmupEntry.make(options);
}
