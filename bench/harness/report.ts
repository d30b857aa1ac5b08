import type { BrowserRun } from "./browser.ts";
import type { GrowthPoint } from "./growth.ts";
import type { PackageBytes } from "./packageBytes.ts";
import type { Roofline } from "./roofline.ts";
import { type Measured, ourBest, type Row } from "./row.ts";
import type { Bits } from "./sameBits.ts";
import type { StartUp } from "./startUp.ts";
import { median } from "./statistics.ts";
import { megabytes, milliseconds, table } from "./table.ts";
import { formatRatio, rooflineShare, scalingOf, type Verdict, verdictsOf } from "./targets.ts";

/** What a run measured of one workload. */
export interface WorkloadResults {
  readonly name: string;
  /** Floating-point operations of a step's products and convolutions. */
  readonly flops: number;
  /** The table's rows: all of ours, the best of each peer. */
  readonly rows: readonly Row[];
  /** Every setting of every engine. */
  readonly measured: readonly Measured[];
}

/** All that one run measured. */
export interface Results {
  readonly machine: readonly string[];
  /** The command line's options, so that a narrowed run can be told from a whole one. */
  readonly options: string;
  readonly rooflines: readonly Roofline[];
  readonly workloads: readonly WorkloadResults[];
  readonly bits: readonly Bits[];
  readonly growth: readonly GrowthPoint[];
  readonly startUp: StartUp | undefined;
  readonly packages: readonly PackageBytes[];
  readonly browser: BrowserRun | undefined;
}

type Section = readonly string[];

function shareIn(results: Results, flops: number): (row: Row) => number | undefined {
  return (row) => {
    const roofline = results.rooflines.find(({ threads, fast }) => threads === row.threads && fast === row.fast);
    return rooflineShare(row, flops, roofline?.gigaflops);
  };
}

/** The main table: every row of every workload. */
export function mainTable(workloads: readonly Pick<WorkloadResults, "rows">[]): string[] {
  const head = ["workload", "engine", "setting", "threads", "ms a step", "lowest to highest", "ours / it", "fast / it"];
  const rows = workloads.flatMap(({ rows: own }) =>
    own.map((row) =>
      row.msPerStep === null
        ? [row.workload, row.engine, row.cannot ?? "not measured", "", "–", "", "–", "–"]
        : [
            row.workload,
            row.engine,
            row.setting,
            String(row.threads),
            milliseconds(row.msPerStep),
            `${milliseconds(row.lowestMs)} to ${milliseconds(row.highestMs)}`,
            formatRatio(row.ratioToUs),
            formatRatio(row.fastRatioToUs),
          ],
    ),
  );
  return table(head, rows);
}

function verdictSection(results: Results): Section {
  const verdicts: Verdict[] = results.workloads.flatMap(({ name, flops, rows }) =>
    verdictsOf(name, rows, shareIn(results, flops)),
  );
  if (verdicts.length === 0) return [];
  const head = ["workload", "against", "target", "reached", ""];
  const rows = verdicts.map((each) => [
    each.workload,
    each.what,
    each.target,
    each.reached,
    each.met ? "met" : "not met",
  ]);
  return ["### Targets", "", ...table(head, rows)];
}

function rooflineSection(results: Results): Section {
  const rates = results.rooflines.map(
    ({ threads, fast, gigaflops }) =>
      `- ${fast ? "relaxed multiply-add" : "multiply, then add"}, ${threads} thread${threads === 1 ? "" : "s"}: ${gigaflops.toFixed(1)} GFLOP/s`,
  );
  const head = ["workload", "MFLOP a step", "GFLOP/s", "of the roofline", "1 → 2 threads", "fast, of its roofline"];
  const rows = results.workloads.flatMap(({ name, flops, rows: own }) => {
    const [plain, fast] = [ourBest(own, false), ourBest(own, true)];
    if (plain === undefined || plain.msPerStep === null) return [];
    const share = shareIn(results, flops);
    const fastShare = fast === undefined ? undefined : share(fast);
    return [
      [
        name,
        (flops / 1e6).toPrecision(4),
        (flops / plain.msPerStep / 1e6).toFixed(1),
        share(plain)?.toFixed(2) ?? "–",
        scalingOf(own)?.toFixed(2) ?? "–",
        fastShare?.toFixed(2) ?? "–",
      ],
    ];
  });
  return [
    "### Roofline and threads",
    "",
    "The best rate of f32 multiply-adds that a WebAssembly loop without memory reaches here, and the share of it that whole",
    "steps reach (products and convolutions counted as they are defined; elementwise work not counted).",
    "",
    ...rates,
    "",
    ...table(head, rows),
  ];
}

function bitsSection({ bits, browser }: Results): Section {
  if (bits.length === 0) return [];
  const head = ["workload", "steps", "Node, 1 to 4 threads", "Chromium", "hash"];
  const rows = bits.map(({ workload, steps, hashes }) => {
    const values = Object.values(hashes);
    const inBrowser = browser?.rows.filter((row) => row.workload === workload) ?? [];
    const same = new Set(values).size === 1 ? "the same" : "DIFFERENT";
    const sameThere = inBrowser.every((row) => row.bits === values[0]) ? "the same" : "DIFFERENT";
    return [workload, String(steps), same, inBrowser.length === 0 ? "–" : sameThere, values[0] ?? ""];
  });
  return ["### Bits of the weights after training", "", ...table(head, rows)];
}

