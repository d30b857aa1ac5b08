import { gradients } from "../autodiff/gradients.ts";
import type { Program, Session } from "../engines/session.ts";
import { ChainruleError } from "../errors/chainruleError.ts";
import { withScope } from "../graph/scope.ts";
import { elementCount } from "../graph/shape.ts";
import type { Step, Update } from "../graph/step.ts";
import type { Tensor } from "../graph/tensor.ts";
import type { OptimizerState } from "../optimizers/optimizerState.ts";
import { optimizerState, optimizerUpdates } from "../optimizers/optimizerState.ts";
import type { Optimizer } from "../optimizers/transform.ts";
import { type Accumulation, accumulationOf, accumulationVariables, applyGathered, gather } from "./accumulation.ts";
import { carriedAccess, carriedVariables } from "./carriedState.ts";
import { type ExampleSource, shapesOf } from "./exampleSource.ts";
import type { Network } from "./network.ts";
import { networkGraph, type Objective } from "./objective.ts";

export interface TrainerOptions {
  readonly network: Network;
  readonly objective: Objective;
  readonly optimizer: Optimizer;
  /** Examples in a whole batch. */
  readonly batchSize: number;
  /** Updates in an epoch. */
  readonly stepsPerEpoch: number;
  /** Batches whose gradients make one update (default 1). */
  readonly accumulate?: number;
  readonly hasSampleWeights: boolean;
  /** Whether steps give the network's outputs too. */
  readonly givesOutputs: boolean;
}

/** The name under which a step gives its cost; outputs of the network stand under `output:` and their name. */
export const costName = "cost";
export function outputName(output: string): string {
  return `output:${output}`;
}

/** A program with the step it was made from. */
export interface TrainingProgram {
  readonly step: Step;
  readonly program: Program;
}

/** What a training step is made of. */
export interface TrainingGraph {
  readonly inputs: readonly Tensor[];
  readonly outputs: Readonly<Record<string, Tensor>>;
  readonly cost: Tensor;
  /** What the cost is the mean over: a scalar. */
  readonly share: Tensor;
  /** Gradients of the cost by parameter, and by the names of further nodes that were asked for. */
  readonly gradients: Readonly<Record<string, Tensor>>;
  /** What the optimizer and the layers change. */
  readonly updates: readonly Update[];
  /** Those of the layers alone. */
  readonly layerUpdates: readonly Update[];
}

/**
 * Training steps of one network, loss and optimizer: a graph and a program for each batch size and length of sequences
 * met, one state for all.
 * Where gradients are gathered over several batches, these programs gather, and one more makes the update.
 */
export class Trainer {
  readonly state: OptimizerState;
  readonly #options: TrainerOptions;
  readonly #session: Session;
  readonly #accumulation: Accumulation | undefined;
  readonly #carried: ReadonlyMap<string, Tensor>;
  readonly #programs: Map<string, TrainingProgram> = new Map();
  #update: TrainingProgram | undefined;

  constructor(session: Session, options: TrainerOptions) {
    this.#session = session;
    this.#options = options;
    if (Object.keys(options.network.parameters).length === 0)
      throw new ChainruleError("learning.noParameters", { subject: "model" });
    this.#carried = carriedVariables(options.network.carried, options.batchSize);
    this.state = optimizerState(options.optimizer, options.network.parameters);
    this.#accumulation = (options.accumulate ?? 1) > 1 ? accumulationOf(options.network.parameters) : undefined;
  }

