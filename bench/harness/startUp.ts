import { spawnSync } from "node:child_process";
import { median } from "./statistics.ts";

/** From an empty process to the second step of LeNet-5: medians over fresh processes. */
export interface StartUp {
  /** Milliseconds of each lap. */
  readonly laps: Readonly<Record<string, number>>;
  /** Peak memory after 50 steps, and that of Node before anything was loaded. */
  readonly peakBytes: number;
  readonly nodeBytes: number;
}

const lapNames = ["import", "graph", "compile", "firstStep", "secondStep"];

/** Starts fresh processes that load the package and train; `program` is the file that they run. */
export function measureStartUp(program: string, runs: number): StartUp {
  const all = Array.from({ length: runs }, (): Record<string, unknown> => {
    const { stdout } = spawnSync(process.execPath, [program], { encoding: "utf8" });
    return Object(JSON.parse(stdout));
  });
  const middle = (key: string): number => median(all.map((figures) => Number(figures[key])));
  return {
    laps: Object.fromEntries(lapNames.map((lap) => [lap, middle(lap)])),
    peakBytes: middle("peakBytes"),
    nodeBytes: middle("nodeBytes"),
  };
}
