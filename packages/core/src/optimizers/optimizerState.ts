import { elementCount, type Shape } from "../graph/shape.ts";
import type { Update } from "../graph/step.ts";
import type { Tensor } from "../graph/tensor.ts";
import { add } from "../ops/add.ts";
import { cast } from "../ops/cast.ts";
import { variable } from "../ops/variable.ts";
import type { ScheduleTime } from "../schedules/schedule.ts";
import type { Optimizer, SlotAccess } from "./transform.ts";

/** An optimizer's memory: variables that all programs of a training share. */
export interface OptimizerState {
  readonly parameters: Readonly<Record<string, Tensor>>;
  /** Slots and scalars by the names that checkpoints use, say `0.weight/momentum`. */
  readonly variables: ReadonlyMap<string, Tensor>;
  /** Count of steps done: scalar i32. */
  readonly step: Tensor;
  /** What the host multiplies the learning rate by; only where a schedule asks for it. */
  readonly rateScale: Tensor | undefined;
}

function stateVariable(name: string, shape: Shape, initial: number, dtype: "f32" | "i32" = "f32"): Tensor {
  const values = (): Float64Array => new Float64Array(elementCount(shape)).fill(initial);
  return variable({ name, shape, dtype, trainable: false, initial: values });
}

/** The variables that an optimizer needs beside the parameters. */
export function optimizerState(optimizer: Optimizer, parameters: Readonly<Record<string, Tensor>>): OptimizerState {
  const variables = new Map<string, Tensor>();
  for (const [key, parameter] of Object.entries(parameters)) {
    for (const { name, initial } of optimizer.slots) {
      const full = `${key}/${name}`;
      variables.set(full, stateVariable(full, parameter.shape, initial));
    }
  }
  for (const { name, initial } of optimizer.sharedSlots) variables.set(name, stateVariable(name, [], initial));
  const step = stateVariable("step", [], 0, "i32");
  const rateScale = optimizer.plateau === undefined ? undefined : stateVariable("rateScale", [], 1);
  return { parameters, variables, step, rateScale };
}

/** The update edges of one step: parameters, slots, and the count of steps where `countSteps` says so or the optimizer needs it. */
export function optimizerUpdates(
  optimizer: Optimizer,
  state: OptimizerState,
  gradients: Readonly<Record<string, Tensor>>,
  options: { readonly time?: ScheduleTime; readonly countSteps?: boolean } = {},
): readonly Update[] {
  const { variables, step, rateScale } = state;
  const updates: Update[] = [];
  let isStepUsed = options.countSteps ?? false;
  let stepsBefore: Tensor | undefined;
  const access = (prefix: string): SlotAccess => {
    const find = (name: string): Tensor => {
      const found = variables.get(prefix + name);
      if (found === undefined) throw new TypeError(`no slot ${prefix}${name}`);
      return found;
    };
    return {
      read: find,
      write: (name, value) => updates.push({ variable: find(name), value }),
    };
  };
  const keys = Object.keys(state.parameters);
  const parameters = Object.values(state.parameters);
  const deltas = optimizer.apply({
    parameters,
    directions: keys.map((key) => gradients[key] ?? missing(key)),
    slots: keys.map((key) => access(`${key}/`)),
    shared: access(""),
    stepsBefore: () => {
      isStepUsed = true;
      stepsBefore ??= cast(step, "f32");
      return stepsBefore;
    },
    rateScale,
    time: options.time ?? {},
  });
  const changes = parameters.map((parameter, i) => ({
    variable: parameter,
    value: add(parameter, deltas[i] ?? missing(String(i))),
  }));
  const count = isStepUsed ? [{ variable: step, value: add(step, 1) }] : [];
  return [...changes, ...updates, ...count];
}

function missing(key: string): never {
  throw new TypeError(`no gradient for ${key}`);
}
