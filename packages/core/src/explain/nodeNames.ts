import type { Tensor } from "../graph/tensor.ts";

/**
 * A name for every node: the one it was given, else its op's, with the layer's key before it and a number behind it where
 * several would share one. The same graph built again gets the same names.
 */
export function nodeNames(order: readonly Tensor[]): ReadonlyMap<Tensor, string> {
  const names = new Map<Tensor, string>();
  const used = new Set<string>();
  const give = (tensor: Tensor, wanted: string): void => {
    let name = wanted;
    for (let number = 2; used.has(name); number += 1) name = `${wanted}${/\d$/.test(wanted) ? "_" : ""}${number}`;
    used.add(name);
    names.set(tensor, name);
  };
  for (const tensor of order) if (tensor.name !== undefined) give(tensor, tensor.name);
  for (const tensor of order) {
    if (tensor.name !== undefined) continue;
    const key = layerKey(tensor.path);
    give(tensor, key === undefined ? tensor.op.name : `${key}.${tensor.op.name}`);
  }
  return names;
}

/** `2` of `model.layers[2]`, `4.body.0` of `model.layers[4].body[0]`: how weights of that layer are named. */
function layerKey(path: string | undefined): string | undefined {
  const place = path === undefined ? null : /^model\.layers\[(\d+)\]([^ ,]*)/.exec(path);
  if (place === null) return undefined;
  return `${place[1] ?? ""}${(place[2] ?? "").replace(/\[(\d+)\]/g, ".$1")}`;
}
