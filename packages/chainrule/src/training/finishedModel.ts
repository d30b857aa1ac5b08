import { loadModel, type Model } from "@chainrule/core";
import { type FinishedRun, inRun } from "../run/loadRun.ts";
import { runFiles } from "../run/runFolder.ts";

/** The model of a finished run. */
export function finishedModel(run: FinishedRun): Model {
  return inRun(run.folder.name, runFiles.weights, () => loadModel(run.architecture, run.weights, runFiles.weights));
}
