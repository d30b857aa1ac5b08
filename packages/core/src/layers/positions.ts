import { ChainruleError } from "../errors/chainruleError.ts";
import type { Tensor } from "../graph/tensor.ts";
import type { Initializer } from "../initializers/initializer.ts";
import { initializerRegistry } from "../initializers/registry.ts";
import { plain } from "../initializers/scaled.ts";
import { add } from "../ops/add.ts";
import { angleTable } from "../ops/angleTable.ts";
import { gather } from "../ops/gather.ts";
import { constantTensor } from "../ops/operand.ts";
import { slice } from "../ops/slice.ts";
import { optional } from "../spec/optionSpec.ts";
import { defineEntry, type Entry, entryOption } from "../spec/registry.ts";
import { integer, number } from "../spec/scalars.ts";
import type { BuildContext, BuiltLayer, ExampleType, Layer } from "./layer.ts";
import { requireSequence } from "./requireInput.ts";

/** Settings of {@link sinusoidalPositions}. */
export interface SinusoidalPositionsOptions {
  /** Ratio of the highest to the lowest frequency (default 10000). */
  readonly base?: number;
}

/** Settings of {@link learnedPositions}. */
export interface LearnedPositionsOptions {
  /** Most positions that there may be (default: those of the input). */
  readonly length?: number | undefined;
  /** How the table begins (default normal with standard deviation 0.02). */
  readonly initializer?: Initializer;
}

/** A layer that adds row p of a table [positions, width] to position p. */
function adding(kind: string, input: ExampleType, context: BuildContext, table: Tensor): BuiltLayer {
  const [, width = 1] = input.shape;
  const [rows = 1] = table.shape;
  return {
    output: input,
    multiplyAdds: 0,
    apply: (x) => {
      // Sequences may be shorter than the model's input.
      const [, positions = 1] = x.shape;
      return add(x, rows === positions ? table : slice(table, { ends: [positions, width] }));
    },
    incremental: {
      state: (_batch, capacity) => {
        if (capacity > rows) throw tooLong(kind, rows, capacity, context.path);
        return [];
      },
      apply: (x, _kept, position) => ({ y: add(x, gather(table, position)), kept: [] }),
    },
  };
}

function tooLong(subject: string, length: number, positions: number, path: string): ChainruleError {
  return new ChainruleError("learning.shape", {
    subject,
    expected: {
      en: `a sequence must have at most ${length} positions`,
      zh: `序列最多有 ${length} 个位置`,
    },
    received: String(positions),
    path,
  });
}

export const sinusoidalPositionsEntry: Entry<Layer> = defineEntry<SinusoidalPositionsOptions, Layer>({
  name: "sinusoidalPositions",
  summary: {
    en: "Adds sines and cosines of the position to a sequence.",
    zh: "给序列的每个位置加上位置的正弦与余弦。",
  },
  options: {
    base: number({
      default: 10_000,
      above: 1,
      en: "Ratio of the highest to the lowest frequency.",
      zh: "最高频率与最低频率之比。",
    }),
  },
  shorthand: "base",
  create: ({ base }, given) => ({
    kind: "sinusoidalPositions",
    options: given,
    build: (input, context) => {
      const [positions, width] = requireSequence("sinusoidalPositions", context.path, input);
      const { cosines, sines } = angleTable(positions, width, base);
      const count = cosines.length / positions;
      const values = new Float64Array(positions * width);
      for (let place = 0; place < values.length; place += 1) {
        const column = place % width;
        const from = column % 2 === 0 ? sines : cosines;
        values[place] = from[((place - column) / width) * count + (column >> 1)] ?? 0;
      }
      return adding("sinusoidalPositions", input, context, constantTensor(values, [positions, width]));
    },
  }),
});

export const learnedPositionsEntry: Entry<Layer> = defineEntry<LearnedPositionsOptions, Layer>({
  name: "learnedPositions",
  summary: {
    en: "Adds a learned list of numbers to each position of a sequence.",
    zh: "给序列的每个位置加上一列学习到的数。",
  },
  options: {
    length: optional(
      integer({ min: 1, en: "Most positions (default: those of the input).", zh: "最多的位置数（默认等于输入的）。" }),
    ),
    initializer: entryOption("initializer", () => initializerRegistry, {
      default: plain({ scale: 0.02 }),
      en: "How the table begins (default: normal with standard deviation 0.02).",
      zh: "位置表的初始化方法（默认：标准差为 0.02 的正态分布）。",
    }),
  },
  shorthand: "length",
  create: ({ length, initializer }, given) => ({
    kind: "learnedPositions",
    options: given,
    build: (input, context) => {
      const [positions, width] = requireSequence("learnedPositions", context.path, input);
      const rows = length ?? positions;
      if (positions > rows) throw tooLong("learnedPositions", rows, positions, context.path);
      const weight = context.parameter({ name: "weight", shape: [rows, width], initializer });
      return adding("learnedPositions", input, context, weight);
    },
  }),
});

/**
 * Adds to feature 2i of position p sin(p·base^(−2i / width)), and to feature 2i + 1 its cosine. No weights.
 *
 * Source: Vaswani et al., "Attention is all you need", 2017, section 3.5.
 *
 * @param options - `base` (default 10000)
 * @throws ChainruleError when it is built, if the input is no sequence [positions, features]
 * @example
 * sequential({ input: [20], inputType: "i32" }, [embedding({ size: 100, width: 16 }), sinusoidalPositions(), linear(100)]);
 */
export function sinusoidalPositions(options?: number | SinusoidalPositionsOptions): Layer {
  return sinusoidalPositionsEntry.make(options);
}

/**
 * Adds a learned row to each position: y = x + W, with `weight` [length, width], the first rows where the sequence is shorter.
 *
 * @param options - `length`: most positions (default: those of the input), `initializer` (default normal, 0.02)
 * @throws ChainruleError when it is built, if the sequence is longer than the table
 * @example
 * sequential({ input: [20], inputType: "i32" }, [embedding({ size: 100, width: 16 }), learnedPositions(), linear(100)]);
 */
export function learnedPositions(options?: number | LearnedPositionsOptions): Layer {
  return learnedPositionsEntry.make(options);
}
