import { naturalExponential } from "../random/naturalExponential.ts";
import { naturalLogarithm } from "../random/naturalLogarithm.ts";
import { firstGreatest } from "./tokenDistribution.ts";

/** log softmax of logits in f64, the same bits on every machine. */
export function logProbabilities(logits: ArrayLike<number>): Float64Array {
  const largest = logits[firstGreatest(logits)] ?? 0;
  let total = 0;
  for (let i = 0; i < logits.length; i += 1) total += naturalExponential((logits[i] ?? 0) - largest);
  const logTotal = naturalLogarithm(total);
  return Float64Array.from(logits, (logit) => logit - largest - logTotal);
}
