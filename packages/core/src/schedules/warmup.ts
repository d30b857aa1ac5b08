import type { Tensor } from "../graph/tensor.ts";
import { defineEntry, type Entry, entryOption, type Registry } from "../spec/registry.ts";
import { integer } from "../spec/scalars.ts";
import { type Arithmetic, onNumbers, onTensors } from "./arithmetic.ts";
import type { Schedule } from "./schedule.ts";

export interface WarmupOptions {
  /** Steps that rise from 0 to the whole rate. */
  readonly steps: number;
  /** What follows; it counts its own time from the end of the warm-up. */
  readonly schedule: Schedule;
}

/** The entry of `warmup`, which holds another schedule of `registry`. */
export function defineWarmup(registry: () => Registry<Schedule>): Entry<Schedule> {
  return defineEntry<WarmupOptions, Schedule>({
    name: "warmup",
    summary: { en: "Rises in a straight line, then follows another schedule.", zh: "先直线上升，再按另一个调度变化。" },
    options: {
      steps: integer({ min: 1, en: "Steps that rise from 0 to the whole rate.", zh: "从 0 升到完整学习率的步数。" }),
      schedule: entryOption("schedule", registry, { en: "The schedule that follows.", zh: "之后的调度。" }),
    },
    create: ({ steps, schedule }, given) => {
      // η(t) = η₂(max(t − steps, 0)) · min((t + 1) / (steps + 1), 1)
      const rise = <V>(a: Arithmetic<V>, t: V): V => a.min(a.div(a.add(t, 1), steps + 1), 1);
      const after = <V>(a: Arithmetic<V>, t: V): V => a.max(a.sub(t, steps), 0);
      return {
        kind: "warmup",
        options: given,
        rate: (step: Tensor, time) => onTensors.mul(schedule.rate(after(onTensors, step), time), rise(onTensors, step)),
        at: (step, time) => schedule.at(after(onNumbers, step), time) * rise(onNumbers, step),
        ...(schedule.plateau === undefined ? {} : { plateau: schedule.plateau }),
      };
    },
  });
}
