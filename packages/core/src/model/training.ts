import type { Session } from "../engines/session.ts";
import type { HealthMonitor } from "../health/healthMonitor.ts";
import { afterEpoch, type PlateauState, plateauStart } from "../schedules/reduceOnPlateau.ts";
import type { JsonObject } from "../spec/json.ts";
import { Batches } from "./batches.ts";
import { BatchFeeder } from "./batchFeeder.ts";
import { Breather } from "./breather.ts";
import { type Callback, type EpochRecord, type Figures, figureOf, type TrainingContext } from "./callbacks.ts";
import { FigureKeeper } from "./figureKeeper.ts";
import type { CheckedFit, FitOptions, History } from "./fitOptions.ts";
import type { Network } from "./network.ts";
import { NonFiniteLossError } from "./nonFiniteLossError.ts";
import { NonFiniteTrace } from "./nonFiniteTrace.ts";
import type { Objective } from "./objective.ts";
import type { OpenedData } from "./openData.ts";
import { costName, outputName, type Trainer } from "./trainer.ts";
import { type ProgressParts, restoreProgress, saveProgress, type TrainingPlace } from "./trainingProgress.ts";
import type { TrainingState } from "./trainingState.ts";

/** Steps between copies of the state from which a non-finite number is traced. */
const copyInterval = 256;

export interface TrainingParts {
  readonly network: Network;
  readonly session: Session;
  readonly trainer: Trainer;
  readonly objective: Objective;
  readonly data: OpenedData;
  /** The part that health is measured on. */
  readonly watched: number;
  readonly options: FitOptions;
  readonly checked: CheckedFit;
  /** What must be the same for a state to fit: loss, optimizer, batch size, data length. */
  readonly identity: JsonObject;
  /** Measures the validation data; `undefined` without. */
  readonly validate: (() => Promise<Figures>) | undefined;
  readonly health: HealthMonitor | undefined;
}

/** One run of `fit`: where it stands, and how it goes on. */
export class Training {
  readonly #parts: TrainingParts;
  readonly #batches: Batches;
  readonly #feeder: BatchFeeder;
  /** `undefined` where a non-finite number is not to be traced. */
  readonly #trace: NonFiniteTrace | undefined;
  readonly #callbacks: readonly Callback[];
  readonly #records: EpochRecord[] = [];
  readonly #breather = new Breather();
  #place: TrainingPlace = { epoch: 0, batch: 0, step: 0 };
  #keeper: FigureKeeper;
  #plateau: PlateauState = plateauStart;
  #stopReason: string | undefined;

