/** What the page asks its worker. */
export interface BrowserRequest {
  readonly workload: string;
  readonly threads: number;
  /** Length of a round. */
  readonly seconds: number;
  /** Steps before the weights are hashed. */
  readonly steps: number;
}

export interface BrowserResult {
  readonly workload: string;
  /** Threads that took part: one where memory cannot be shared. */
  readonly threads: number;
  /** Milliseconds a step, one number a round. */
  readonly rounds: readonly number[];
  readonly bits: string;
}
