import {
  add,
  constant,
  crossEntropy,
  gather,
  gelu,
  layerNorm,
  matMul,
  mul,
  reshape,
  softmax,
  type Tensor,
  transpose,
} from "@chainrule/core";
import { affine } from "./affine.ts";
import { gradientDescent } from "./trainingStep.ts";
import type { Workload } from "./workload.ts";
import { WorkloadValues } from "./workloadValues.ts";

const blocks = 4;
const width = 128;
const heads = 4;
const tokens = 64;
const vocabulary = 64;
const headSize = width / heads;

/**
 * A language model of 4 blocks over 64 tokens out of 64: causal attention with 4 heads and a gelu layer of 512, each after
 * layer normalization. Source: Radford et al., "Language models are unsupervised multitask learners", 2019, section 2.3.
 */
export function transformer(name: string, batch: number): Workload {
  const values = new WorkloadValues(name);
  const x = values.classes("x", [batch * tokens], vocabulary);
  const y = values.classes("y", [batch * tokens], vocabulary);
  const embedded = reshape(gather(values.weight("embedding", [vocabulary, width]), x), [batch, tokens, width]);
  let stream: Tensor = reshape(add(embedded, values.weight("position", [tokens, width])), [batch * tokens, width]);
  const mask = constant(
    Array.from({ length: tokens }, (_, i) => Array.from({ length: tokens }, (__, j) => (j > i ? -1e9 : 0))),
  );
  const normalized = (suffix: string, z: Tensor): Tensor =>
    layerNorm(z, { scale: values.vector(`g${suffix}`, width, 1), shift: values.vector(`s${suffix}`, width) });
  for (let block = 0; block < blocks; block += 1) {
    const inner = normalized(`${block}a`, stream);
    const byHead = (suffix: string): Tensor =>
      transpose(
        reshape(affine(values, `${block}${suffix}`, inner, width, width), [batch, tokens, heads, headSize]),
        [0, 2, 1, 3],
      );
    const [queries, keys, contents] = [byHead("q"), byHead("k"), byHead("v")];
    const scores = add(mul(matMul(queries, keys, { transposeB: true }), headSize ** -0.5), mask);
    const mixed = reshape(transpose(matMul(softmax(scores), contents), [0, 2, 1, 3]), [batch * tokens, width]);
    stream = add(stream, affine(values, `${block}o`, mixed, width, width));
    const wide = gelu(affine(values, `${block}f`, normalized(`${block}b`, stream), width, 4 * width), {
      approximation: "tanh",
    });
    stream = add(stream, affine(values, `${block}p`, wide, 4 * width, width));
  }
  const cost = crossEntropy(affine(values, "out", normalized("z", stream), width, vocabulary), y);
  return gradientDescent({ name, model: { family: "transformer" }, batch, values, cost, optimizer: { sgd: 0.1 } });
}
