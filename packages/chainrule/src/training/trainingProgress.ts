import type { BatchRecord, EpochRecord, Language, Metric, MetricValue } from "@chainrule/core";
import { durationText, lossColumn } from "../terminal/numberText.ts";
import { cutToWidth, padToWidth } from "../terminal/padToWidth.ts";
import { ProgressLine } from "../terminal/progressLine.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { trainingTexts } from "../texts/trainingTexts.ts";

/** Shows how training goes: one line that is redrawn on a terminal, elsewhere one line an epoch. */
export class TrainingProgress {
  readonly #terminal: Terminal;
  readonly #line: ProgressLine;
  readonly #language: Language;
  readonly #titles: ReadonlyMap<string, string>;
  readonly #epochs: number;
  #firstBatch: { readonly done: number; readonly startedMs: number } | undefined;
  #lastEpoch: EpochRecord | undefined;

  constructor(
    terminal: Terminal,
    options: { readonly language: Language; readonly epochs: number; readonly metrics: readonly Metric[] },
  ) {
    this.#terminal = terminal;
    this.#line = new ProgressLine(terminal);
    this.#language = options.language;
    this.#epochs = options.epochs;
    this.#titles = new Map(options.metrics.map((metric) => [metric.kind, metric.title[options.language]]));
  }

  batch(record: BatchRecord): void {
    const done = (record.epoch - 1) * record.batches + record.batch;
    const now = performance.now();
    this.#firstBatch ??= { done, startedMs: now };
    const { done: first, startedMs } = this.#firstBatch;
    this.#line.draw(() => {
      const all = this.#epochs * record.batches;
      const perBatchMs = done === first ? undefined : (now - startedMs) / (done - first);
      const texts = trainingTexts[this.#language];
      const left = perBatchMs === undefined ? "" : texts.left(durationText((all - done) * perBatchMs));
      return [
        `${texts.epoch} ${fraction(record.epoch, this.#epochs)}`,
        fraction(record.batch, record.batches),
        `${texts.loss}${lossColumn(record.loss)}`,
        ...this.#shortValidation(this.#lastEpoch),
        left,
      ].join("  ");
    });
  }

  epoch(record: EpochRecord): void {
    this.#lastEpoch = record;
    if (!this.#terminal.isInteractive) this.#line.print(this.#epochText(record));
  }

  /** Leaves the last epoch's figures standing. */
  end(): void {
    if (!this.#terminal.isInteractive) return;
    if (this.#lastEpoch === undefined) this.#line.clear();
    else this.#line.print(cutToWidth(this.#epochText(this.#lastEpoch), this.#terminal.columns() - 1));
  }

  /** Writes a line that stays. */
  note(text: string): void {
    this.#line.print(text);
  }

  #epochText(record: EpochRecord): string {
    const texts = trainingTexts[this.#language];
    return [
      `${texts.epoch} ${fraction(record.epoch, this.#epochs)}`,
      `${texts.loss}${lossColumn(record.loss)}`,
      // A terminal's line has room for one of them.
      ...(this.#terminal.isInteractive && record.validation !== undefined ? [] : this.#metricParts(record.metrics)),
      ...this.#validationParts(record),
      durationText(record.elapsedMs),
    ].join("  ");
  }

  #validationParts(record: EpochRecord | undefined): string[] {
    if (record?.validation === undefined) return [];
    const texts = trainingTexts[this.#language];
    const { loss, metrics } = record.validation;
    return [`${texts.validation} ${texts.loss}${lossColumn(loss)}`, ...this.#metricParts(metrics)];
  }

  /** The first metric of the last validation, or its loss. */
  #shortValidation(record: EpochRecord | undefined): string[] {
    if (record?.validation === undefined) return [];
    const texts = trainingTexts[this.#language];
    const [first = `${texts.loss}${lossColumn(record.validation.loss)}`] = this.#metricParts(record.validation.metrics);
    return [`${texts.validation} ${first}`];
  }

  #metricParts(metrics: Readonly<Record<string, MetricValue>>): string[] {
    return Object.entries(metrics).flatMap(([key, value]) =>
      typeof value === "number" ? [`${this.#titles.get(key) ?? key}${lossColumn(value)}`] : [],
    );
  }
}

function fraction(part: number, whole: number): string {
  const text = String(whole);
  return `${padToWidth(String(part), text.length, "start")}/${text}`;
}
