import { feedTargets } from "../engines/feeds.ts";
import type { Feeds } from "../engines/session.ts";
import { ChainruleError } from "../errors/chainruleError.ts";
import { elementCount, formatShape, type Shape } from "../graph/shape.ts";
import type { Step } from "../graph/step.ts";
import type { Tensor } from "../graph/tensor.ts";
import { topologicalOrder } from "../graph/topologicalOrder.ts";
import { maskOf, withMask } from "../layers/sequenceMask.ts";
import type { Memory, NetworkSteps } from "../model/networkSteps.ts";
import { cast } from "../ops/cast.ts";
import { gather } from "../ops/gather.ts";
import { input } from "../ops/input.ts";
import { notEqual } from "../ops/notEqual.ts";
import { reshape } from "../ops/reshape.ts";
import { variable } from "../ops/variable.ts";
import type { TokenModel } from "./tokenModel.ts";

/** The steps of a generation for a number of rows, and what they keep. */
export interface PositionSteps {
  /** Gives the logits [rows, vocabulary] after one token more, and keeps what is kept. */
  readonly position: Step;
  /** Computes what the other inputs make; `undefined` without any. */
  readonly memory: Step | undefined;
  /** What is kept from position to position: zeros before the first. */
  readonly kept: readonly Tensor[];
  /** What the position's step is fed: tokens, the rows that they go on from, and how many positions came before. */
  readonly feeds: (tokens: Int32Array, parents: Int32Array, position: number) => Feeds;
}

const names = { tokens: "tokens", parents: "parents", position: "position" } as const;

function keptVariable(name: string, shape: Shape): Tensor {
  const initial = (): Float64Array => new Float64Array(elementCount(shape));
  return variable({ name: `generation/${name}`, shape, dtype: "f32", trainable: false, initial });
}

/** A tensor that stays, with its mask: as variables, as they are computed, and as they are read again. */
interface Remembered {
  readonly variables: readonly Tensor[];
  readonly values: readonly Tensor[];
  readonly read: (stored: readonly Tensor[]) => Tensor;
}

function remembered(value: Tensor, name: string): Remembered {
  if (value.dtype !== "f32") {
    throw new ChainruleError("learning.shape", {
      subject: "generate",
      expected: {
        en: "with the cache layers must look at numbers, not at tokens",
        zh: "使用缓存时，各层只能读取数值而非词元",
      },
      received: `${formatShape(value.shape)} ${value.dtype}`,
    });
  }
  const mask = maskOf(value);
  const values = mask === undefined ? [value] : [value, cast(mask, "f32")];
  return {
    values,
    variables: values.map(({ shape }, part) => keptVariable(`${name}.${part}`, shape)),
    read: ([stored = value, storedMask]) =>
      withMask(stored, storedMask === undefined ? undefined : notEqual(storedMask, 0)),
  };
}

/**
 * Builds the steps of a generation.
 *
 * @throws ChainruleError if a layer can't go on by one position
 */
export function positionSteps(network: NetworkSteps, model: TokenModel, rows: number): PositionSteps {
  const { context, vocabulary, others } = model;
  const whole = network.memory(others.map(({ name, type }) => input(name, [rows, ...type.shape], type.dtype)));
  const memory = whole.map((list, layer) => list.map((value, index) => remembered(value, `memory${layer}.${index}`)));
  const kept = network.state(rows, context).map(({ name, shape }) => keptVariable(name, shape));
  // Each row goes on from what one of the rows kept before.
  const parents = input(names.parents, [rows], "i32");
  const own = (tensor: Tensor): Tensor => (rows === 1 ? tensor : gather(tensor, parents));
  const remains = memory.map((list) => list.map(({ variables }) => variables.map(own)));
  const recalled: Memory = memory.map((list, layer) =>
    list.map(({ read }, index) => read(remains[layer]?.[index] ?? [])),
  );
  const position = input(names.position, [], "i32");
  const { y, kept: after } = network.apply(input(names.tokens, [rows, 1], "i32"), recalled, kept.map(own), position);
  requireLogits(y.shape, rows * vocabulary);
  const updates = [
    ...kept.map((tensor, index) => ({ variable: tensor, value: after[index] ?? tensor })),
    ...(rows === 1 ? [] : stayUpdates(memory, remains)),
  ];
  const step: Step = { outputs: { logits: reshape(y, [rows, vocabulary]) }, updates };
  const order = topologicalOrder([...Object.values(step.outputs), ...updates.map(({ value }) => value)]);
  const read = new Set(feedTargets(order).map((target) => target.name));
  return {
    position: step,
    memory: memoryStep(memory.flat()),
    kept,
    feeds: (tokens, parentRows, done) => {
      const all = { [names.tokens]: tokens, [names.parents]: parentRows, [names.position]: done };
      return Object.fromEntries(Object.entries(all).filter(([name]) => read.has(name)));
    },
  };
}

/** What stays goes along with its row. */
function stayUpdates(
  memory: readonly (readonly Remembered[])[],
  remains: readonly (readonly (readonly Tensor[])[])[],
): readonly Step["updates"][number][] {
  return memory.flatMap((list, layer) =>
    list.flatMap(({ variables }, index) =>
      variables.flatMap((tensor, part) => {
        const value = remains[layer]?.[index]?.[part];
        return value === undefined ? [] : [{ variable: tensor, value }];
      }),
    ),
  );
}

function memoryStep(memory: readonly Remembered[]): Step | undefined {
  if (memory.length === 0) return undefined;
  const updates = memory.flatMap(({ variables, values }) =>
    variables.flatMap((tensor, part) => {
      const value = values[part];
      return value === undefined ? [] : [{ variable: tensor, value }];
    }),
  );
  return { outputs: {}, updates };
}

/** Refuses logits of another number than there are tokens. */
function requireLogits(shape: Shape, count: number): void {
  if (elementCount(shape) === count) return;
  throw new ChainruleError("learning.shape", {
    subject: "generate",
    expected: {
      en: "with the cache every layer must treat positions alone or go on by one",
      zh: "使用缓存时，每层都必须单独处理每个位置，或能逐个位置计算",
    },
    received: `logits ${formatShape(shape)} of one position`,
  });
}
