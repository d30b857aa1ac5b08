import { type TrainingName, train } from "./trainings.ts";

// Trains on this worker's thread when asked, and answers with the report or with the error's text.
addEventListener("message", (event: MessageEvent<{ name: TrainingName; threads: number }>) => {
  train(event.data.name, event.data.threads).then(
    (report) => postMessage({ report }),
    (error: unknown) => postMessage({ error: error instanceof Error ? (error.stack ?? error.message) : String(error) }),
  );
});
