import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { productFlops } from "../workloads/workload.ts";
import { workloadNamed } from "../workloads/workloads.ts";
import { measureBrowser } from "./browser.ts";
import { measure } from "./contest.ts";
import { type Engine, enginesNamed } from "./engines.ts";
import { FlagError, type Flags, help, readFlags } from "./flags.ts";
import { measureGrowth } from "./growth.ts";
import { handOver } from "./handOver.ts";
import { describeMachine } from "./machine.ts";
import { fullPace, quickPace } from "./pace.ts";
import { measurePackageBytes } from "./packageBytes.ts";
import { mainTable, type Results, report, type WorkloadResults } from "./report.ts";
import { writeResults } from "./resultsFile.ts";
import { measureRooflines } from "./roofline.ts";
import { type Row, rowsOf } from "./row.ts";
import { type Bits, hashWeights } from "./sameBits.ts";
import { measureStartUp } from "./startUp.ts";
import type { Tools } from "./tools.ts";

const benchFolder = fileURLToPath(new URL("..", import.meta.url));
const ourName = "chainrule-wasm";

function note(text: string): void {
  process.stderr.write(`${text}\n`);
}

/** Runs the benchmark; gives the process's exit code. */
export async function main(args: readonly string[], tools: Tools): Promise<number> {
  let flags: Flags | "help";
  try {
    flags = readFlags(args);
  } catch (error) {
    if (!(error instanceof FlagError)) throw error;
    process.stderr.write(`bench: ${error.message}\n`);
    return 2;
  }
  if (flags === "help") {
    process.stdout.write(help);
    return 0;
  }
  const folder = mkdtempSync(join(tmpdir(), "chainrule-bench-"));
  const leave = (): void => {
    rmSync(folder, { recursive: true, force: true });
    process.exit(130);
  };
  process.once("SIGINT", leave);
  try {
    const results = await run(flags, folder, tools);
    if (!flags.json) process.stdout.write(report(results));
    write(results);
  } finally {
    process.off("SIGINT", leave);
    rmSync(folder, { recursive: true, force: true });
  }
  return 0;
}

function write(results: Results): void {
  const [major = ""] = process.versions.node.split(".");
  writeResults(join(benchFolder, "RESULTS.md"), report(results), major);
}

/** A row as one line of JSON. */
function jsonLine(row: Row): string {
  const { workload, engine, threads, fast, msPerStep, ratioToUs, fastRatioToUs, setting, lowestMs, highestMs } = row;
  const figures = {
    workload,
    engine,
    threads,
    fast,
    msPerStep,
    ratioToUs,
    fastRatioToUs,
    setting,
    lowestMs,
    highestMs,
  };
  return `${JSON.stringify(row.cannot === undefined ? figures : { ...figures, cannot: row.cannot })}\n`;
}

/** Steps after which weights are hashed: fifty, fewer in a quick run. */
function hashedSteps(quick: boolean): number {
  return quick ? 3 : 50;
}

async function run(flags: Flags, folder: string, tools: Tools): Promise<Results> {
  const pace = flags.quick ? quickPace : fullPace;
  const machine = describeMachine();
  const options = flags.narrowed || flags.quick ? narrowing(flags) : "none: the whole run";
  note(machine.join("\n"));
  const rooflines = await measureRooflines(pathToFileURL(join(benchFolder, "dist", "engine.js")).href);
  const names = [ourName, ...flags.engines.filter((name) => name !== ourName)];
  const engines = enginesNamed(names, flags.python, join(benchFolder, "peers"));
  const workloads: WorkloadResults[] = [];
  const bits: Bits[] = [];
  for (const name of flags.only) {
    const workload = workloadNamed(name);
    const handed = handOver(workload, folder);
    const predicts = workload.output === "logits";
    const measured = await measure({ workload: name, folder: handed, predicts, engines, pace, note });
    const rows = rowsOf(measured);
    workloads.push({ name, flops: productFlops(workload), rows, measured });
    if (flags.json) for (const row of rows) process.stdout.write(jsonLine(row));
    else note(mainTable([{ rows }]).join("\n"));
    const [ours] = engines;
    if (ours !== undefined && !predicts) {
      note(`${name}: bits on 1 to 4 threads`);
      const hashed = await hashWeights(ours, name, handed, hashedSteps(flags.quick));
      if (hashed !== undefined) bits.push(hashed);
    }
    rmSync(handed, { recursive: true });
    // Written as it grows, so that a run that is cut short leaves what it measured.
    write({ machine, options: `${options}; cut short`, rooflines, workloads, bits, browser: undefined, ...noBesides });
  }
  const browser = await measureBrowser({
    workloads: flags.only,
    steps: () => hashedSteps(flags.quick),
    seconds: flags.quick ? 0.1 : 0.3,
    folder: join(benchFolder, "dist"),
    tools,
    note,
  });
  const beside = flags.narrowed ? undefined : await besides(flags, engines, folder, tools);
  return { machine, options, rooflines, workloads, bits, browser, ...(beside ?? noBesides) };
}

type Besides = Pick<Results, "growth" | "startUp" | "packages">;

const noBesides: Besides = { growth: [], startUp: undefined, packages: [] };

/** What a whole run measures beside the workloads. */
async function besides(flags: Flags, engines: readonly Engine[], folder: string, tools: Tools): Promise<Besides> {
  const compared = engines
    .filter(({ name }) => name === ourName || name === "pytorch")
    .map((engine) => ({ ...engine, processes: engine.processes.slice(0, 1) }));
  const pace = { ...quickPace, rounds: flags.quick ? 2 : 5 };
  const growth = await measureGrowth({ engines: compared, folder, pace, note }, flags.quick);
  note("start-up");
  const startUp = measureStartUp(join(benchFolder, "peers", "startUp.mjs"), flags.quick ? 3 : 9);
  const packages = await measurePackageBytes(join(benchFolder, "..", "packages", "core"), benchFolder, tools);
  return { growth, startUp, packages };
}

function narrowing(flags: Flags): string {
  return [
    ...(flags.quick ? ["quick"] : []),
    ...(flags.narrowed ? [`only ${flags.only.join(", ")} on ${flags.engines.join(", ")}`] : []),
  ].join("; ");
}
