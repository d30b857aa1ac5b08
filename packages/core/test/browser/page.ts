import { type TrainingName, type TrainingReport, train } from "./trainings.ts";

/** What the page under test offers to the test. */
export interface PageTrainings {
  readonly onPage: (name: TrainingName, threads: number) => Promise<TrainingReport>;
  readonly inWorker: (name: TrainingName, threads: number) => Promise<TrainingReport>;
  readonly isolated: boolean;
}

function inWorker(name: TrainingName, threads: number): Promise<TrainingReport> {
  const worker = new Worker("worker.js", { type: "module" });
  return new Promise<TrainingReport>((resolve, reject) => {
    worker.addEventListener("message", ({ data }: MessageEvent<{ report?: TrainingReport; error?: string }>) => {
      worker.terminate();
      if (data.report === undefined) reject(new Error(data.error));
      else resolve(data.report);
    });
    worker.addEventListener("error", (event) => {
      reject(new Error(event.message));
    });
    worker.postMessage({ name, threads });
  });
}

const trainings: PageTrainings = { onPage: train, inWorker, isolated: globalThis.crossOriginIsolated };
Reflect.set(globalThis, "trainings", trainings);
