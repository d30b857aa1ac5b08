import type { Tensor } from "../graph/tensor.ts";
import type { PlateauRule, ScheduleTime } from "../schedules/schedule.ts";
import type { Configurable } from "../spec/registry.ts";

/** State that a transform keeps from step to step. */
export interface Slot {
  readonly name: string;
  /** What all its elements are before the first step. */
  readonly initial: number;
}

/** The present values of a transform's state, and where its next values go. */
export interface SlotAccess {
  /** Value before the step: one of a parameter's shape, or a scalar for shared state. */
  read(name: string): Tensor;
  /** Value after the step. */
  write(name: string, value: Tensor): void;
}

/** One step of a transform: what comes in, what it may read. */
export interface TransformCall {
  readonly parameters: readonly Tensor[];
  /** One direction for each parameter: gradients at first, what earlier transforms made of them later. */
  readonly directions: readonly Tensor[];
  /** State beside each parameter, and state of the whole. */
  readonly slots: readonly SlotAccess[];
  readonly shared: SlotAccess;
  /** Count of steps done before this one: a scalar in f32. */
  readonly stepsBefore: () => Tensor;
  /** What the host multiplies the learning rate by, if it does. */
  readonly rateScale: Tensor | undefined;
  readonly time: ScheduleTime;
}

/**
 * A part of an optimizer: turns one direction for each parameter into another, and keeps state.
 * What the last one gives is added to the parameters.
 */
export interface Transform extends Configurable {
  /** State of each parameter's shape. */
  readonly slots: readonly Slot[];
  /** Scalars that all parameters share. */
  readonly sharedSlots: readonly Slot[];
  /** Falls of the learning rate that the host decides after each epoch. */
  readonly plateau: PlateauRule | undefined;
  /** The rate of the step after `step` steps, where it has one. */
  readonly rateAt: ((step: number, time?: ScheduleTime) => number) | undefined;
  readonly apply: (call: TransformCall) => readonly Tensor[];
}

/** A transform whose result can be added to the parameters as it is. */
export type Optimizer = Transform;

/** What a transform that keeps no shared state and sets no rate need not say. */
export interface TransformParts {
  readonly kind: string;
  readonly options: Readonly<Record<string, unknown>>;
  readonly slots?: readonly Slot[];
  readonly sharedSlots?: readonly Slot[];
  readonly apply: (call: TransformCall) => readonly Tensor[];
}

export function makeTransform(parts: TransformParts): Transform {
  return { slots: [], sharedSlots: [], plateau: undefined, rateAt: undefined, ...parts };
}

/** A transform that treats each parameter alone. */
export function eachAlone(
  parts: Omit<TransformParts, "apply"> & {
    readonly each: (direction: Tensor, slots: SlotAccess, parameter: Tensor, call: TransformCall) => Tensor;
  },
): Transform {
  const { each, ...rest } = parts;
  return makeTransform({
    ...rest,
    apply: (call) =>
      call.directions.map((direction, i) => {
        const slots = call.slots[i];
        const parameter = call.parameters[i];
        if (slots === undefined || parameter === undefined) throw new RangeError("one direction for each parameter");
        return each(direction, slots, parameter, call);
      }),
  });
}
