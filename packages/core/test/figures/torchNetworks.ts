import { readFileSync } from "node:fs";
import { gelu, relu, softmax, tanh } from "../../src/layers/activations.ts";
import { conv2d } from "../../src/layers/conv2d.ts";
import { flatten } from "../../src/layers/flatten.ts";
import { linear } from "../../src/layers/linear.ts";
import { batchNorm, layerNorm } from "../../src/layers/normalization.ts";
import { averagePool2d, maxPool2d } from "../../src/layers/pooling.ts";
import type { Model } from "../../src/model/model.ts";
import { sequential } from "../../src/model/sequential.ts";

export type TorchNetwork = "lenet" | "mixed";

/** What PyTorch computed, as `torchExchange.py` wrote it. */
export const torchExchange: {
  readonly source: string;
  readonly images: readonly number[];
  readonly outputs: Readonly<Record<TorchNetwork, readonly (readonly number[])[]>>;
} = JSON.parse(readFileSync(new URL("./torchExchange.json", import.meta.url), "utf8"));

/** The images that PyTorch was given: three of [1, 28, 28]. */
export const torchImages: Float32Array = Float32Array.from(torchExchange.images, (byte) => byte / 255);

/** The file of weights that PyTorch saved. */
export function torchWeights(name: TorchNetwork): Uint8Array {
  const file = { lenet: "torchLenet", mixed: "torchMixed" }[name];
  return readFileSync(new URL(`./${file}.safetensors`, import.meta.url));
}

/** Models of the same layers as PyTorch's networks, with first values of their own. */
export const torchNetworks: Readonly<Record<TorchNetwork, () => Model>> = {
  lenet: () =>
    sequential({ input: [1, 28, 28], seed: 2 }, [
      conv2d({ filters: 6, kernel: 5, padding: 2 }),
      tanh(),
      averagePool2d(2),
      conv2d({ filters: 16, kernel: 5 }),
      tanh(),
      averagePool2d(2),
      flatten(),
      linear(120),
      tanh(),
      linear(84),
      tanh(),
      linear(10),
    ]),
  mixed: () =>
    sequential({ input: [1, 28, 28], seed: 2 }, [
      conv2d({ filters: 8, kernel: 3, stride: 2, padding: 1 }),
      batchNorm(),
      relu(),
      conv2d({ filters: 8, kernel: 3, padding: 2, dilation: 2, groups: 4, bias: false }),
      gelu(),
      maxPool2d({ size: 3, stride: 2, padding: 1 }),
      flatten(),
      layerNorm(),
      linear(5),
      softmax(),
    ]),
};
