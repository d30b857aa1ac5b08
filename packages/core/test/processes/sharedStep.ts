import type { Feeds } from "../../src/engines/session.ts";
import type { Step } from "../../src/graph/step.ts";
import type { Tensor } from "../../src/graph/tensor.ts";
import { tanh } from "../../src/layers/activations.ts";
import { input } from "../../src/ops/input.ts";
import { matMul } from "../../src/ops/matMul.ts";
import { mean } from "../../src/ops/mean.ts";
import { parameter } from "../../src/ops/parameter.ts";
import { square } from "../../src/ops/square.ts";
import { sub } from "../../src/ops/sub.ts";
import { minimize } from "../../src/optimizers/minimize.ts";
import { sgd } from "../../src/optimizers/sgd.ts";

const [rows, columns, outputs] = [64, 96, 80];

function wave(count: number, frequency: number): Float32Array {
  return Float32Array.from({ length: count }, (_, index) => Math.sin(frequency * index));
}

/** A training step that is large enough for threads to share, with its feeds. */
export function sharedStep(): { readonly step: Step; readonly feeds: Feeds; readonly weight: Tensor } {
  const start = wave(columns * outputs, 0.37);
  const nested = Array.from({ length: columns }, (_, row) => [...start.subarray(row * outputs, (row + 1) * outputs)]);
  const weight = parameter("w", nested);
  const x = input("x", [rows, columns]);
  const y = input("y", [rows, outputs]);
  const cost = mean(square(sub(tanh(matMul(x, weight)), y)));
  const step = minimize(cost, sgd({ learningRate: 0.1 }));
  return { step, weight, feeds: { x: wave(rows * columns, 0.11), y: wave(rows * outputs, 0.23) } };
}
