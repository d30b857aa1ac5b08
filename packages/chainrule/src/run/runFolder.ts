import { existsSync, mkdirSync, readdirSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import type { JsonObject } from "@chainrule/core";
import { CommandError } from "../errors/commandError.ts";
import { makeFolder, writeError, writeFileAtomically } from "./atomicFile.ts";
import { systemCode } from "./readFiles.ts";

/** Names of a run's files. */
export const runFiles = {
  config: "config.json",
  data: "data.json",
  tokenizer: "tokenizer.json",
  features: "features.json",
  metrics: "metrics.jsonl",
  checkpoints: "checkpoints",
  model: "model.json",
  weights: "model.safetensors",
  costCurve: "cost-curve.svg",
  confusionMatrix: "confusion-matrix.svg",
  misread: "misread.svg",
} as const;

const checkpointsKept = 3;

/** The folder of one run. */
export class RunFolder {
  /** Absolute. */
  readonly path: string;
  /** As the user is told. */
  readonly name: string;

  constructor(path: string, name: string) {
    this.path = path;
    this.name = name;
  }

  /** @throws CommandError if the folder of a new run holds something already, or is none */
  requireEmpty(): void {
    if (!existsSync(this.path)) return;
    if (!statSync(this.path).isDirectory())
      throw new CommandError("file.notWritable", { file: this.name, reason: "EEXIST" });
    if (readdirSync(this.path).length > 0) throw new CommandError("run.occupied", { folder: this.name });
  }

  /** @throws CommandError if there is no right to make the folder, or another training has just made it its own */
  make(): void {
    makeFolder(this.path);
    try {
      mkdirSync(this.file(runFiles.checkpoints)); // succeeds for one only
    } catch (error) {
      if (systemCode(error) === "EEXIST") throw new CommandError("run.occupied", { folder: this.name });
      throw writeError(error, this.file(runFiles.checkpoints));
    }
  }

  file(name: string): string {
    return join(this.path, name);
  }

  has(name: string): boolean {
    return existsSync(this.file(name));
  }

  write(name: string, content: string | Uint8Array): void {
    writeFileAtomically(this.file(name), content);
  }

  writeJson(name: string, value: JsonObject): void {
    this.write(name, `${JSON.stringify(value, undefined, 2)}\n`);
  }

  /** Writes a checkpoint and takes old ones away. */
  writeCheckpoint(step: number, content: Uint8Array): string {
    const name = join(runFiles.checkpoints, `step-${String(step).padStart(9, "0")}.safetensors`);
    this.write(name, content);
    for (const old of this.checkpoints().slice(0, -checkpointsKept)) rmSync(this.file(old), { force: true });
    return name;
  }

  /** Checkpoints in order of their step. */
  checkpoints(): string[] {
    try {
      return readdirSync(this.file(runFiles.checkpoints))
        .filter((name) => /^step-\d+\.safetensors$/.test(name))
        .sort()
        .map((name) => join(runFiles.checkpoints, name));
    } catch (error) {
      if (systemCode(error) === "ENOENT" || systemCode(error) === "ENOTDIR") return [];
      throw writeError(error, this.file(runFiles.checkpoints));
    }
  }

  /** Takes the folder away again, when nothing was trained in it. */
  remove(): void {
    rmSync(this.path, { recursive: true, force: true });
  }
}

/** A folder for a new run under `runs`: its name, the day and the time, and a number if there is one already. */
export function newRunName(parent: string, name: string, now: Date): string {
  const two = (value: number): string => String(value).padStart(2, "0");
  const day = `${now.getFullYear()}${two(now.getMonth() + 1)}${two(now.getDate())}`;
  const time = `${two(now.getHours())}${two(now.getMinutes())}${two(now.getSeconds())}`;
  const safe = name.replace(/[^\p{L}\p{N}._-]+/gu, "-").replace(/^[.-]+/, "") || "run";
  const base = `${safe}-${day}-${time}`;
  for (let count = 1; ; count += 1) {
    const candidate = count === 1 ? base : `${base}-${count}`;
    if (!existsSync(join(parent, candidate))) return candidate;
  }
}