  constructor(parts: TrainingParts) {
    this.#parts = parts;
    const { session, trainer, checked, data, options } = parts;
    const { sampleWeights, callbacks = [], resume, tracesNonFinite = true } = options;
    const lengths = data.sources.map(({ length }) => length);
    const batches = new Batches(lengths, checked.batchSize, checked.shuffle ? checked.seed : undefined);
    const feeder = new BatchFeeder({ batches, accumulate: checked.accumulate, data, sampleWeights });
    this.#batches = batches;
    this.#feeder = feeder;
    this.#trace = tracesNonFinite
      ? new NonFiniteTrace({ session, trainer, feeder, batchesPerEpoch: batches.perEpoch, breather: this.#breather })
      : undefined;
    this.#callbacks = callbacks;
    this.#keeper = this.#newKeeper();
    if (resume !== undefined) this.#restore(resume);
  }

  async run(): Promise<History> {
    const { checked, trainer } = this.#parts;
    for (const { part, size } of this.#batches.sizes) await trainer.program(size, this.#feeder.source(part));
    await trainer.update();
    const context = this.#context();
    for (const callback of this.#callbacks) await callback.onStart?.(context);
    while (this.#place.epoch < checked.epochs && this.#stopReason === undefined) await this.#runEpoch(context);
    this.#stopReason ??= "finished";
    const state = this.#trainingState();
    const health = await this.#parts.health?.finish(this.#batchesDone);
    for (const callback of this.#callbacks) await callback.onEnd?.(context);
    return {
      epochs: this.#records,
      stopReason: this.#stopReason,
      state,
      planBytes: trainer.planBytes,
      ...(health === undefined ? {} : { health }),
    };
  }

  async #runEpoch(context: TrainingContext): Promise<void> {
    const started = performance.now();
    const { signal } = this.#parts.options;
    while (this.#place.batch < this.#batches.perEpoch) {
      await this.#breather.breathe();
      if (signal?.aborted === true) this.#stopReason = "signal";
      if (this.#stopReason !== undefined) return;
      const loss = await this.#runBatch();
      const { epoch, batch, step } = this.#place;
      const record = { epoch: epoch + 1, batch, batches: this.#batches.perEpoch, step, loss };
      for (const callback of this.#callbacks) await callback.onBatch?.(record, context);
    }
    const { validate, trainer, options } = this.#parts;
    const validation = await validate?.();
    if (validation !== undefined) {
      const { accuracy } = validation.metrics;
      this.#parts.health?.validated(validation.loss, typeof accuracy === "number" ? accuracy : undefined);
    }
    const record: EpochRecord = {
      epoch: this.#place.epoch + 1,
      ...this.#keeper.figures(),
      ...(validation === undefined ? {} : { validation }),
      learningRate: this.#learningRate(),
      elapsedMs: performance.now() - started,
    };
    this.#records.push(record);
    this.#place = { ...this.#place, epoch: record.epoch, batch: 0 };
    this.#keeper = this.#newKeeper();
    const rule = options.optimizer.plateau;
    if (rule !== undefined && trainer.state.rateScale !== undefined) {
      const monitor = rule.monitor === "auto" ? (validation === undefined ? "loss" : "validation.loss") : rule.monitor;
      const value = figureOf(record, monitor);
      if (value !== undefined) this.#plateau = afterEpoch(rule, this.#plateau, value, this.#scheduledRate() ?? 0);
      this.#parts.session.write(trainer.state.rateScale, [this.#plateau.scale]);
    }
    for (const callback of this.#callbacks) await callback.onEpoch?.(record, context);
  }

  async #runBatch(): Promise<number> {
    const { trainer, health, watched } = this.#parts;
    const { epoch, batch, step } = this.#place;
    if (batch === 0) trainer.forget();
    if (this.#batchesDone % copyInterval === 0) this.#trace?.keep(this.#place);
    const { feeds, size, part, source, isUpdateDue } = await this.#feeder.at(epoch, batch);
    if (part === watched) await health?.before(this.#batchesDone, size, feeds);
    const { program } = await trainer.program(size, source);
    const result = program.run(feeds);
    const loss = Number(result.outputs[costName]?.data[0]);
    if (result.stepsDone < 1 || !Number.isFinite(loss)) {
      const report = await this.#trace?.find(this.#place);
      throw new NonFiniteLossError({ epoch: epoch + 1, step: step + 1 }, report, health?.report(true));
    }
    health?.after(loss);
    this.#keeper.add(loss, feeds, result.outputs, outputName, size, source);
    if (isUpdateDue) (await trainer.update())?.program.run({});
    this.#place = { epoch, batch: batch + 1, step: isUpdateDue ? step + 1 : step };
    return loss;
  }

  /** Batches done in the whole training. */
  get #batchesDone(): number {
    return this.#place.epoch * this.#batches.perEpoch + this.#place.batch;
  }

  #newKeeper(): FigureKeeper {
    const { network, objective, options } = this.#parts;
    return new FigureKeeper(network, this.#feeder.source(0), objective, options.metrics ?? []);
  }

  #scheduledRate(): number | undefined {
    return this.#parts.options.optimizer.rateAt?.(Math.max(0, this.#place.step - 1), {
      stepsPerEpoch: Math.ceil(this.#batches.perEpoch / this.#parts.checked.accumulate),
    });
  }

  #learningRate(): number | undefined {
    const rate = this.#scheduledRate();
    return rate === undefined ? undefined : rate * this.#plateau.scale;
  }

  #context(): TrainingContext {
    const { network, session, trainer, checked } = this.#parts;
    return {
      planBytes: trainer.planBytes,
      epochs: checked.epochs,
      trainingState: () => this.#trainingState(),
      weights: () => new Map([...network.weights].map(([key, tensor]) => [key, session.read(tensor)])),
      setWeights: (weights) => {
        for (const [key, values] of weights) {
          const tensor = network.weights.get(key);
          if (tensor !== undefined) session.write(tensor, values);
        }
      },
      stop: (reason) => {
        this.#stopReason ??= reason;
      },
      stopReason: () => this.#stopReason,
    };
  }

  get #progressParts(): ProgressParts {
    const { session, trainer, identity } = this.#parts;
    return { session, trainer, identity, callbacks: this.#callbacks };
  }

  #trainingState(): TrainingState {
    const progress = { place: this.#place, plateau: this.#plateau, records: this.#records };
    return saveProgress(this.#progressParts, this.#keeper, progress);
  }

  #restore(state: TrainingState): void {
    const { place, plateau, records } = restoreProgress(this.#progressParts, this.#keeper, state);
    this.#place = place;
    this.#plateau = plateau;
    this.#records.push(...records);
  }
}
