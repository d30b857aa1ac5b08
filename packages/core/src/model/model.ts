import type { DatasetOptions } from "../data/datasetFromArrays.ts";
import type { Session, SessionOptions, TensorValue } from "../engines/session.ts";
import { ChainruleError } from "../errors/chainruleError.ts";
import { elementCount, formatShape, type Shape, sameShape } from "../graph/shape.ts";
import type { Tensor } from "../graph/tensor.ts";
import type { ExampleType } from "../layers/layer.ts";
import { type StoredTensor, writeSafetensors } from "../serialization/safetensors.ts";
import type { JsonObject } from "../spec/json.ts";
import { toConfig } from "../spec/registry.ts";
import type { Figures } from "./callbacks.ts";
import { type ExampleSource, exampleSource, type ModelData } from "./exampleSource.ts";
import { FigureKeeper, type ModelMetrics } from "./figureKeeper.ts";
import { checkFitOptions, type FitOptions, type History } from "./fitOptions.ts";
import { forEachBatch } from "./forEachBatch.ts";
import { joinBatches } from "./joinBatches.ts";
import { LastTrainer } from "./lastTrainer.ts";
import { ModelRuntime } from "./modelRuntime.ts";
import type { Network } from "./network.ts";
import { type ModelLoss, objectiveOf } from "./objective.ts";
import { dataIdentity, largestPart, openData } from "./openData.ts";
import { predictionData } from "./predictionData.ts";
import { splitData } from "./splitData.ts";
import { type ModelSummary, summarize } from "./summary.ts";
import { costName, outputName } from "./trainer.ts";
import { Training } from "./training.ts";
import { type DividedData, exampleSources, type TrainingData } from "./trainingData.ts";
import { epochOf, storedOf } from "./trainingState.ts";

/** Settings of {@link Model.evaluate}. */
export interface EvaluateOptions extends SessionOptions {
  /** Loss to measure (default: that of the last training). */
  readonly loss?: ModelLoss;
  readonly metrics?: ModelMetrics;
  /** Examples computed at once (default 256). */
  readonly batchSize?: number;
}

/** Settings of {@link Model.predict} and {@link Model.summary}. */
export interface PredictOptions extends SessionOptions {
  /** Examples computed at once (default 256). */
  readonly batchSize?: number;
}

/** Outputs for any number of examples, examples first. */
export interface Prediction {
  readonly shape: Shape;
  readonly data: Float32Array | Float64Array | Int32Array;
}

/** What a model is saved as: its architecture as JSON, its weights as a safetensors file. */
export interface SavedModel {
  readonly architecture: JsonObject;
  readonly weights: Uint8Array;
}

const evaluationBatch = 256;

/** A network with its weights: trained, measured, used, saved. Made by {@link sequential}, {@link functional} or {@link loadModel}. */
export class Model {
  readonly network: Network;
  readonly #runtime: ModelRuntime;
  readonly #trainers: LastTrainer;
  #lastLoss: ModelLoss | undefined;
  #isTraining = false;

  constructor(network: Network) {
    this.network = network;
    this.#runtime = new ModelRuntime(network);
    this.#trainers = new LastTrainer(network, this.#runtime);
  }

  /**
   * Trains on the data: in each epoch every example once, in an order of its own, in batches; after each batch one update.
   *
   * The same data, options and seed give the same bits, on any number of threads. Other work of the thread is let in
   * about every 40 ms.
   *
   * @param data - a data set; for several inputs or outputs, one by name for each; for sequences of different lengths, a
   *   list of such, each shorter than the model's input or as long ({@link bucketByLength}); or a function that gives the
   *   data of each epoch, from 0 ({@link languageModelStream})
   * @param options - loss, optimizer, epochs, batch size and more: see {@link FitOptions}
   * @returns figures of every epoch, and the state to go on from
   * @throws ChainruleError if the data or an option do not fit; {@link NonFiniteLossError} if the loss is not finite
   * @example
   * await model.fit(data, { loss: crossEntropy(), optimizer: adam(), epochs: 3, batchSize: 64 });
   */
  async fit(data: TrainingData, options: FitOptions): Promise<History> {
    if (this.#isTraining) {
      throw new ChainruleError("learning.busy", {
        subject: "fit",
        received: { en: "a second call of fit", zh: "又一次调用 fit" },
      });
    }
    this.#isTraining = true;
    try {
      return await this.#fit(data, options);
    } finally {
      this.#runtime.isHeld = false;
      this.#isTraining = false;
    }
  }

