import { ChainruleError } from "../../errors/chainruleError.ts";
import { formatShape, sameShape } from "../../graph/shape.ts";
import type { Tensor } from "../../graph/tensor.ts";
import { concat } from "../../ops/concat.ts";
import { dropout as dropoutOp } from "../../ops/dropout.ts";
import { equal } from "../../ops/equal.ts";
import { expandDims } from "../../ops/expandDims.ts";
import { stack } from "../../ops/stack.ts";
import { transpose } from "../../ops/transpose.ts";
import { where } from "../../ops/where.ts";
import type { Incremental } from "../incremental.ts";
import type { BuildContext, BuiltMerge, ExampleType } from "../layer.ts";
import { requireInput } from "../requireInput.ts";
import { maskOf } from "../sequenceMask.ts";
import { withFinalStates } from "./finalStates.ts";
import { firstStates, stateOf } from "./firstStates.ts";
import { recurrentIncremental } from "./recurrentIncremental.ts";
import type { RecurrentKind } from "./recurrentLayer.ts";
import { runSequence } from "./recurrentPass.ts";
import { multiplyAddsPerPosition, recurrentStack, stateShape } from "./recurrentStack.ts";

/** Builds stacked recurrences over a sequence and, if they are given, first states. */
export function buildRecurrent(
  of: RecurrentKind,
  inputs: readonly ExampleType[],
  context: BuildContext,
): BuiltMerge & { readonly incremental: Incremental } {
  const { cell, options, kind } = of;
  const { units, bidirectional, returnsSequence, dropout } = options;
  const { steps, features } = requireInputs(of, inputs, context.path);
  const passes = recurrentStack(of, features, context);
  const first = firstStates(of, passes, context);
  const dropoutKeys = passes.map((_, layer) => context.generator(`dropout_l${layer}`).state.key);
  const width = units * (bidirectional ? 2 : 1);
  const incremental = recurrentIncremental(of, passes, context.path);
  return {
    output: {
      shape: returnsSequence ? [steps, width] : [width],
      dtype: "f32",
      finalStates: cell.states.map(() => stateShape(of)),
    },
    multiplyAdds: steps * multiplyAddsPerPosition(of, features),
    apply: ([x, ...given], mode) => {
      if (x === undefined) throw new RangeError(`${kind} needs a sequence`);
      const mask = maskOf(x);
      const real = mask === undefined ? undefined : expandDims(transpose(mask), 2);
      const before = first(given, x.shape[0] ?? 1, mode);
      const after: (readonly Tensor[])[] = [];
      let ended: readonly Tensor[] = [];
      // Time first from here to the end.
      let y: Tensor = transpose(x, [1, 0, 2]);
      passes.forEach((directions, layer) => {
        if (layer > 0 && dropout > 0 && mode.training) {
          y = dropoutOp(y, dropout, { key: dropoutKeys[layer] ?? [0, 0], counter: mode.step() });
        }
        const runs = directions.map((pass) => runSequence(pass, y, before.next(), real));
        for (const run of runs) after.push(run.after);
        ended = runs.flatMap((run) => run.after.slice(0, 1));
        y = sideBySide(runs.map((run) => run.y));
      });
      before.keep(after);
      const result = returnsSequence ? transpose(y, [1, 0, 2]) : sideBySide(ended);
      return withFinalStates(result, joinedStates(after, cell.states.length));
    },
    incremental,
    goesOn: {
      others: "whole",
      state: incremental.state,
      apply: ([x, ...given], kept, position) => {
        if (x === undefined) throw new RangeError(`${kind} needs a sequence`);
        if (given.length === 0) return incremental.apply(x, kept, position);
        // Before the first position, what is given.
        const isFirst = equal(position, 0);
        const before = passes.flatMap((_, pass) => given.map((states) => stateOf(states, pass)));
        const now = kept.map((state, index) => where(isFirst, before[index] ?? state, state));
        return incremental.apply(x, now, position);
      },
    },
  };
}

/** Values of several directions as one: forward, then reverse. */
function sideBySide(parts: readonly Tensor[]): Tensor {
  const [only, ...others] = parts;
  if (only === undefined) throw new RangeError("a layer has at least one direction");
  return others.length === 0 ? only : concat(parts, -1);
}

/** The states of all passes: [batch, units] of one pass, [batch, passes, units] of several. */
function joinedStates(after: readonly (readonly Tensor[])[], count: number): Tensor[] {
  return Array.from({ length: count }, (_, index) => {
    const all = after.flatMap((states) => states.slice(index, index + 1));
    const [only, ...others] = all;
    return only !== undefined && others.length === 0 ? only : stack(all, 1);
  });
}

function requireInputs(
  of: RecurrentKind,
  [sequence = { shape: [], dtype: "f32" }, ...states]: readonly ExampleType[],
  path: string,
): { readonly steps: number; readonly features: number } {
  const { kind, cell, options } = of;
  const [steps = 1, features = 1] = sequence.shape;
  requireInput(kind, path, sequence, sequence.shape.length === 2, {
    en: "a sequence of shape [positions, features] (put embedding before tokens)",
    zh: "形状为 [位置, 特征] 的序列（词元前加 embedding）",
  });
  const expected = stateShape(of);
  const fits = states.every(({ shape, dtype }) => sameShape(shape, expected) && dtype === "f32");
  if (states.length > 0 && (states.length !== cell.states.length || !fits)) {
    const names = cell.states.map((name) => `${name}0`).join(", ");
    throw new ChainruleError("learning.shape", {
      subject: kind,
      expected: {
        en: `first states must be ${names} of shape ${formatShape(expected)} each`,
        zh: `初始状态必须是 ${names}，形状均为 ${formatShape(expected)}`,
      },
      received: states.map(({ shape }) => formatShape(shape)).join(" and "),
      path,
    });
  }
  const refuse = (name: string, en: string, zh: string): never => {
    throw new ChainruleError("learning.option", { subject: kind, name, expected: { en, zh }, received: "true", path });
  };
  if (options.stateful && options.bidirectional) {
    refuse("stateful", "false where the layer is bidirectional", " false，因为该层是双向的");
  }
  if (options.stateful && states.length > 0) {
    refuse("stateful", "false where first states are given", " false，因为已给出初始状态");
  }
  return { steps, features };
}
