import { gradients } from "../autodiff/gradients.ts";
import type { Program, Session } from "../engines/session.ts";
import { ChainruleError } from "../errors/chainruleError.ts";
import { withScope } from "../graph/scope.ts";
import type { Step, Update } from "../graph/step.ts";
import type { Tensor } from "../graph/tensor.ts";
import type { OptimizerState } from "../optimizers/optimizerState.ts";
import { optimizerState, optimizerUpdates } from "../optimizers/optimizerState.ts";
import type { Optimizer } from "../optimizers/transform.ts";
import type { ExampleSource } from "./exampleSource.ts";
import type { Network } from "./network.ts";
import { networkGraph, type Objective } from "./objective.ts";

export interface TrainerOptions {
  readonly network: Network;
  readonly objective: Objective;
  readonly optimizer: Optimizer;
  readonly source: ExampleSource;
  readonly stepsPerEpoch: number;
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
  /** Gradients of the cost by parameter, and by the names of further nodes that were asked for. */
  readonly gradients: Readonly<Record<string, Tensor>>;
  readonly updates: readonly Update[];
}

/** Training steps of one network, loss and optimizer: a graph and a program for each batch size met, one state for all. */
export class Trainer {
  readonly state: OptimizerState;
  readonly #options: TrainerOptions;
  readonly #session: Session;
  readonly #programs: Map<number, TrainingProgram> = new Map();

  constructor(session: Session, options: TrainerOptions) {
    this.#session = session;
    this.#options = options;
    if (Object.keys(options.network.parameters).length === 0)
      throw new ChainruleError("learning.noParameters", { subject: "model" });
    this.state = optimizerState(options.optimizer, options.network.parameters);
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
    ]);
  }

  get planBytes(): number {
    let most = 0;
    for (const { program } of this.#programs.values()) most = Math.max(most, program.planBytes);
    return most;
  }

  /** Makes another step over the same variables ready to run. */
  compile(step: Step): Promise<Program> {
    return this.#session.compile(step);
  }

  /** The program for batches of `size` examples. */
  async program(size: number): Promise<TrainingProgram> {
    const known = this.#programs.get(size);
    if (known !== undefined) return known;
    const step = this.#step(size);
    const made = { step, program: await this.#session.compile(step) };
    this.#programs.set(size, made);
    return made;
  }

  #step(size: number): Step {
    const { outputs, cost, updates } = this.graph(size);
    const named = Object.entries(outputs).map(([name, tensor]) => [outputName(name), tensor] as const);
    return {
      outputs: { [costName]: cost, ...(this.#options.givesOutputs ? Object.fromEntries(named) : {}) },
      updates,
      guard: cost,
    };
  }

  /**
   * The graph of a step on `size` examples.
   *
   * @param further - names nodes between the inputs and the outputs whose gradients are wanted too
   */
  graph(
    size: number,
    further: (outputs: readonly Tensor[]) => Readonly<Record<string, Tensor>> = () => ({}),
  ): TrainingGraph {
    const { network, objective, optimizer, source, stepsPerEpoch, hasSampleWeights } = this.#options;
    const layerUpdates: Update[] = [];
    const mode = {
      training: true,
      step: () => this.state.step,
      update: (variable: Tensor, value: Tensor) => {
        layerUpdates.push({ variable, value });
      },
    };
    const { inputs, outputs, cost } = networkGraph(network, size, mode, { objective, source, hasSampleWeights });
    if (cost === undefined) throw new TypeError("training needs a loss");
    const wrt = { ...network.parameters, ...further(Object.values(outputs)) };
    const own = withScope("gradients", () => gradients(cost, wrt, { independent: "zero" }));
    const updates = withScope("optimizer", () =>
      optimizerUpdates(optimizer, this.state, own, { time: { stepsPerEpoch }, countSteps: true }),
    );
    return { inputs, outputs, cost, gradients: own, updates: [...updates, ...layerUpdates] };
  }
}
