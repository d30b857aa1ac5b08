import { setTimeout as sleep } from "node:timers/promises";
import type { Engine, EngineProcess } from "./engines.ts";
import { type Pace, slowestStepMs, slowStepMs } from "./pace.ts";
import { type Answer, PeerFailure, PeerProcess } from "./peerProcess.ts";
import type { Measured } from "./row.ts";

const tolerance = 1e-4;
const pauseMs = 20;

interface Entrant {
  readonly process: PeerProcess;
  readonly index: number;
  readonly row: Measured & { rounds: number[]; peakBytes?: number };
  results: number[][];
  msPerStep: number;
}

function numberIn(answer: Answer, key: string): number {
  return Number(answer[key]);
}

function listIn(answer: Answer, key: string): unknown[] {
  const list = answer[key];
  return Array.isArray(list) ? list : [];
}

function failedRow(workload: string, engine: string, cannot: string): Measured {
  return { workload, engine, setting: "", threads: 1, fast: false, rounds: [], cannot };
}

/** What the settings of a process answered to preparation. */
async function prepared(process: PeerProcess, workload: string, folder: string, pace: Pace): Promise<Entrant[]> {
  const answer = await process.request("prepare", { folder }, pace.preparePatienceMs);
  return listIn(answer, "settings").map((setting, index) => {
    const { label, threads, fast, comparable } = Object(setting);
    const row = {
      workload,
      engine: process.engine,
      setting: String(label),
      threads: Number(threads),
      fast: fast === true,
      rounds: [],
      importMs: numberIn(answer, "importMs"),
      prepareMs: numberIn(answer, "prepareMs"),
    };
    return { process, index, row, results: [], msPerStep: Number.NaN, comparable: comparable ?? 3 };
  });
}

/** Takes the first steps and notes what they gave; a slow setting takes two only. */
async function firstSteps(entrant: Entrant, predicts: boolean, pace: Pace): Promise<number[]> {
  const { process, index } = entrant;
  const times: number[] = [];
  const take = async (steps: number): Promise<void> => {
    const answer = await process.request("check", { setting: index, steps }, steps * pace.stepPatienceMs);
    entrant.results.push(
      ...listIn(answer, "results").map((result) => (Array.isArray(result) ? result.map(Number) : [])),
    );
    times.push(...listIn(answer, "stepMs").map(Number));
  };
  await take(1);
  const slow = (times[0] ?? 0) > slowestStepMs;
  await take(slow ? 1 : 2);
  if (predicts) entrant.results = entrant.results.slice(0, 1);
  return times;
}

/** The largest difference between the first results of two engines, relative where they exceed 1. */
function difference(ours: readonly number[][], theirs: readonly number[][], comparable: number): number {
  let worst = 0;
  for (const [step, row] of theirs.slice(0, comparable).entries()) {
    for (const [i, value] of row.entries()) {
      const own = ours[step]?.[i] ?? Number.NaN;
      const gap = Math.abs(value - own) / Math.max(1, Math.abs(own));
      if (!(gap <= worst)) worst = gap;
    }
  }
  return worst;
}

export interface Contest {
  readonly workload: string;
  readonly folder: string;
  readonly predicts: boolean;
  readonly engines: readonly Engine[];
  readonly pace: Pace;
  readonly note: (text: string) => void;
}

/** Measures one workload on all engines: checks that they compute the same, then takes rounds in turn. */
export async function measure({ workload, folder, predicts, engines, pace, note }: Contest): Promise<Measured[]> {
  const failed: Measured[] = [];
  const entrants: Entrant[] = [];
  const processes: PeerProcess[] = [];
  let ours: number[][] | undefined;

  const admit = async (process: PeerProcess): Promise<void> => {
    for (const entrant of await prepared(process, workload, folder, pace)) {
      const times = await firstSteps(entrant, predicts, pace);
      ours ??= entrant.results;
      const comparable = "comparable" in entrant ? Number(entrant.comparable) : 3;
      const gap = difference(ours, entrant.results, comparable);
      if (gap > tolerance || Number.isNaN(gap)) {
        const text = entrant.results.map(([first]) => first?.toPrecision(6)).join(", ");
        throw new PeerFailure(`first results differ from ours by ${gap.toPrecision(2)}: ${text}`);
      }
      const firstStepMs = times[0] ?? Number.NaN;
      const last = times[times.length - 1] ?? Number.NaN;
      const known = { ...entrant, row: { ...entrant.row, firstStepMs, rounds: [] as number[] }, msPerStep: last };
      if (last > slowestStepMs) known.row.rounds.push(last);
      else {
        const warm = await process.request("warm", { setting: entrant.index, seconds: pace.warmSeconds }, 120_000);
        known.msPerStep = numberIn(warm, "msPerStep");
      }
      entrants.push(known);
    }
  };

  const start = async (description: EngineProcess): Promise<void> => {
    const process = new PeerProcess(description);
    processes.push(process);
    note(`${workload}: ${[description.engine, ...description.args.slice(1)].join(" ")}`);
    try {
      await admit(process);
    } catch (error) {
      if (!(error instanceof PeerFailure)) throw error;
      failed.push(failedRow(workload, description.engine, error.message));
    }
  };

  try {
    for (const { name, processes: descriptions, missing } of engines) {
      if (missing !== undefined) failed.push(failedRow(workload, name, missing));
      for (const description of descriptions) await start(description);
    }
    note(`${workload}: rounds`);
    for (let round = 0; round < pace.rounds; round += 1) await takeRound(entrants, round, pace);
    for (const entrant of entrants) {
      const answer = await entrant.process.request("memory", {}, 10_000).catch(() => undefined);
      if (answer !== undefined) entrant.row.peakBytes = numberIn(answer, "peakBytes");
    }
  } finally {
    await Promise.all(processes.map((process) => process.close()));
  }
  return [...entrants.map(({ row }) => row), ...failed];
}

/** One round: every setting once, one after the other. */
async function takeRound(entrants: readonly Entrant[], round: number, pace: Pace): Promise<void> {
  for (const { process, index, row, msPerStep } of entrants) {
    if (msPerStep > slowestStepMs || (msPerStep > slowStepMs && round > 1)) continue;
    const steps = Math.max(1, Math.round((1000 * pace.roundSeconds) / msPerStep));
    await sleep(pauseMs);
    const answer = await process.request("round", { setting: index, steps }, 120_000);
    row.rounds.push(numberIn(answer, "msPerStep"));
  }
}