  /** Everything that a step may change, by the names that checkpoints use. */
  get variables(): ReadonlyMap<string, Tensor> {
    const { variables, step, rateScale } = this.state;
    const own = [...variables].map(([name, tensor]) => [`optimizer/${name}`, tensor] as const);
    const counters: readonly (readonly [string, Tensor])[] = [
      ["training/step", step],
      ...(rateScale === undefined ? [] : [["training/rateScale", rateScale] as const]),
    ];
    return new Map([
      ...[...this.#options.network.weights].map(([key, tensor]) => [`model/${key}`, tensor] as const),
      ...own,
      ...counters,
      ...[...this.#carried].map(([name, tensor]) => [`carried/${name}`, tensor] as const),
      ...(this.#accumulation === undefined ? [] : accumulationVariables(this.#accumulation)),
    ]);
  }

  /** Forgets what layers carry from batch to batch, where the data begin again. */
  forget(): void {
    for (const tensor of this.#carried.values()) {
      this.#session.write(tensor, new Float64Array(elementCount(tensor.shape)));
    }
  }

  /** Of the largest program; each has memory of its own. */
  get planBytes(): number {
    let most = this.#update?.program.planBytes ?? 0;
    for (const { program } of this.#programs.values()) most = Math.max(most, program.planBytes);
    return most;
  }

  /** Makes another step over the same variables ready to run. */
  compile(step: Step): Promise<Program> {
    return this.#session.compile(step);
  }

  /** The program for batches of `size` examples of a source. */
  async program(size: number, source: ExampleSource): Promise<TrainingProgram> {
    const key = `${size} ${shapesOf(source)}`;
    const known = this.#programs.get(key);
    if (known !== undefined) return known;
    const step = this.#step(size, source);
    const made = { step, program: await this.#session.compile(step) };
    this.#programs.set(key, made);
    return made;
  }

  /** The program that makes an update of the gradients gathered; `undefined` where every batch makes its own. */
  async update(): Promise<TrainingProgram | undefined> {
    const accumulation = this.#accumulation;
    if (accumulation === undefined || this.#update !== undefined) return this.#update;
    const step = withScope("optimizer", () => applyGathered(accumulation, (own) => this.#updates(own)));
    this.#update = { step, program: await this.#session.compile(step) };
    return this.#update;
  }

  #step(size: number, source: ExampleSource): Step {
    const { outputs, cost, share, gradients: own, updates, layerUpdates } = this.graph(size, source);
    const named = Object.entries(outputs).map(([name, tensor]) => [outputName(name), tensor] as const);
    const accumulation = this.#accumulation;
    return {
      outputs: { [costName]: cost, ...(this.#options.givesOutputs ? Object.fromEntries(named) : {}) },
      updates:
        accumulation === undefined
          ? updates
          : [...withScope("optimizer", () => gather(accumulation, own, share)), ...layerUpdates],
      guard: cost,
    };
  }

  #updates(own: Readonly<Record<string, Tensor>>): readonly Update[] {
    const { optimizer, stepsPerEpoch } = this.#options;
    return optimizerUpdates(optimizer, this.state, own, { time: { stepsPerEpoch }, countSteps: true });
  }

  /**
   * The graph of a step on `size` examples of a source that makes an update of its own.
   *
   * @param further - names nodes between the inputs and the outputs whose gradients are wanted too
   */
  graph(
    size: number,
    source: ExampleSource,
    further: (outputs: readonly Tensor[]) => Readonly<Record<string, Tensor>> = () => ({}),
  ): TrainingGraph {
    const { network, objective, hasSampleWeights } = this.#options;
    const layerUpdates: Update[] = [];
    const carried = carriedAccess(this.#carried, size, layerUpdates);
    const mode = {
      training: true,
      step: () => this.#accumulation?.batches ?? this.state.step,
      update: (variable: Tensor, value: Tensor) => {
        layerUpdates.push({ variable, value });
      },
      ...(carried === undefined ? {} : { carried }),
    };
    const built = networkGraph(network, size, mode, { objective, source, hasSampleWeights });
    const { inputs, outputs, cost, share } = built;
    if (cost === undefined || share === undefined) throw new TypeError("training needs a loss");
    const wrt = { ...network.parameters, ...further(Object.values(outputs)) };
    const own = withScope("gradients", () => gradients(cost, wrt, { independent: "zero" }));
    const updates = [...withScope("optimizer", () => this.#updates(own)), ...layerUpdates];
    return { inputs, outputs, cost, share, gradients: own, updates, layerUpdates };
  }
}
