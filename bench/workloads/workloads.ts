import { cnn } from "./cnn.ts";
import { lenet, lenetPrediction } from "./lenet.ts";
import { lstm } from "./lstm.ts";
import { mlp } from "./mlp.ts";
import { resnet } from "./resnet.ts";
import { transformer } from "./transformer.ts";
import type { Workload } from "./workload.ts";
import { xor } from "./xor.ts";

/** Every workload by name, built when asked for. */
export const workloads: Readonly<Record<string, () => Workload>> = {
  xor,
  "mlp-b64": () => mlp("mlp-b64", 64, [784, 128, 10], { sgd: 0.1 }),
  "mlp-adam-b64": () => mlp("mlp-adam-b64", 64, [784, 128, 10], { adam: 0.001 }),
  "mlp-wide-b256": () => mlp("mlp-wide-b256", 256, [784, 1024, 1024, 10], { sgd: 0.05 }),
  "lenet5-b64": () => lenet("lenet5-b64", 64),
  "cnn-b64": () => cnn("cnn-b64", 64),
  "resnet-b32": () => resnet("resnet-b32", 32),
  "lstm-b32": () => lstm("lstm-b32", 32),
  "transformer-b16": () => transformer("transformer-b16", 16),
  "lenet5-predict-b1": () => lenetPrediction("lenet5-predict-b1", 1),
  "lenet5-predict-b256": () => lenetPrediction("lenet5-predict-b256", 256),
};

const grown = /^mlp-w(\d+)-b(\d+)$/;

/** A workload by name; `mlp-w512-b64` is the network 784-512-10 at batch 64. */
export function workloadNamed(name: string): Workload {
  const build = workloads[name];
  if (build !== undefined) return build();
  const [, width, batch] = grown.exec(name) ?? [];
  if (width === undefined || batch === undefined) throw new RangeError(`no workload is called ${name}`);
  return mlp(name, Number(batch), [784, Number(width), 10], { sgd: 0.01 });
}
