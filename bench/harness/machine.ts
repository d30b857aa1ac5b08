import { cpus, totalmem } from "node:os";
import { fastWorks } from "./fastWorks.ts";

/** The machine and its Node, one line each. */
export function describeMachine(): string[] {
  const processors = cpus();
  return [
    `processor: ${processors[0]?.model.trim() ?? "unknown"}, ${processors.length} cores`,
    `memory: ${(totalmem() / 2 ** 30).toFixed(0)} GiB`,
    `system: ${process.platform} ${process.arch}`,
    `Node ${process.version}, V8 ${process.versions.v8}`,
    `relaxed multiply-add in WebAssembly: ${fastWorks() ? "yes" : "no"}`,
  ];
}
