import { ChainruleError } from "../errors/chainruleError.ts";
import type { View } from "../graph/lowering.ts";
import { currentScope } from "../graph/scope.ts";
import { elementCount, formatShape, type Shape } from "../graph/shape.ts";
import type { Tensor } from "../graph/tensor.ts";
import { defineOp, type OpDefinition } from "./define.ts";
import { requireWhole } from "./require.ts";
import { asTuple } from "./tuple.ts";
import type { Reshaped } from "./types/sizes.ts";

type ReshapeAttributes = { readonly shape: Shape };

export const reshapeDefinition: OpDefinition<ReshapeAttributes> = {
  name: "reshape",
  summary: { en: "The same elements in row-major order under another shape.", zh: "元素按行主序不变，换一个形状。" },
  formula: "\\operatorname{vec}(y) = \\operatorname{vec}(x)",
  family: "shape",
  infer: (inputs, { shape }) => {
    const [x] = asTuple(inputs, 1);
    const resolved = resolveShape(x.shape, shape);
    if (elementCount(resolved) !== elementCount(x.shape)) {
      throw new ChainruleError("graph.elementCount", {
        op: "reshape",
        expected: elementCount(x.shape),
        received: elementCount(resolved),
        shapes: `${formatShape(x.shape)} → ${formatShape(shape)}`,
        path: currentScope(),
      });
    }
    return { shape: resolved, dtype: x.dtype };
  },
  forward: ({ inputs, output }) => {
    output.set(asTuple(inputs, 1)[0]);
  },
  derivative: {
    kind: "multilinear",
    transpose: ({ inputs, ops }, dy) => ops.reshape(dy, asTuple(inputs, 1)[0].shape),
    apply: (inputs, { shape }, ops) => ops.reshape(asTuple(inputs, 1)[0], shape),
  },
  lowering: (_inputs, output) => ({ kind: "view", view: (input) => reshapeView(input, output.shape) }),
  notation: ([x], { shape }) => `\\operatorname{reshape}_{${shape.join("\\times ")}}(${x})`,
  tolerance: 0,
  domain: { from: -2, to: 2 },
};

const apply = defineOp(reshapeDefinition);

/**
 * The same elements, in row-major order, under another shape.
 *
 * @param x - any type and shape
 * @param shape - sizes with the same product; one of them may be -1 and is worked out
 * @throws ChainruleError if the number of elements would change
 * @example
 * const images = reshape(input("x", [10, 784]), [10, 1, 28, 28]);
 */
export function reshape<const S extends Shape>(x: Tensor, shape: S): Tensor<Reshaped<S>> {
  return apply([x], { shape: resolveShape(x.shape, shape) });
}

function resolveShape(from: Shape, to: Shape): Shape {
  const open = to.indexOf(-1);
  const others = to.filter((_, axis) => axis !== open);
  requireWhole("reshape", "shape", others, 0);
  if (open === -1) return to;
  const known = elementCount(others);
  const missing = known === 0 ? 0 : Math.floor(elementCount(from) / known);
  return to.map((size, axis) => (axis === open ? missing : size));
}

/** The view under another shape, where each run of axes that is split or joined lies evenly in the buffer. */
function reshapeView(input: View, shape: Shape): View | undefined {
  const sizes: number[] = [];
  const steps: number[] = [];
  input.shape.forEach((size, axis) => {
    if (size === 1) return;
    sizes.push(size);
    steps.push(input.strides[axis] ?? 0);
  });
  const strides = new Array<number>(shape.length).fill(0);
  let source = 0;
  let target = 0;
  while (source < sizes.length) {
    let sourceEnd = source + 1;
    let targetEnd = target;
    let sourceCount = sizes[source] ?? 1;
    let targetCount = 1;
    while (sourceCount !== targetCount || targetEnd === target) {
      if (targetCount < sourceCount || targetEnd === target) {
        if (targetEnd >= shape.length) return undefined;
        targetCount *= shape[targetEnd] ?? 1;
        targetEnd += 1;
      } else {
        if (sourceEnd >= sizes.length) return undefined;
        sourceCount *= sizes[sourceEnd] ?? 1;
        sourceEnd += 1;
      }
    }
    for (let axis = source; axis + 1 < sourceEnd; axis += 1) {
      if (steps[axis] !== (steps[axis + 1] ?? 0) * (sizes[axis + 1] ?? 1)) return undefined;
    }
    let stride = steps[sourceEnd - 1] ?? 0;
    for (let axis = targetEnd - 1; axis >= target; axis -= 1) {
      strides[axis] = stride;
      stride *= shape[axis] ?? 1;
    }
    source = sourceEnd;
    target = targetEnd;
  }
  return { shape, strides, offset: input.offset };
}
