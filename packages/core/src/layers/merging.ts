import { ChainruleError } from "../errors/chainruleError.ts";
import { formatShape, sameShape } from "../graph/shape.ts";
import type { Tensor } from "../graph/tensor.ts";
import { add } from "../ops/add.ts";
import { concat } from "../ops/concat.ts";
import { mul } from "../ops/mul.ts";
import { defineEntry, type Entry, fromConfig, makeRegistry, type NoOptions, type Registry } from "../spec/registry.ts";
import { integer } from "../spec/scalars.ts";
import type { Text } from "../spec/text.ts";
import { crossAttentionEntry } from "./crossAttention.ts";
import { mergeAlone } from "./incrementalInOrder.ts";
import type { BuiltMerge, ExampleType, MergeLayer } from "./layer.ts";
import { gruEntry } from "./recurrent/gru.ts";
import { lstmEntry } from "./recurrent/lstm.ts";
import { rnnEntry } from "./recurrent/rnn.ts";
import { transformerDecoderEntry } from "./transformerDecoder.ts";

function elementByElement(name: string, summary: Text, join: (a: Tensor, b: Tensor) => Tensor): Entry<MergeLayer> {
  return defineEntry<NoOptions, MergeLayer>({
    name,
    summary,
    options: {},
    create: (_options, given) => ({
      kind: name,
      options: given,
      merge: (inputs, context) => {
        const [first, ...others] = inputs;
        if (first === undefined || others.some((other) => !sameShape(other.shape, first.shape)))
          throw unlike(name, inputs, context.path);
        const apply: BuiltMerge["apply"] = (tensors) => tensors.reduce((a, b) => join(a, b));
        return { output: first, multiplyAdds: 0, apply, goesOn: mergeAlone("going", apply) };
      },
    }),
  });
}

function unlike(subject: string, inputs: readonly ExampleType[], path: string): ChainruleError {
  return new ChainruleError("learning.shape", {
    subject,
    expected: { en: "inputs must have one shape", zh: "各输入的形状必须相同" },
    received: inputs.map((input) => formatShape(input.shape)).join(" and "),
    path,
  });
}

const sumUpEntry = elementByElement("sumUp", { en: "Sum of its inputs.", zh: "各输入之和。" }, (a, b) => add(a, b));
const multiplyEntry = elementByElement("multiply", { en: "Product of its inputs.", zh: "各输入之积。" }, (a, b) =>
  mul(a, b),
);

export interface ConcatenateOptions {
  /** Axis of the example along which inputs are laid end to end (default 0: features or channels). */
  readonly axis?: number;
}

const concatenateEntry: Entry<MergeLayer> = defineEntry<ConcatenateOptions, MergeLayer>({
  name: "concatenate",
  summary: { en: "Its inputs end to end.", zh: "把各输入首尾相接。" },
  options: { axis: integer({ default: 0, min: 0, en: "Axis of the example.", zh: "样本的轴。" }) },
  shorthand: "axis",
  create: ({ axis }, given) => ({
    kind: "concatenate",
    options: given,
    merge: (inputs, context) => {
      const [first] = inputs;
      const others = (type: ExampleType): readonly number[] => type.shape.filter((_, each) => each !== axis);
      if (
        first === undefined ||
        first.shape.length <= axis ||
        inputs.some((input) => !sameShape(others(input), others(first)))
      ) {
        throw unlike("concatenate", inputs, context.path);
      }
      const size = inputs.reduce((total, input) => total + (input.shape[axis] ?? 0), 0);
      const apply: BuiltMerge["apply"] = (tensors) => concat(tensors, axis + 1);
      return {
        output: { shape: first.shape.map((own, each) => (each === axis ? size : own)), dtype: first.dtype },
        multiplyAdds: 0,
        apply,
        // Along the first axis positions themselves are laid end to end.
        ...(axis === 0 ? {} : { goesOn: mergeAlone("going", apply) }),
      };
    },
  }),
});

/** Every layer of several inputs by name. */
export const mergeRegistry: Registry<MergeLayer> = makeRegistry("merge", { en: "merging layer", zh: "合并层" }, [
  sumUpEntry,
  multiplyEntry,
  concatenateEntry,
  crossAttentionEntry,
  rnnEntry,
  lstmEntry,
  gruEntry,
  transformerDecoderEntry,
]);

/** The merging layer that a configuration names. @throws ChainruleError if it is unknown */
export function mergeFromConfig(written: unknown, path?: string): MergeLayer {
  return fromConfig(mergeRegistry, written, path);
}

/** The sum of several inputs of one shape, for functional models. @example merge(sumUp(), [left, right]); */
export function sumUp(): MergeLayer {
  return sumUpEntry.make(undefined);
}

/** The product, element by element, of several inputs of one shape. @example merge(multiply(), [left, right]); */
export function multiply(): MergeLayer {
  return multiplyEntry.make(undefined);
}

/** Several inputs end to end along an axis of the example (default 0). @example merge(concatenate(), [left, right]); */
export function concatenate(options?: ConcatenateOptions): MergeLayer {
  return concatenateEntry.make(options);
}
