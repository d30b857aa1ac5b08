import type { Feeds, Session, TensorValue } from "../engines/session.ts";
import { ChainruleError } from "../errors/chainruleError.ts";
import type { Tensor } from "../graph/tensor.ts";
import type { HealthMonitor } from "../health/healthMonitor.ts";
import { afterEpoch, type PlateauState, plateauStart } from "../schedules/reduceOnPlateau.ts";
import type { StoredTensor } from "../serialization/safetensors.ts";
import { isObject, type Json, type JsonObject, showValue } from "../spec/json.ts";
import { Batches } from "./batches.ts";
import { Breather } from "./breather.ts";
import { type Callback, type EpochRecord, type Figures, figureOf, type TrainingContext } from "./callbacks.ts";
import type { ExampleSource } from "./exampleSource.ts";
import { FigureKeeper } from "./figureKeeper.ts";
import type { CheckedFit, FitOptions, History } from "./fitOptions.ts";
import type { Network } from "./network.ts";
import { findNonFinite, NonFiniteLossError, type NonFiniteReport } from "./nonFinite.ts";
import { type Objective, sampleWeightsFeed } from "./objective.ts";
import { costName, outputName, type Trainer, type TrainingProgram } from "./trainer.ts";
import { readNumber, storedOf, type TrainingState } from "./trainingState.ts";

/** Steps between copies of the state from which a non-finite number is traced. */
const snapshotInterval = 256;

interface Snapshot {
  readonly values: ReadonlyMap<Tensor, TensorValue["data"]>;
  readonly epoch: number;
  readonly batch: number;
  readonly step: number;
}

interface Run {
  readonly made: TrainingProgram;
  readonly feeds: Feeds;
}

/** A batch ready to be run. */
interface FedBatch {
  readonly feeds: Feeds;
  readonly size: number;
  readonly part: number;
  readonly source: ExampleSource;
}

export interface TrainingParts {
  readonly network: Network;
  readonly session: Session;
  readonly trainer: Trainer;
  readonly objective: Objective;
  /** The parts of the data of the epoch that training begins or goes on with. */
  readonly sources: readonly ExampleSource[];
  /** Gives those of another epoch, where they differ. */
  readonly open: ((epoch: number) => Promise<readonly ExampleSource[]>) | undefined;
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
  readonly #callbacks: readonly Callback[];
  readonly #records: EpochRecord[] = [];
  readonly #breather = new Breather();
  /** Epochs done, batches done in the present epoch, and updates done in all. */
  #epoch = 0;
  #batch = 0;
  #step = 0;
  #sources: readonly ExampleSource[];
  #sourcesEpoch = 0;
  #keeper: FigureKeeper;
  #plateau: PlateauState = plateauStart;
  #stopReason: string | undefined;
  #snapshot: Snapshot | undefined;

  constructor(parts: TrainingParts) {
    this.#parts = parts;
    const { checked, sources, options } = parts;
    const lengths = sources.map(({ length }) => length);
    this.#sources = sources;
    this.#batches = new Batches(lengths, checked.batchSize, checked.shuffle ? checked.seed : undefined);
    this.#callbacks = options.callbacks ?? [];
    this.#keeper = this.#newKeeper();
    if (options.resume !== undefined) this.#restore(options.resume);
    this.#sourcesEpoch = this.#epoch;
  }

