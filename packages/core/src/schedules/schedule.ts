import type { Tensor } from "../graph/tensor.ts";
import type { OptionSpec } from "../spec/optionSpec.ts";
import { type Configurable, defineEntry, type Entry, type OptionSpecs } from "../spec/registry.ts";
import { choice } from "../spec/scalars.ts";
import type { Text } from "../spec/text.ts";
import { type Arithmetic, onNumbers, onTensors } from "./arithmetic.ts";

/** What a schedule counts time by. */
export interface ScheduleTime {
  /** Steps in an epoch; needed by schedules that count epochs (default 1: every step is an epoch). */
  readonly stepsPerEpoch?: number | undefined;
}

/** A learning rate that changes with time. */
export interface Schedule extends Configurable {
  /** The rate as a scalar graph of the count of steps done before (f32, from 0). */
  readonly rate: (step: Tensor, time?: ScheduleTime) => Tensor;
  /** The rate of the step that comes after `step` steps, in f64. */
  readonly at: (step: number, time?: ScheduleTime) => number;
  /** What the host does to the rate after each epoch, if it does anything. */
  readonly plateau?: PlateauRule;
}

/** Lowers the rate when a figure stops getting better. */
export interface PlateauRule {
  readonly monitor: string;
  readonly factor: number;
  readonly patience: number;
  readonly threshold: number;
  readonly cooldown: number;
  readonly minimum: number;
}

export interface TimeOptions {
  /** What a unit of time is: an update (`"step"`, default) or a pass over the data (`"epoch"`). */
  readonly unit?: "step" | "epoch";
}

const unit: OptionSpec<"step" | "epoch"> = choice(["step", "epoch"], {
  default: "step",
  en: "What a unit of time is: an update or a pass over the data.",
  zh: "时间单位：一次更新或一轮数据。",
});

/** A schedule as data: its formula over time t, written once for numbers and graphs. */
export interface ScheduleDefinition<O extends object> {
  readonly name: string;
  readonly summary: Text;
  readonly options: OptionSpecs<O>;
  readonly formula: <V>(arithmetic: Arithmetic<V>, t: V, options: Required<O>) => V;
}

/** Makes the registry entry of a schedule from its formula. */
export function defineSchedule<O extends object>(definition: ScheduleDefinition<O>): Entry<Schedule> {
  const { name, summary, formula } = definition;
  const inUnits = <V>(arithmetic: Arithmetic<V>, step: V, isEpochs: boolean, time: ScheduleTime): V =>
    isEpochs ? arithmetic.floor(arithmetic.div(step, time.stepsPerEpoch ?? 1)) : step;
  const options: OptionSpecs<O & TimeOptions> = withUnit<O>(definition.options);
  return defineEntry<O & TimeOptions, Schedule>({
    name,
    summary,
    options,
    create: (parsed, given) => {
      const isEpochs = isPerEpoch(parsed);
      const own: Required<O> = parsed;
      return {
        kind: name,
        options: given,
        rate: (step, time = {}) => formula(onTensors, inUnits(onTensors, step, isEpochs, time), own),
        at: (step, time = {}) => formula(onNumbers, inUnits(onNumbers, step, isEpochs, time), own),
      };
    },
  });
}

function isPerEpoch(options: { readonly unit?: unknown }): boolean {
  return options.unit === "epoch";
}

function withUnit<O extends object>(options: OptionSpecs<O>): OptionSpecs<O & TimeOptions> {
  const all: object = { ...options, unit };
  if (!hasUnit<O>(all)) throw new TypeError("unreachable");
  return all;
}

/** The compiler cannot see that a spread over a generic record has the union of the keys; it has. */
function hasUnit<O extends object>(options: object): options is OptionSpecs<O & TimeOptions> {
  return "unit" in options;
}
