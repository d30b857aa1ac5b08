import type { JsonObject } from "../spec/json.ts";
import { fromConfig, makeRegistry, type Registry, toConfig } from "../spec/registry.ts";
import { activationEntries } from "./activations.ts";
import { conv1dEntry } from "./conv1d.ts";
import { conv2dEntry } from "./conv2d.ts";
import { dropoutEntry } from "./dropout.ts";
import { embeddingEntry } from "./embedding.ts";
import { flattenEntry } from "./flatten.ts";
import { gatedFeedForwardEntry } from "./gatedFeedForward.ts";
import type { Layer } from "./layer.ts";
import { linearEntry } from "./linear.ts";
import { multiHeadAttentionEntry } from "./multiHeadAttention.ts";
import { batchNormEntry, layerNormEntry } from "./normalization.ts";
import { averagePool2dEntry, globalAveragePool2dEntry, globalMaxPool2dEntry, maxPool2dEntry } from "./pooling.ts";

import { poolOverTimeEntry } from "./poolOverTime.ts";
import { learnedPositionsEntry, sinusoidalPositionsEntry } from "./positions.ts";

import { finalStateEntry } from "./recurrent/finalState.ts";
import { gruEntry } from "./recurrent/gru.ts";
import { lstmEntry } from "./recurrent/lstm.ts";
import { rnnEntry } from "./recurrent/rnn.ts";

import { defineResidual, type ResidualOptions } from "./residual.ts";
import { rmsNormEntry } from "./rmsNorm.ts";
import { tiedLinearEntry } from "./tiedLinear.ts";
import { transformerEncoderEntry } from "./transformerEncoder.ts";

const residualEntry = defineResidual(() => layerRegistry);

/** Every layer by name. */
export const layerRegistry: Registry<Layer> = makeRegistry("layer", { en: "layer", zh: "层" }, [
  linearEntry,
  conv2dEntry,
  maxPool2dEntry,
  averagePool2dEntry,
  globalAveragePool2dEntry,
  globalMaxPool2dEntry,
  flattenEntry,
  dropoutEntry,
  batchNormEntry,
  layerNormEntry,
  rmsNormEntry,
  rnnEntry,
  lstmEntry,
  gruEntry,
  finalStateEntry,
  residualEntry,
  embeddingEntry,
  tiedLinearEntry,
  sinusoidalPositionsEntry,
  learnedPositionsEntry,
  conv1dEntry,
  poolOverTimeEntry,
  multiHeadAttentionEntry,
  transformerEncoderEntry,
  gatedFeedForwardEntry,
  ...activationEntries,
]);

/**
 * Adds the output of some layers to their input: y = x + f(x), or s(x) + f(x) with a shortcut of its own.
 * Weights are named `<index>.body.<i>.weight` and `<index>.shortcut.<i>.weight`.
 *
 * Source: He, Zhang, Ren, Sun, "Deep residual learning for image recognition", 2016.
 *
 * @param body - the layers of f, or `{ body, shortcut }`
 * @throws ChainruleError when it is built, if the shapes of both ways differ
 * @example
 * residual([linear(8), relu(), linear(8)]);
 */
export function residual(body: readonly Layer[] | ResidualOptions): Layer {
  return residualEntry.make(body);
}

/**
 * The layer that a configuration names: `tanh`, `{ linear: 10 }`, `{ conv2d: { filters: 6, kernel: 5 } }`.
 *
 * @param path - the entry's place in the configuration, for errors
 * @throws ChainruleError if the name or an option is unknown or has a wrong value
 * @example
 * layerFromConfig({ linear: { units: 1, weights: [[0.1, 0.6]] } }, "model[0]");
 */
export function layerFromConfig(written: unknown, path?: string): Layer {
  return fromConfig(layerRegistry, written, path);
}

/**
 * A layer as a configuration writes it; {@link layerFromConfig} gives it back.
 *
 * @example
 * layerToConfig(linear(10)); // { linear: { units: 10 } }
 */
export function layerToConfig(layer: Layer): string | JsonObject {
  return toConfig(layer);
}
