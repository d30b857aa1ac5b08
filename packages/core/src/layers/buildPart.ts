import { withScope } from "../graph/scope.ts";
import type { BuildContext, BuiltLayer, ExampleType, Layer } from "./layer.ts";

/** A layer inside another: built under the context's path, which its errors and nodes name too. */
export function buildPart(layer: Layer, input: ExampleType, context: BuildContext): BuiltLayer {
  const { path } = context;
  const built = withScope(path, () => layer.build(input, context));
  const { incremental } = built;
  return {
    ...built,
    apply: (x, mode) => withScope(path, () => built.apply(x, mode)),
    ...(incremental === undefined
      ? {}
      : {
          incremental: {
            state: incremental.state,
            apply: (x, kept, position) => withScope(path, () => incremental.apply(x, kept, position)),
          },
        }),
  };
}
