import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import { fastWorks } from "./fastWorks.ts";

/** The machine's best f32 multiply-add rate in WebAssembly, in 10⁹ floating-point operations a second. */
export interface Roofline {
  readonly threads: number;
  readonly fast: boolean;
  readonly gigaflops: number;
}

const workerCode = `
const { parentPort, workerData } = require("node:worker_threads");
import(workerData.engine).then(async ({ measureRoofline }) => {
  let best = 0;
  const until = performance.now() + workerData.ms;
  while (performance.now() < until) best = Math.max(best, await measureRoofline({ fused: workerData.fast }));
  parentPort.postMessage(best);
});
`;

const measuringMs = 600;

function rateOfOneThread(engine: string, fast: boolean): Promise<number> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(workerCode, { eval: true, workerData: { engine, fast, ms: measuringMs } });
    worker.once("message", (value: unknown) => resolve(Number(value)));
    worker.once("error", reject);
  });
}

/** Measures the roofline on one thread and on two at the same time; `engine` is the address of the bundled engine. */
export async function measureRooflines(engine: string): Promise<Roofline[]> {
  const result: Roofline[] = [];
  for (const fast of fastWorks() ? [false, true] : [false]) {
    for (const threads of new Set([1, Math.min(2, availableParallelism())])) {
      const rates = await Promise.all(Array.from({ length: threads }, () => rateOfOneThread(engine, fast)));
      result.push({ threads, fast, gigaflops: rates.reduce((sum, rate) => sum + rate, 0) });
    }
  }
  return result;
}
