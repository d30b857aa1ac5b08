import { resolve } from "node:path";
import { readConfig } from "../config/readConfig.ts";
import { parseConfig, type TrainingConfig } from "../config/trainingConfig.ts";
import { type FinishedRun, isFolder, openFinishedRun } from "./loadRun.ts";

/** The configuration that a name stands for, and the finished run if it is a run's folder. */
export async function configOrRun(
  name: string,
  startFolder: string,
): Promise<{ readonly config: TrainingConfig; readonly run: FinishedRun | undefined }> {
  if (!isFolder(resolve(startFolder, name)))
    return { config: parseConfig(await readConfig(name, startFolder)), run: undefined };
  const run = openFinishedRun(name, startFolder);
  return { config: run.config, run };
}
