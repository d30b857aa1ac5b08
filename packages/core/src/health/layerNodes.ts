import type { Tensor } from "../graph/tensor.ts";
import { topologicalOrder } from "../graph/topologicalOrder.ts";

/** What the health of a layer needs to know of its place. */
export interface LayerPlace {
  /** Place in the names of weights, say `2`. */
  readonly key: string;
  readonly kind: string;
  /** Say `model.layers[2]`. */
  readonly path: string;
}

/** A layer with the node that holds its output in one graph. */
export interface LayerNode {
  readonly place: LayerPlace;
  readonly output: Tensor;
}

/** The output of every layer in a graph, in order: the last node that was made in the layer's scope. */
export function layerNodes(outputs: readonly Tensor[], places: readonly LayerPlace[]): readonly LayerNode[] {
  const last = new Map<string, Tensor>();
  for (const tensor of topologicalOrder(outputs)) {
    if (tensor.path !== undefined && tensor.dtype === "f32") last.set(tensor.path, tensor);
  }
  return places.flatMap((place) => {
    const output = last.get(place.path);
    return output === undefined ? [] : [{ place, output }];
  });
}

/** The axis of a layer's output along which its units lie: channels of images, else the last. */
export function unitAxis(output: Tensor): number {
  return output.shape.length === 4 ? 1 : output.shape.length - 1;
}
