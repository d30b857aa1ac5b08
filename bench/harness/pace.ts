/** How long a run measures. */
export interface Pace {
  readonly rounds: number;
  readonly roundSeconds: number;
  readonly warmSeconds: number;
  /** Longest time that a peer gets to load and prepare, and for its first step. */
  readonly preparePatienceMs: number;
  readonly stepPatienceMs: number;
}

export const fullPace: Pace = {
  rounds: 7,
  roundSeconds: 0.25,
  warmSeconds: 0.35,
  preparePatienceMs: 120_000,
  stepPatienceMs: 40_000,
};

export const quickPace: Pace = {
  rounds: 3,
  roundSeconds: 0.1,
  warmSeconds: 0.15,
  preparePatienceMs: 120_000,
  stepPatienceMs: 10_000,
};

/** A setting whose step takes longer than this takes part in two rounds only. */
export const slowStepMs = 1500;
/** One whose step takes longer than this is not repeated: the time of its last checked step counts. */
export const slowestStepMs = 5000;
