import type { Feeds, Program } from "../engines/session.ts";
import { elementCount, type Shape } from "../graph/shape.ts";
import type { Loss } from "../losses/loss.ts";
import { constantCost } from "./constantCost.ts";
import { type HealthProbe, readProbe } from "./healthProbe.ts";
import { type HealthReport, healthReport } from "./healthReport.ts";
import type { MeasuredStep } from "./healthStep.ts";
import { LossTrace } from "./lossTrace.ts";
import type { TrainingFacts } from "./trainingFacts.ts";

/** How a training's health is watched. */
export interface HealthOptions {
  /** Steps between two probes (default 64); one more is taken after 4, 16 and the last. */
  readonly every?: number;
}

/** A measured step with its program. */
export interface MeasuredProgram {
  readonly measured: MeasuredStep;
  readonly program: Program;
}

/** What a monitor needs to know of the training that it watches. */
export interface MonitoredTraining {
  /** Examples in a whole batch; only whole batches are probed. */
  readonly batchSize: number;
  readonly measure: () => Promise<MeasuredProgram>;
  /** The only output's loss and target; `undefined` where there are several. */
  readonly task:
    | {
        readonly loss: Loss;
        readonly outputShape: Shape;
        readonly targetFeed: string;
        readonly targetShape: Shape;
        readonly targetType: "f32" | "i32";
        readonly areClasses: boolean;
      }
    | undefined;
  readonly normalizesInputs: boolean;
  readonly validationExamples: number | undefined;
}

const targetsLookedAt = 4096;
/** Of these (of classes of positions: of as many positions) the constant answer's cost is computed: enough for two digits of it. */
const targetsCosted = 512;
const earlySteps: readonly number[] = [4, 16];

/** Watches a training: measures a step now and then, and judges the whole at its end. */
export class HealthMonitor {
  readonly #training: MonitoredTraining;
  readonly #every: number;
  readonly #probes: HealthProbe[] = [];
  readonly #losses = new LossTrace();
  readonly #targets: number[] = [];
  #measured: MeasuredProgram | undefined;
  #lastFeeds: Feeds | undefined;
  #validation: TrainingFacts["validation"];

  constructor(training: MonitoredTraining, options: HealthOptions) {
    this.#training = training;
    this.#every = options.every ?? 64;
  }

  /** Is told of every step before it is done, with its feeds. */
  async before(step: number, size: number, feeds: Feeds): Promise<void> {
    this.#keepTargets(feeds);
    if (size !== this.#training.batchSize) return;
    this.#lastFeeds = feeds;
    if (this.#probes.length === 0 || step % this.#every === 0 || earlySteps.includes(step))
      await this.#probe(step, feeds);
  }

  /** Is told of every step after it was done. */
  after(loss: number): void {
    this.#losses.add(loss);
  }

  /** Is told of figures on held-out data. */
  validated(loss: number, accuracy: number | undefined): void {
    const { validationExamples } = this.#training;
    if (validationExamples !== undefined) this.#validation = { loss, accuracy, examples: validationExamples };
  }

  /** Measures once more and judges. */
  async finish(step: number): Promise<HealthReport> {
    if (this.#lastFeeds !== undefined) await this.#probe(step, this.#lastFeeds);
    return this.report(false);
  }

  /** Judges what was measured so far. */
  report(isNonFinite: boolean): HealthReport {
    const counts = new Map<number, number>();
    const { task, normalizesInputs } = this.#training;
    // Of class indices, negative ones do not count.
    const targets = task?.targetType === "i32" ? this.#targets.filter((target) => target >= 0) : this.#targets;
    for (const target of targets) counts.set(target, (counts.get(target) ?? 0) + 1);
    return healthReport({
      probes: this.#probes,
      steps: this.#losses.steps,
      losses: this.#losses.bins,
      constantCost: this.#constantCost(),
      majorityShare: task?.areClasses === true ? Math.max(...counts.values()) / targets.length : undefined,
      validation: this.#validation,
      isNonFinite,
      normalizesInputs,
    });
  }

  async #probe(step: number, feeds: Feeds): Promise<void> {
    this.#measured ??= await this.#training.measure();
    const { measured, program } = this.#measured;
    this.#probes.push(readProbe(measured, program.run(feeds).outputs, step));
  }

  #keepTargets(feeds: Feeds): void {
    const { task } = this.#training;
    const values = task === undefined ? undefined : feeds[task.targetFeed];
    if (task === undefined || !ArrayBuffer.isView(values)) return;
    const width = elementCount(task.targetShape);
    const most = task.areClasses ? Math.ceil(targetsLookedAt / width) * width : targetsLookedAt * width;
    for (let i = 0; i < values.length && this.#targets.length < most; i += 1) this.#targets.push(values[i] ?? 0);
  }

  #constantCost(): number | undefined {
    const { task } = this.#training;
    if (task === undefined || this.#targets.length === 0) return undefined;
    const { loss, outputShape, targetShape, targetType, areClasses } = task;
    const width = elementCount(targetShape);
    const costed = areClasses ? Math.max(1, targetsCosted / width) : targetsCosted;
    const every = Math.max(1, Math.floor(this.#targets.length / width / costed));
    const values = this.#targets.filter((_, i) => Math.floor(i / width) % every === 0);
    return constantCost(loss, outputShape, { values, shape: targetShape, dtype: targetType });
  }
}