  async run(): Promise<History> {
    const { checked, trainer } = this.#parts;
    for (const { part, size } of this.#batches.sizes) await trainer.program(size, sourceOf(this.#sources, part));
    await trainer.update();
    const context = this.#context();
    for (const callback of this.#callbacks) await callback.onStart?.(context);
    while (this.#epoch < checked.epochs && this.#stopReason === undefined) await this.#runEpoch(context);
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
    while (this.#batch < this.#batches.perEpoch) {
      await this.#breather.breathe();
      if (signal?.aborted === true) this.#stopReason = "signal";
      if (this.#stopReason !== undefined) return;
      const loss = await this.#runBatch();
      const record = {
        epoch: this.#epoch + 1,
        batch: this.#batch,
        batches: this.#batches.perEpoch,
        step: this.#step,
        loss,
      };
      for (const callback of this.#callbacks) await callback.onBatch?.(record, context);
    }
    const { validate, trainer, options } = this.#parts;
    const validation = await validate?.();
    if (validation !== undefined) {
      const { accuracy } = validation.metrics;
      this.#parts.health?.validated(validation.loss, typeof accuracy === "number" ? accuracy : undefined);
    }
    const record: EpochRecord = {
      epoch: this.#epoch + 1,
      ...this.#keeper.figures(),
      ...(validation === undefined ? {} : { validation }),
      learningRate: this.#learningRate(),
      elapsedMs: performance.now() - started,
    };
    this.#records.push(record);
    this.#epoch += 1;
    this.#batch = 0;
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
    const { trainer, options, health, watched } = this.#parts;
    const traces = options.tracesNonFinite ?? true;
    if (this.#batch === 0) trainer.forget();
    if (traces && this.#batchesDone % snapshotInterval === 0) this.#snapshot = this.#takeSnapshot();
    const { feeds, size, part, source } = await this.#feeds(this.#epoch, this.#batch);
    if (part === watched) await health?.before(this.#batchesDone, size, feeds);
    const { program } = await trainer.program(size, source);
    const result = program.run(feeds);
    const loss = Number(result.outputs[costName]?.data[0]);
    if (result.stepsDone < 1 || !Number.isFinite(loss)) {
      const report = traces ? await this.#traceNonFinite() : undefined;
      throw new NonFiniteLossError({ epoch: this.#epoch + 1, step: this.#step + 1 }, report, health?.report(true));
    }
    health?.after(loss);
    this.#keeper.add(loss, feeds, result.outputs, outputName, size, source);
    if (this.#isUpdateDue(this.#batch)) {
      (await trainer.update())?.program.run({});
      this.#step += 1;
    }
    this.#batch += 1;
    return loss;
  }

  /** Batches done in the whole training. */
  get #batchesDone(): number {
    return this.#epoch * this.#batches.perEpoch + this.#batch;
  }

  /** Whether the gradients of batch `batch` are the last before an update. */
  #isUpdateDue(batch: number): boolean {
    return (batch + 1) % this.#parts.checked.accumulate === 0 || batch + 1 === this.#batches.perEpoch;
  }

  async #feeds(epoch: number, batch: number): Promise<FedBatch> {
    const sources = await this.#sourcesOf(epoch);
    const { part, indices } = this.#batches.at(epoch, batch);
    const source = sourceOf(sources, part);
    const feeds = source.feeds(indices);
    const size = indices.length;
    const { sampleWeights } = this.#parts.options;
    if (sampleWeights === undefined) return { feeds, size, part, source };
    const first = sources.slice(0, part).reduce((total, { length }) => total + length, 0);
    const own = Float32Array.from(indices, (index) => sampleWeights[first + index] ?? 0);
    return { feeds: { ...feeds, [sampleWeightsFeed]: own }, size, part, source };
  }

  async #sourcesOf(epoch: number): Promise<readonly ExampleSource[]> {
    const { open } = this.#parts;
    if (open === undefined || epoch === this.#sourcesEpoch) return this.#sources;
    this.#sources = await open(epoch);
    this.#sourcesEpoch = epoch;
    return this.#sources;
  }

  /** Finds the op, layer, place and step where the first non-finite number arose, and leaves the state before that step. */
  async #traceNonFinite(): Promise<NonFiniteReport | undefined> {
    const { session, trainer } = this.#parts;
    const read = (tensor: Tensor): ArrayLike<number> => session.read(tensor).data;
    const rounds = session.engine === "wasm";
    const find = ({ made, feeds }: Run, epoch: number, step: number): NonFiniteReport | undefined =>
      findNonFinite(made.step, feeds, read, { rounds, epoch: epoch + 1, step });
    const [failed] = await this.#runs(this.#epoch, this.#batch);
    const report = failed && find(failed, this.#epoch, this.#step);
    const isOld = report !== undefined && (report.op === "parameter" || report.op === "variable");
    if (!isOld || this.#snapshot === undefined) return report;
    // The state was broken by an earlier step: repeat from the last copy to the step that did it.
    let { epoch, batch, step } = this.#snapshot;
    this.#write(this.#snapshot.values);
    while (epoch < this.#epoch || batch < this.#batch) {
      if (batch === 0) trainer.forget();
      for (const run of await this.#runs(epoch, batch)) {
        const before = this.#values();
        run.made.program.run(run.feeds);
        if (![...this.#values().values()].every((values) => values.every(Number.isFinite))) {
          this.#write(before);
          return find(run, epoch, step) ?? report;
        }
      }
      if (this.#isUpdateDue(batch)) step += 1;
      batch += 1;
      if (batch === this.#batches.perEpoch) {
        batch = 0;
        epoch += 1;
      }
      await this.#breather.breathe();
    }
    return report;
  }

  /** What is run for a batch: its own step, and the update where gradients are gathered and it is due. */
  async #runs(epoch: number, batch: number): Promise<readonly Run[]> {
    const { trainer } = this.#parts;
    const { feeds, size, source } = await this.#feeds(epoch, batch);
    const update = this.#isUpdateDue(batch) ? await trainer.update() : undefined;
    const own = { made: await trainer.program(size, source), feeds };
    return update === undefined ? [own] : [own, { made: update, feeds: {} }];
  }

  #values(): ReadonlyMap<Tensor, TensorValue["data"]> {
    const { session, trainer } = this.#parts;
    return new Map([...trainer.variables.values()].map((tensor) => [tensor, session.read(tensor).data]));
  }

  #write(values: ReadonlyMap<Tensor, TensorValue["data"]>): void {
    for (const [tensor, data] of values) this.#parts.session.write(tensor, data);
  }

  #takeSnapshot(): Snapshot {
    return { values: this.#values(), epoch: this.#epoch, batch: this.#batch, step: this.#step };
  }

  #newKeeper(): FigureKeeper {
    const { network, objective, options } = this.#parts;
    return new FigureKeeper(network, sourceOf(this.#sources, 0), objective, options.metrics ?? []);
  }

  #scheduledRate(): number | undefined {
    return this.#parts.options.optimizer.rateAt?.(Math.max(0, this.#step - 1), {
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

  #trainingState(): TrainingState {
    const { trainer, session, identity } = this.#parts;
    const tensors = new Map<string, StoredTensor>();
    for (const [name, tensor] of trainer.variables) tensors.set(name, storedOf(session.read(tensor)));
    const callbacks: Record<string, Json> = {};
    for (const callback of this.#callbacks) {
      if (callback.name === undefined || callback.save === undefined) continue;
      const saved = callback.save();
      callbacks[callback.name] = saved.progress;
      for (const [key, tensor] of saved.tensors) tensors.set(`callback/${callback.name}/${key}`, tensor);
    }
    const progress: JsonObject = {
      version: 1,
      identity,
      epoch: this.#epoch,
      batch: this.#batch,
      step: this.#step,
      figures: this.#keeper.save(),
      plateau: { ...this.#plateau },
      records: toJson(this.#records),
      callbacks,
    };
    return { tensors, progress };
  }

  #restore(state: TrainingState): void {
    const { trainer, session, identity } = this.#parts;
    const { progress, tensors } = state;
    if (JSON.stringify(progress["identity"]) !== JSON.stringify(identity)) {
      throw new ChainruleError("learning.trainingState", {
        expected: {
          en: `must come from the same model, data, loss, optimizer, batch size and seed: ${JSON.stringify(identity)}`,
          zh: `必须来自相同的模型、数据、损失、优化器、批大小和种子：${JSON.stringify(identity)}`,
        },
        received: showDifference(identity, progress["identity"]),
      });
    }
    for (const [name, tensor] of trainer.variables) {
      const stored = tensors.get(name);
      if (stored === undefined)
        throw new ChainruleError("learning.missingWeight", { key: name, choices: [...tensors.keys()] });
      session.write(tensor, Float64Array.from(stored.values, Number));
    }
    this.#epoch = readNumber(progress, "epoch");
    this.#batch = readNumber(progress, "batch");
    this.#step = readNumber(progress, "step");
    this.#keeper.restore(progress["figures"]);
    const plateau = progress["plateau"];
    if (isRecord(plateau)) {
      this.#plateau = {
        scale: readNumber(plateau, "scale"),
        best: readNumber(plateau, "best"),
        waited: readNumber(plateau, "waited"),
        resting: readNumber(plateau, "resting"),
      };
    }
    const records: unknown = progress["records"];
    if (Array.isArray(records)) this.#records.push(...records.filter(isEpochRecord));
    const callbacks = progress["callbacks"];
    for (const callback of this.#callbacks) {
      const saved = callback.name !== undefined && isRecord(callbacks) ? callbacks[callback.name] : undefined;
      if (!isRecord(saved)) continue;
      const prefix = `callback/${callback.name ?? ""}/`;
      const own = [...tensors]
        .filter(([name]) => name.startsWith(prefix))
        .map(([name, tensor]) => [name.slice(prefix.length), tensor] as const);
      callback.restore?.(saved, new Map(own));
    }
  }
}

function sourceOf(sources: readonly ExampleSource[], part: number): ExampleSource {
  const source = sources[part];
  if (source === undefined) throw new RangeError("no such part");
  return source;
}

/** Numbers, strings and lists as JSON has them. */
function toJson(value: unknown): Json {
  const parsed: Json = JSON.parse(JSON.stringify(value));
  return parsed;
}

function isRecord(value: Json | undefined): value is JsonObject {
  return isObject(value);
}

function isEpochRecord(value: unknown): value is EpochRecord {
  return (
    isObject(value) &&
    typeof value["epoch"] === "number" &&
    typeof value["loss"] === "number" &&
    isObject(value["metrics"])
  );
}

function showDifference(expected: JsonObject, received: Json | undefined): string {
  if (!isRecord(received)) return showValue(received);
  const different = Object.keys(expected).filter(
    (key) => JSON.stringify(expected[key]) !== JSON.stringify(received[key]),
  );
  return different.map((key) => `${key}: ${showValue(received[key])}`).join(", ");
}