function growthSection({ growth }: Results): Section {
  if (growth.length === 0) return [];
  const engines = [...new Set(growth.flatMap(({ rows }) => rows.map(({ engine, threads }) => `${engine} ${threads}`)))];
  const own = engines.filter((name) => name.startsWith("chainrule-wasm"));
  const others = [...new Set(engines.filter((name) => !own.includes(name)).map((name) => name.replace(/ \d+$/, "")))];
  const rate = (row: Row | undefined): string =>
    row?.msPerStep === null || row === undefined ? "–" : String(Number((1000 / row.msPerStep).toPrecision(3)));
  const head = ["width", "batch", ...own.map((name) => `${name} thread(s)`), ...others];
  const rows = growth.map(({ width, batch, rows: measured }) => [
    String(width),
    String(batch),
    ...own.map((name) => rate(measured.find(({ engine, threads, fast }) => !fast && `${engine} ${threads}` === name))),
    ...others.map((name) => rate(measured.find(({ engine }) => engine === name))),
  ]);
  return ["### Steps a second of 784-width-10 as batch and width grow", "", ...table(head, rows)];
}

function startUpSection({ startUp, workloads }: Results): Section {
  if (startUp === undefined) return [];
  const laps = Object.entries(startUp.laps).map(([lap, ms]) => [lap, ms.toFixed(1)]);
  const lenet = workloads.find(({ name }) => name === "lenet5-b64")?.rows ?? [];
  const head = ["engine", "load, ms", "prepare, ms", "first step, ms", "peak memory, MB"];
  const rows = lenet
    .filter(({ importMs }) => importMs !== undefined)
    .map((row) => [
      `${row.engine} ${row.setting}, ${row.threads}`,
      row.importMs?.toFixed(0) ?? "–",
      row.prepareMs?.toFixed(0) ?? "–",
      row.firstStepMs?.toFixed(0) ?? "–",
      megabytes(row.peakBytes),
    ]);
  return [
    "### Start-up and memory",
    "",
    "LeNet-5 at batch 64 from an empty Node process, the built package's files as they are installed (medians); its peak",
    `memory after 50 steps: ${megabytes(startUp.peakBytes)} MB, of which Node alone takes ${megabytes(startUp.nodeBytes)} MB.`,
    "",
    ...table(["lap", "ms"], laps),
    "",
    "The same workload in the processes of the table above. Ours prepares every setting in one process, and its peak memory is",
    "that of all of them and of the workload's data; peers compile in their first step.",
    "",
    ...table(head, rows),
  ];
}

function packageSection({ packages }: Results): Section {
  if (packages.length === 0) return [];
  const rows = packages.map(({ name, installed, bundled, compressed }) => [
    name,
    megabytes(installed),
    megabytes(bundled),
    megabytes(compressed),
  ]);
  return ["### Bytes", "", ...table(["package", "installed, MB", "one minified file, MB", "compressed, MB"], rows)];
}

function browserSection({ browser, workloads }: Results): Section {
  if (browser === undefined) return [];
  const inNode = (workload: string, threads: number): number | undefined | null =>
    workloads
      .find(({ name }) => name === workload)
      ?.rows.find((row) => row.engine === "chainrule-wasm" && !row.fast && row.threads === threads)?.msPerStep;
  const rows = browser.rows.map(({ workload, isolated, threads, rounds }) => [
    workload,
    isolated ? "isolated" : "not isolated",
    String(threads),
    milliseconds(median(rounds)),
    milliseconds(inNode(workload, threads)),
  ]);
  const head = ["workload", "page", "threads", "ms a step", "in Node"];
  return ["### In a browser", "", browser.browser, "", ...(rows.length === 0 ? [] : table(head, rows))];
}

/** What became of every setting of the engines that have several. */
function settingsSection({ workloads }: Results): Section {
  const told = (each: Measured): string =>
    each.cannot ?? `${each.setting}, ${each.threads}: ${milliseconds(median(each.rounds))}`;
  const rows = workloads.flatMap(({ name, measured }) =>
    [...new Set(measured.map(({ engine }) => engine))].flatMap((engine) => {
      const own = measured.filter((each) => each.engine === engine);
      return own.length < 2 || engine === "chainrule-wasm" ? [] : [[name, engine, own.map(told).join("; ")]];
    }),
  );
  if (rows.length === 0) return [];
  const head = ["workload", "engine", "setting, threads: ms a step"];
  return ["### Settings that were tried", "", ...table(head, rows)];
}

/** The whole report of one run, as Markdown. */
export function report(results: Results): string {
  const sections = [
    [...results.machine.map((line) => `- ${line}`), `- options: ${results.options}`],
    mainTable(results.workloads),
    verdictSection(results),
    rooflineSection(results),
    bitsSection(results),
    settingsSection(results),
    growthSection(results),
    startUpSection(results),
    packageSection(results),
    browserSection(results),
  ];
  return `${sections
    .filter((section) => section.length > 0)
    .map((section) => section.join("\n"))
    .join("\n\n")}\n`;
}
