import { ChainruleError } from "../errors/chainruleError.ts";
import { formatShape, sameShape } from "../graph/shape.ts";
import type { Tensor } from "../graph/tensor.ts";
import { add } from "../ops/add.ts";
import { defineEntry, type Entry, entryListOption, type Registry } from "../spec/registry.ts";
import { buildPart } from "./buildPart.ts";
import type { Incremental } from "./incremental.ts";
import { incrementalInOrder, incrementalOf } from "./incrementalInOrder.ts";
import type { ApplyMode, BuildContext, BuiltLayer, ExampleType, InputRange, Layer } from "./layer.ts";
import { passMask } from "./sequenceMask.ts";

export interface ResidualOptions {
  /** The layers whose output is added to the input. */
  readonly body: readonly Layer[];
  /** Layers on the way beside the body (default none: the input itself). */
  readonly shortcut?: readonly Layer[];
}

/** Layers one after another, each under its index; the weights of layer i are named `<key>.<i>.<name>`. */
export function buildInOrder(
  layers: readonly Layer[],
  input: ExampleType,
  inner: (index: number) => BuildContext,
): BuiltLayer & { readonly parts: readonly BuiltLayer[] } {
  const parts: BuiltLayer[] = [];
  let type = input;
  layers.forEach((layer, index) => {
    const built = buildPart(layer, type, inner(index));
    parts.push(built);
    type = built.output;
  });
  const incremental = incrementalInOrder(parts);
  return {
    parts,
    output: type,
    inputRange: rangeOf(parts),
    ...(incremental === undefined ? {} : { incremental }),
    multiplyAdds: parts.reduce((total, part) => total + part.multiplyAdds, 0),
    apply: (x: Tensor, mode: ApplyMode) => parts.reduce((value, part) => passMask(value, part.apply(value, mode)), x),
  };
}

/** What the first layer that looks at the numbers takes; layers before it only lay them out anew. */
function rangeOf(parts: readonly BuiltLayer[]): InputRange | undefined {
  const first = parts.find((part) => part.inputRange !== undefined || part.output.dtype !== "i32");
  return first?.inputRange;
}

/** Both ways go on by one position. */
function sumOf(main: BuiltLayer, beside: BuiltLayer): Incremental | undefined {
  if (main.incremental === undefined && beside.incremental === undefined) return undefined;
  const [first, second] = [incrementalOf(main), incrementalOf(beside)];
  return {
    state: (batch, capacity) => [
      ...first.state(batch, capacity).map((kept) => ({ ...kept, name: `body.${kept.name}` })),
      ...second.state(batch, capacity).map((kept) => ({ ...kept, name: `shortcut.${kept.name}` })),
    ],
    apply: (x, kept, position) => {
      const count = first.state(1, 1).length;
      const a = first.apply(x, kept.slice(0, count), position);
      const b = second.apply(x, kept.slice(count), position);
      return { y: add(a.y, b.y), kept: [...a.kept, ...b.kept] };
    },
  };
}

/** The entry of `residual`, which holds layers of `registry`. */
export function defineResidual(registry: () => Registry<Layer>): Entry<Layer> {
  return defineEntry<ResidualOptions, Layer>({
    name: "residual",
    summary: {
      en: "Adds the output of some layers to their input: y = x + f(x).",
      zh: "把若干层的输出加到输入上：y = x + f(x)。",
    },
    options: {
      body: entryListOption("layer", registry, { en: "The layers whose output is added.", zh: "输出被相加的各层。" }),
      shortcut: entryListOption("layer", registry, {
        default: [],
        en: "Layers beside the body.",
        zh: "旁路上的各层。",
      }),
    },
    shorthand: "body",
    create: ({ body, shortcut }, given) => ({
      kind: "residual",
      options: given,
      build: (input, context) => {
        const main = buildInOrder(body, input, (index) => context.inner(`body.${index}`));
        const beside = buildInOrder(shortcut, input, (index) => context.inner(`shortcut.${index}`));
        if (!sameShape(main.output.shape, beside.output.shape)) {
          throw new ChainruleError("learning.shape", {
            subject: "residual",
            expected: {
              en: `the body must give what the shortcut gives, ${formatShape(beside.output.shape)}`,
              zh: `主体的输出必须与旁路相同：${formatShape(beside.output.shape)}`,
            },
            received: formatShape(main.output.shape),
            path: context.path,
          });
        }
        const incremental = sumOf(main, beside);
        return {
          output: main.output,
          multiplyAdds: main.multiplyAdds + beside.multiplyAdds,
          apply: (x, mode) => add(main.apply(x, mode), beside.apply(x, mode)),
          ...(incremental === undefined ? {} : { incremental }),
        };
      },
    }),
  });
}
