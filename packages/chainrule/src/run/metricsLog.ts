import { appendFileSync, existsSync, truncateSync } from "node:fs";
import type { MetricValue } from "@chainrule/core";
import { isMapping } from "../config/fields.ts";
import { writeError } from "./atomicFile.ts";
import { readTextFile } from "./readFiles.ts";
import { type RunFolder, runFiles } from "./runFolder.ts";

/** Figures of one part of the data: `loss` and the metrics by name. */
export type Scores = Readonly<Record<string, MetricValue>>;

/** One line of `metrics.jsonl`, as `--json` prints it too. */
export interface EpochLine {
  readonly epoch: number;
  readonly loss: number;
  readonly metrics: Scores;
  readonly validation?: Scores;
  readonly elapsedMs: number;
}

/** The figures of a run, one line an epoch. */
export class MetricsLog {
  readonly #path: string;
  readonly #lines: EpochLine[];
  #byteCount: number;

  /** Begins a log, with the lines of epochs that were trained before. */
  constructor(folder: RunFolder, earlier: readonly EpochLine[]) {
    this.#path = folder.file(runFiles.metrics);
    this.#lines = [...earlier];
    const text = earlier.map((line) => `${JSON.stringify(line)}\n`).join("");
    folder.write(runFiles.metrics, text);
    this.#byteCount = Buffer.byteLength(text);
  }

  get lines(): readonly EpochLine[] {
    return this.#lines;
  }

  append(line: EpochLine): void {
    this.#lines.push(line);
    const text = `${JSON.stringify(line)}\n`;
    try {
      appendFileSync(this.#path, text);
    } catch (error) {
      truncateSync(this.#path, this.#byteCount); // a full disk may have taken half the line
      throw writeError(error, this.#path);
    }
    this.#byteCount += Buffer.byteLength(text);
  }
}

/** Lines of an earlier log up to and with an epoch; a last line that was cut off is left out. */
export function readMetrics(folder: RunFolder, lastEpoch: number): EpochLine[] {
  const path = folder.file(runFiles.metrics);
  if (!existsSync(path)) return [];
  return readTextFile(path, path)
    .split("\n")
    .flatMap((text): EpochLine[] => {
      const line = parsed(text);
      return isEpochLine(line) && line.epoch <= lastEpoch ? [line] : [];
    });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isEpochLine(value: unknown): value is EpochLine {
  return isMapping(value) && typeof value["epoch"] === "number" && typeof value["loss"] === "number";
}
