import { median, medianRatio } from "./statistics.ts";

/** One way of one engine to run a workload, as measured; or why it cannot. */
export interface Measured {
  readonly workload: string;
  readonly engine: string;
  readonly setting: string;
  readonly threads: number;
  readonly fast: boolean;
  /** Milliseconds a step, one number a round. */
  readonly rounds: readonly number[];
  readonly cannot?: string;
  readonly importMs?: number;
  readonly prepareMs?: number;
  readonly firstStepMs?: number;
  readonly peakBytes?: number;
}

/** A measured row with what it means beside ours. */
export interface Row extends Measured {
  readonly msPerStep: number | null;
  readonly lowestMs: number | null;
  readonly highestMs: number | null;
  /** Our best plain setting's time divided by this one's. */
  readonly ratioToUs: number | null;
  /** The same with our best relaxed multiply-add setting, where this machine has it. */
  readonly fastRatioToUs: number | null;
}

const ourName = "chainrule-wasm";

function best(rows: readonly Measured[]): Measured | undefined {
  const able = rows.filter(({ rounds }) => rounds.length > 0);
  return able.reduce<Measured | undefined>(
    (least, row) => (least === undefined || median(row.rounds) < median(least.rounds) ? row : least),
    undefined,
  );
}

function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}

/** Our best setting of a workload, plain or fast. */
export function ourBest<R extends Measured>(rows: readonly R[], fast: boolean): R | undefined {
  const found = best(rows.filter((row) => row.engine === ourName && row.fast === fast));
  return rows.find((row) => row === found);
}

/** The rows of one workload: all of ours, the best setting of each peer, or why it cannot. */
export function rowsOf(measured: readonly Measured[]): Row[] {
  const plain = ourBest(measured, false);
  const fast = ourBest(measured, true);
  const peers = [...new Set(measured.map(({ engine }) => engine))].filter((engine) => engine !== ourName);
  const chosen = [
    ...measured.filter(({ engine }) => engine === ourName),
    ...peers.flatMap((engine) => {
      const own = measured.filter((row) => row.engine === engine);
      const row = best(own) ?? own[0];
      return row === undefined ? [] : [row];
    }),
  ];
  return chosen.map((row) => ({
    ...row,
    msPerStep: finite(median(row.rounds)),
    lowestMs: finite(Math.min(...row.rounds)),
    highestMs: row.rounds.length === 0 ? null : Math.max(...row.rounds),
    ratioToUs: plain === undefined ? null : finite(medianRatio(plain.rounds, row.rounds)),
    fastRatioToUs: fast === undefined ? null : finite(medianRatio(fast.rounds, row.rounds)),
  }));
}
