import type { Tensor } from "../graph/tensor.ts";
import { add } from "../ops/add.ts";
import { buildPart } from "./buildPart.ts";
import type { Incremental } from "./incremental.ts";
import { incrementalInOrder, incrementalOf } from "./incrementalInOrder.ts";
import type { ApplyMode, BuildContext, BuiltLayer, ExampleType, InputRange, Layer } from "./layer.ts";
import { passMask } from "./sequenceMask.ts";

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
  return { ...inOrder(parts, input), parts };
}

/** Built layers one after another. */
export function inOrder(parts: readonly BuiltLayer[], input: ExampleType): BuiltLayer {
  const incremental = incrementalInOrder(parts);
  return {
    output: parts[parts.length - 1]?.output ?? input,
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

/** The sum of what two ways from the same input give. */
export function addedTogether(main: BuiltLayer, beside: BuiltLayer): BuiltLayer {
  const incremental = incrementalSum(main, beside);
  return {
    output: main.output,
    multiplyAdds: main.multiplyAdds + beside.multiplyAdds,
    apply: (x, mode) => add(main.apply(x, mode), beside.apply(x, mode)),
    ...(incremental === undefined ? {} : { incremental }),
  };
}

/** Both ways go on by one position. */
function incrementalSum(main: BuiltLayer, beside: BuiltLayer): Incremental | undefined {
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
