import type { Row } from "./row.ts";
import { ourBest } from "./row.ts";

/** What a workload should reach: ratios ours / peer, and the share of the WebAssembly roofline. */
interface Target {
  readonly native?: number;
  readonly nativeFast?: number;
  readonly tfjs?: number;
  readonly roofline?: number;
  readonly scaling?: number;
}

const targets: Readonly<Record<string, Target>> = {
  xor: { native: 1 / 500, tfjs: 1 / 1000 },
  "mlp-b64": { native: 0.8, nativeFast: 0.6, tfjs: 1 / 10, roofline: 0.8, scaling: 1.85 },
  "lenet5-b64": { native: 0.8, nativeFast: 0.6, tfjs: 1 / 300, roofline: 0.6, scaling: 1.85 },
  "cnn-b64": { native: 0.9, nativeFast: 0.65, tfjs: 1 / 300, roofline: 0.75, scaling: 1.85 },
  "mlp-wide-b256": { native: 2.5, nativeFast: 1.9, tfjs: 1 / 20, roofline: 0.85, scaling: 1.85 },
  "lenet5-predict-b1": { native: 0.5, tfjs: 1 / 20 },
};

/** A target, what was reached, and whether that is enough. */
export interface Verdict {
  readonly workload: string;
  readonly what: string;
  readonly target: string;
  readonly reached: string;
  readonly met: boolean;
}

/** Two significant figures, or one over a whole number where a ratio is small. */
export function formatRatio(ratio: number | null | undefined): string {
  if (ratio === null || ratio === undefined) return "–";
  return ratio < 0.1 ? `1/${Number((1 / ratio).toPrecision(3))}` : ratio.toFixed(2);
}

/** The share of the roofline that a row reaches. */
export function rooflineShare(row: Row, flops: number, gigaflops: number | undefined): number | undefined {
  if (row.msPerStep === null || gigaflops === undefined || flops === 0) return undefined;
  return flops / row.msPerStep / 1e6 / gigaflops;
}

/** One thread's time divided by two threads' time. */
export function scalingOf(rows: readonly Row[]): number | undefined {
  const own = rows.filter((row) => row.engine === "chainrule-wasm" && !row.fast);
  const one = own.find(({ threads }) => threads === 1)?.msPerStep;
  const two = own.find(({ threads }) => threads === 2)?.msPerStep;
  return one === undefined || two === undefined || one === null || two === null ? undefined : one / two;
}

function greatest(
  rows: readonly Row[],
  engines: readonly string[],
  key: "ratioToUs" | "fastRatioToUs",
): number | undefined {
  const ratios = rows.filter(({ engine }) => engines.includes(engine)).flatMap((row) => row[key] ?? []);
  return ratios.length === 0 ? undefined : Math.max(...ratios);
}

/** Holds what was measured against the targets; a target whose peers were not there is left out. */
export function verdictsOf(workload: string, rows: readonly Row[], share: (row: Row) => number | undefined): Verdict[] {
  const target = targets[workload];
  if (target === undefined) return [];
  const verdicts: Verdict[] = [];
  const atMost = (what: string, limit: number | undefined, reached: number | undefined): void => {
    if (limit === undefined || reached === undefined) return;
    const met = reached <= limit;
    verdicts.push({ workload, what, target: `≤ ${formatRatio(limit)}`, reached: formatRatio(reached), met });
  };
  const atLeast = (what: string, limit: number | undefined, reached: number | undefined): void => {
    if (limit === undefined || reached === undefined) return;
    verdicts.push({
      workload,
      what,
      target: `≥ ${limit.toFixed(2)}`,
      reached: reached.toFixed(2),
      met: reached >= limit,
    });
  };
  const native = ["pytorch", "jax"];
  const tensorflow = ["tfjs-cpu", "tfjs-wasm"];
  const plain = ourBest(rows, false);
  atMost("better of PyTorch and JAX", target.native, greatest(rows, native, "ratioToUs"));
  atMost("better of PyTorch and JAX, fast", target.nativeFast, greatest(rows, native, "fastRatioToUs"));
  atMost("TensorFlow.js at its best", target.tfjs, greatest(rows, tensorflow, "ratioToUs"));
  atLeast("share of the roofline", target.roofline, plain === undefined ? undefined : share(plain));
  atLeast("1 → 2 threads", target.scaling, scalingOf(rows));
  return verdicts;
}
