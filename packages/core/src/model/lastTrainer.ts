import type { Session } from "../engines/session.ts";
import { toConfig } from "../spec/registry.ts";
import { Batches } from "./batches.ts";
import type { ExampleSource } from "./exampleSource.ts";
import type { CheckedFit, FitOptions } from "./fitOptions.ts";
import type { ModelRuntime } from "./modelRuntime.ts";
import type { Network } from "./network.ts";
import type { Objective } from "./objective.ts";
import { Trainer } from "./trainer.ts";

/** What a trainer is to serve. */
export interface TrainerRequest {
  readonly objective: Objective;
  readonly sources: readonly ExampleSource[];
  readonly options: FitOptions;
  readonly checked: CheckedFit;
}

interface SessionTrainer {
  readonly session: Session;
  readonly trainer: Trainer;
}

/** The trainer of a model's last training, with its programs, for the next that is like it. */
export class LastTrainer {
  readonly #network: Network;
  readonly #runtime: ModelRuntime;
  #last: (SessionTrainer & { readonly key: string }) | undefined;

  constructor(network: Network, runtime: ModelRuntime) {
    this.#network = network;
    this.#runtime = runtime;
  }

  /** The trainer of the last training if it serves this one too; else a new one, in a new session so that no memory is left behind. */
  async serving(session: Session, { objective, sources, options, checked }: TrainerRequest): Promise<SessionTrainer> {
    const { batchSize, accumulate } = checked;
    const lengths = sources.map(({ length }) => length);
    const stepsPerEpoch = Math.ceil(new Batches(lengths, batchSize, undefined).perEpoch / accumulate);
    const wholeBatch = Math.min(batchSize, Math.max(...lengths));
    const hasSampleWeights = options.sampleWeights !== undefined;
    const givesOutputs = options.metrics !== undefined && Object.values(options.metrics).length > 0;
    const losses = [...objective.losses].map(([name, loss]) => [name, toConfig(loss), objective.weights.get(name)]);
    const parts = [
      losses,
      toConfig(options.optimizer),
      [...(sources[0]?.targets.values() ?? [])],
      stepsPerEpoch,
      accumulate > 1,
      this.#network.carried.length > 0 ? wholeBatch : undefined,
      hasSampleWeights,
      givesOutputs,
    ];
    const key = JSON.stringify(parts);
    if (this.#last?.key === key && this.#last.session === session) return this.#last;
    const own = this.#last?.session === session ? await this.#runtime.renew() : session;
    const { optimizer } = options;
    const trainer = new Trainer(own, {
      network: this.#network,
      objective,
      optimizer,
      batchSize: wholeBatch,
      stepsPerEpoch,
      accumulate,
      hasSampleWeights,
      givesOutputs,
    });
    this.#last = { key, session: own, trainer };
    return this.#last;
  }
}
