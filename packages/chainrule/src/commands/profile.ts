import { resolve } from "node:path";
import { type Language, profileStep, type StepProfile, type TaskProfile, trainingStep } from "@chainrule/core";
import { type Command, defineCommand } from "../commandLine/command.ts";
import { textFlag, wholeNumberFlag } from "../commandLine/flag.ts";
import { loadData } from "../data/loadData.ts";
import { memoryChart } from "../pictures/memoryChart.ts";
import { writeFileAtomically } from "../run/atomicFile.ts";
import { configOrRun } from "../run/configOrRun.ts";
import { textTable } from "../terminal/textTable.ts";
import { buildModel } from "../training/buildModel.ts";
import { finishedModel } from "../training/finishedModel.ts";
import { sessionFlags, sessionOptions } from "./sessionFlags.ts";

const texts = {
  columns: {
    en: ["phase", "task", "shape", "shared", "time", "share", "flops", "bytes", "roofline"],
    zh: ["阶段", "任务", "形状", "多线程", "时间", "占比", "浮点运算", "字节", "屋顶线"],
  },
  yes: { en: "yes", zh: "是" },
  no: { en: "no", zh: "否" },
  picture: { en: "memory over time", zh: "内存随时间的变化" },
} as const;

function heading(profile: StepProfile, batchSize: number, language: Language): string {
  const { threads, stepMilliseconds, idleMilliseconds, rooflineGflops, planBytes, tasks } = profile;
  const flops = tasks.reduce((sum, task) => sum + task.flops, 0);
  const rate = flops / (stepMilliseconds * 1e6);
  const share = (100 * rate) / (rooflineGflops * threads);
  const idle = idleMilliseconds.map((time) => `${((100 * time) / stepMilliseconds).toFixed(0)} %`).join(", ");
  return language === "en"
    ? `one training step, batch ${batchSize}: ${stepMilliseconds.toFixed(3)} ms on ${threads} threads, ` +
        `${rate.toFixed(1)} GFLOP/s = ${share.toFixed(0)} % of the roofline (${rooflineGflops.toFixed(1)} GFLOP/s a core)\n` +
        `threads wait ${idle} of the time; plan ${planBytes} bytes\n`
    : `一个训练步，批大小 ${batchSize}：${threads} 个线程用时 ${stepMilliseconds.toFixed(3)} ms，` +
        `${rate.toFixed(1)} GFLOP/s，为屋顶线的 ${share.toFixed(0)} %（每核 ${rooflineGflops.toFixed(1)} GFLOP/s）\n` +
        `各线程等待时间占 ${idle}；计划内存 ${planBytes} 字节\n`;
}

const mostOps = 4;

function taskName(task: TaskProfile): string {
  const [first, ...others] = task.ops;
  if (first === undefined) return task.kind;
  const shown = [first, ...others].slice(0, mostOps).join(" ");
  const more = task.ops.length > mostOps ? ` +${task.ops.length - mostOps}` : "";
  return `${shown}${more}${task.path === undefined ? "" : ` (${task.path})`}`;
}

function row(task: TaskProfile, profile: StepProfile, language: Language): string[] {
  const time = Math.max(...task.milliseconds);
  return [
    String(task.phase),
    taskName(task),
    task.shape.join("×"),
    (task.parallel ? texts.yes : texts.no)[language],
    `${(1000 * time).toFixed(1)} µs`,
    `${((100 * time) / profile.stepMilliseconds).toFixed(1)} %`,
    String(task.flops),
    String(task.bytes),
    task.flops === 0 ? "–" : `${(100 * task.rooflineShare).toFixed(0)} %`,
  ];
}

/** Shows where the time and the memory of a training step go. */
export const profileCommand: Command = defineCommand({
  name: "profile",
  summary: { en: "Show where a training step's time and memory go.", zh: "显示一个训练步的时间与内存去向。" },
  arguments: [{ name: "CONFIG|RUN", isRequired: true }],
  flags: {
    threads: sessionFlags.threads,
    fast: sessionFlags.fast,
    top: wholeNumberFlag(1, {
      en: "show only the N longest tasks (default: all, in order)",
      zh: "只显示最耗时的 N 个任务（默认按顺序全部显示）",
    }),
    out: textFlag("FILE", { en: "write the picture of memory over time (SVG)", zh: "写出内存随时间变化的图（SVG）" }),
  },
  examples: [
    { line: "profile digits.yaml --top 10", meaning: { en: "The ten longest tasks", zh: "最耗时的十个任务" } },
    {
      line: "profile digits.yaml --threads 1 --out memory.svg",
      meaning: { en: "On one thread, with the picture", zh: "单线程，并画图" },
    },
  ],
  run: async ({ values, flags, language, terminal, isJson }) => {
    const [name = ""] = values;
    const { config, run } = await configOrRun(name, terminal.folder);
    const data = await loadData(config);
    const { train } = data;
    const model = run === undefined ? buildModel(config, data) : finishedModel(run);
    const batchSize = Math.min(config.batchSize, train.length);
    const { step, feeds } = trainingStep(model, train, {
      loss: config.loss,
      optimizer: config.optimizer,
      batchSize,
    });
    const profile = await profileStep(step, feeds, sessionOptions({ ...flags, engine: undefined }));
    if (flags.out !== undefined)
      writeFileAtomically(resolve(terminal.folder, flags.out), memoryChart(profile, language));
    const slowest = (task: TaskProfile): number => Math.max(...task.milliseconds);
    const shown =
      flags.top === undefined
        ? profile.tasks
        : [...profile.tasks].sort((a, b) => slowest(b) - slowest(a)).slice(0, flags.top);
    if (isJson) {
      const { tasks: _, ...whole } = profile;
      for (const task of shown) terminal.out(`${JSON.stringify({ ...task, kind: "task", task: task.kind })}\n`);
      terminal.out(`${JSON.stringify({ done: true, batchSize, ...whole })}\n`);
      return 0;
    }
    terminal.out(heading(profile, batchSize, language));
    for (const line of textTable(
      texts.columns[language],
      shown.map((task) => row(task, profile, language)),
    ))
      terminal.out(`${line}\n`);
    if (flags.out !== undefined) terminal.out(`${texts.picture[language]}: ${flags.out}\n`);
    return 0;
  },
});
