import { spawnSync } from "node:child_process";
import { median } from "./statistics.ts";

const laps = ["import", "graph", "compile", "firstStep", "secondStep"] as const;

/** Milliseconds of each lap from an empty process to the second step of LeNet-5: medians over fresh processes. */
export type StartUp = Readonly<Record<(typeof laps)[number], number>>;

/** Starts fresh processes that load the package and train; `program` is the file that they run. */
export function measureStartUp(program: string, runs: number): StartUp {
  const all = Array.from({ length: runs }, (): Record<string, unknown> => {
    const { stdout } = spawnSync(process.execPath, [program], { encoding: "utf8" });
    return Object(JSON.parse(stdout));
  });
  const middle = (lap: string): number => median(all.map((times) => Number(times[lap])));
  return {
    import: middle("import"),
    graph: middle("graph"),
    compile: middle("compile"),
    firstStep: middle("firstStep"),
    secondStep: middle("secondStep"),
  };
}
