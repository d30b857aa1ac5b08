import type { Engine } from "./engines.ts";
import { PeerFailure, PeerProcess } from "./peerProcess.ts";

/** Hashes of a workload's weights after some steps, by number of threads; in Node. */
export interface Bits {
  readonly workload: string;
  readonly steps: number;
  readonly hashes: Readonly<Record<number, string>>;
}

const patienceMs = 120_000;

/** Trains a workload anew on 1, 2, 3 and 4 threads and hashes its weights; nothing where that fails. */
export async function hashWeights(
  engine: Engine,
  workload: string,
  folder: string,
  steps: number,
): Promise<Bits | undefined> {
  const [description] = engine.processes;
  if (description === undefined) return undefined;
  const process = new PeerProcess(description);
  const hashes: Record<number, string> = {};
  try {
    await process.request("prepare", { folder }, patienceMs);
    for (const threads of [1, 2, 3, 4]) {
      const answer = await process.request("bits", { setting: 0, steps, threads }, patienceMs);
      hashes[threads] = String(answer["bits"]);
    }
  } catch (error) {
    if (!(error instanceof PeerFailure)) throw error;
    return undefined;
  } finally {
    await process.close();
  }
  return { workload, steps, hashes };
}
