import { ChainruleError } from "../errors/chainruleError.ts";
import { formatShape, sameShape } from "../graph/shape.ts";
import { defineEntry, type Entry, entryListOption, type Registry } from "../spec/registry.ts";
import { addedTogether, buildInOrder } from "./inOrder.ts";
import type { Layer } from "./layer.ts";

export interface ResidualOptions {
  /** The layers whose output is added to the input. */
  readonly body: readonly Layer[];
  /** Layers on the way beside the body (default none: the input itself). */
  readonly shortcut?: readonly Layer[];
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
        return addedTogether(main, beside);
      },
    }),
  });
}