  async #fit(data: TrainingData, options: FitOptions): Promise<History> {
    const { network } = this;
    const objective = objectiveOf(network, options.loss);
    const { train, validation } = splitData(data, options, options.seed ?? network.seed);
    const { resume } = options;
    const epoch = typeof train === "function" && resume !== undefined ? epochOf(resume) : 0;
    const opened = await openData(network, train, objective, epoch);
    const { sources } = opened;
    const checked = checkFitOptions(options, network, sources);
    const identity: JsonObject = {
      architecture: JSON.stringify(network.architecture),
      loss: JSON.stringify(Object.fromEntries([...objective.losses].map(([name, loss]) => [name, toConfig(loss)]))),
      optimizer: JSON.stringify(toConfig(options.optimizer)),
      examples: dataIdentity(sources),
      batchSize: checked.batchSize,
      ...(checked.accumulate === 1 ? {} : { accumulate: checked.accumulate }),
      seed: checked.shuffle ? checked.seed : -1,
    };
    const watched = largestPart(sources);
    const current = await this.#runtime.session(options);
    const { session, trainer } = await this.#trainers.serving(current, { objective, sources, options, checked });
    for (const [name, tensor] of trainer.variables) {
      if (!name.startsWith("model/")) reset(session, tensor);
    }
    this.#lastLoss = options.loss;
    const validate =
      validation === undefined
        ? undefined
        : (): Promise<Figures> => this.evaluate(validation, { loss: options.loss, metrics: options.metrics ?? [] });
    const { health: asked } = options;
    const health =
      asked === undefined || asked === false
        ? undefined
        : (await import("./watchTraining.ts")).watchTraining({
            network,
            trainer,
            objective,
            source: sources[watched] ?? firstOf(sources),
            checked,
            validation,
            options: asked === true ? {} : asked,
          });
    const parts = {
      network,
      session,
      trainer,
      objective,
      data: opened,
      watched,
      options,
      checked,
      identity,
      validate,
      health,
    };
    this.#runtime.isHeld = true;
    return new Training(parts).run();
  }

  /**
   * Loss and metrics over data, without training.
   *
   * @param data - a data set; for several inputs or outputs, one by name for each; for sequences of different lengths, a
   *   list of such
   * @throws ChainruleError if the data do not fit the model
   * @example
   * const { loss, metrics } = await model.evaluate(digits.test, { loss: crossEntropy(), metrics: [accuracy()] });
   */
  async evaluate(data: DividedData, options: EvaluateOptions = {}): Promise<Figures> {
    const { network } = this;
    const loss = options.loss ?? this.#lastLoss;
    if (loss === undefined) {
      throw new ChainruleError("learning.missingOption", {
        subject: "evaluate",
        name: "loss",
        expected: { en: "the model has not been trained with one", zh: "模型还没有用某个损失训练过" },
      });
    }
    const objective = objectiveOf(network, loss);
    const sources = exampleSources(network, data, objective.losses);
    const keeper = new FigureKeeper(network, firstOf(sources), objective, options.metrics ?? []);
    const lossKey = JSON.stringify(
      [...objective.losses].map(([name, one]) => [name, toConfig(one), objective.weights.get(name)]),
    );
    const session = await this.#runtime.session(options);
    await forEachBatch(sources, options.batchSize ?? evaluationBatch, async (indices, source) => {
      const size = indices.length;
      const targets = JSON.stringify([...source.targets.values()]);
      const program = await this.#runtime.program(session, `${size} ${lossKey} ${targets}`, size, {
        objective,
        source,
        hasSampleWeights: false,
      });
      const feeds = source.feeds(indices);
      const { outputs } = program.run(feeds);
      keeper.add(Number(outputs[costName]?.data[0]), feeds, outputs, outputName, size, source);
    });
    return keeper.figures();
  }

  /**
   * Outputs for examples, of which there may be any number.
   *
   * @param inputs - a data set, nested arrays of examples, or a typed array of them one after the other
   * @throws ChainruleError if the inputs do not fit the model
   * @example
   * const { data } = await model.predict([[0, 1], [1, 1]]);
   */
  async predict(inputs: ModelData | DatasetOptions["inputs"], options: PredictOptions = {}): Promise<Prediction> {
    const named = await this.predictAll(inputs, options);
    const first = named[this.network.outputs[0]?.name ?? ""];
    if (first === undefined) throw new TypeError("a network has at least one output");
    return first;
  }

  /**
   * Outputs by name, for networks that have several; as {@link Model.predict}.
   *
   * @example
   * const { digit, style } = await model.predictAll(images);
   */
  async predictAll(
    inputs: ModelData | DatasetOptions["inputs"],
    options: PredictOptions = {},
  ): Promise<Readonly<Record<string, Prediction>>> {
    const { network } = this;
    const source = exampleSource(
      network,
      predictionData(inputs, network.inputs[0]?.type ?? { shape: [], dtype: "f32" }),
      undefined,
    );
    const results = source.outputs.map(
      ({ name, type }): { name: string; type: ExampleType; parts: TensorValue["data"][] } => ({
        name,
        type,
        parts: [],
      }),
    );
    const session = await this.#runtime.session(options);
    await forEachBatch([source], options.batchSize ?? evaluationBatch, async (indices) => {
      const { length } = indices;
      const program = await this.#runtime.program(session, String(length), length, undefined, source.inputs);
      const { outputs } = program.run(source.feeds(indices));
      for (const { name, parts } of results) {
        const value = outputs[outputName(name)];
        if (value !== undefined) parts.push(value.data);
      }
    });
    return Object.fromEntries(
      results.map(({ name, type, parts }) => [
        name,
        { shape: [source.length, ...type.shape], data: joinBatches(parts) },
      ]),
    );
  }

  /**
   * Layers, shapes, parameters, multiply-adds, and the bytes that the plan of a batch takes; {@link summaryText} words it.
   *
   * @param options - `batchSize` of the plan (default 1)
   * @example
   * console.log(summaryText(await model.summary({ batchSize: 64 })));
   */
  async summary(options: PredictOptions = {}): Promise<ModelSummary> {
    const { batchSize = 1 } = options;
    const session = await this.#runtime.session(options);
    const program = await this.#runtime.program(session, String(batchSize), batchSize);
    return summarize(this.network, { batchSize, bytes: program.planBytes });
  }

  /**
   * The engine's session that holds the model's weights: steps compiled in it may use `network.weights`, and see every
   * change of them. Ask anew after a training, which may have opened another.
   *
   * @throws ChainruleError if it trains and another engine is asked for
   * @example
   * const session = await model.session();
   * const program = await session.compile({ outputs: { norm: sum(square(weight)) }, updates: [] });
   */
  session(options: SessionOptions = {}): Promise<Session> {
    return this.#runtime.session(options);
  }

  /** Number of trainable numbers. */
  get parameterCount(): number {
    return summarize(this.network, undefined).parameters;
  }

  /** Parameters and other state of the layers by key, in the order of saved files; copies. */
  weights(): ReadonlyMap<string, TensorValue> {
    return new Map([...this.network.weights].map(([key, tensor]) => [key, this.#runtime.store.read(tensor)]));
  }

  /**
   * Sets all weights by key.
   *
   * @throws ChainruleError if a key is missing or unexpected, or a shape differs; then nothing is set
   * @example
   * other.setWeights(model.weights());
   */
  setWeights(weights: ReadonlyMap<string, { readonly shape: Shape; readonly data: ArrayLike<number | bigint> }>): void {
    const { network } = this;
    for (const key of weights.keys()) {
      if (!network.weights.has(key)) {
        throw new ChainruleError("learning.unexpectedWeight", { key, choices: [...network.weights.keys()] });
      }
    }
    const checked = [...network.weights].map(([key, tensor]) => {
      const found = weights.get(key);
      if (found === undefined)
        throw new ChainruleError("learning.missingWeight", { key, choices: [...weights.keys()] });
      if (!sameShape(found.shape, tensor.shape) || found.data.length !== elementCount(tensor.shape)) {
        throw new ChainruleError("learning.weightShape", {
          key,
          expected: formatShape(tensor.shape),
          received: formatShape(found.shape),
        });
      }
      return [tensor, Float64Array.from(found.data, Number)] as const;
    });
    for (const [tensor, values] of checked) this.#runtime.store.write(tensor, values);
  }

  /**
   * The architecture as JSON and the weights as a safetensors file, under the keys that PyTorch's `nn.Sequential` of the
   * same layers has: `0.weight` of shape [out, in], `0.bias`, ….
   *
   * @example
   * const { architecture, weights } = model.save();
   */
  save(): SavedModel {
    const tensors = new Map<string, StoredTensor>();
    for (const [key, value] of this.weights()) {
      const stored = storedOf(value);
      tensors.set(
        key,
        stored.values instanceof Float64Array ? { ...stored, values: Float32Array.from(stored.values) } : stored,
      );
    }
    return { architecture: this.network.architecture, weights: writeSafetensors(tensors, { format: "pt" }) };
  }
}

function firstOf(sources: readonly ExampleSource[]): ExampleSource {
  const [first] = sources;
  if (first === undefined) throw new RangeError("data have at least one part");
  return first;
}

/** Gives a variable the value that it begins with. */
function reset(session: Session, tensor: Tensor): void {
  const { lowering } = tensor.op;
  if (lowering.kind === "variable") session.write(tensor, Float64Array.from(lowering.variable.initial()));
}
