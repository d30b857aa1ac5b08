import type { Feeds, Session, TensorValue } from "../engines/session.ts";
import type { Tensor } from "../graph/tensor.ts";
import type { BatchFeeder, FedBatch } from "./batchFeeder.ts";
import type { Breather } from "./breather.ts";
import { findNonFinite } from "./findNonFinite.ts";
import type { NonFiniteReport } from "./nonFiniteLossError.ts";
import type { Trainer, TrainingProgram } from "./trainer.ts";
import type { TrainingPlace } from "./trainingProgress.ts";

type StateValues = ReadonlyMap<Tensor, TensorValue["data"]>;

interface Run {
  readonly made: TrainingProgram;
  readonly feeds: Feeds;
}

export interface NonFiniteTraceParts {
  readonly session: Session;
  readonly trainer: Trainer;
  readonly feeder: BatchFeeder;
  readonly batchesPerEpoch: number;
  readonly breather: Breather;
}

/** Finds where the first non-finite number of a training arose, from copies of the state that it keeps. */
export class NonFiniteTrace {
  readonly #parts: NonFiniteTraceParts;
  #copy: { readonly values: StateValues; readonly place: TrainingPlace } | undefined;

  constructor(parts: NonFiniteTraceParts) {
    this.#parts = parts;
  }

  /** Copies the state; `find` can go back to here. */
  keep(place: TrainingPlace): void {
    this.#copy = { values: this.#values(), place };
  }

  /**
   * Finds the op, layer, place and step where the first non-finite number arose, and leaves the state before that step.
   *
   * @param failed - the place of the batch that gave a loss that is not finite
   */
  async find(failed: TrainingPlace): Promise<NonFiniteReport | undefined> {
    const { trainer, feeder, batchesPerEpoch, breather } = this.#parts;
    const [run] = await this.#runs(await feeder.at(failed.epoch, failed.batch));
    const report = run && this.#search(run, failed.epoch, failed.step);
    if (report === undefined || !report.isOld || this.#copy === undefined) return report;
    // The state was broken by an earlier step: repeat from the last copy to the step that did it.
    let { epoch, batch, step } = this.#copy.place;
    this.#write(this.#copy.values);
    while (epoch < failed.epoch || batch < failed.batch) {
      if (batch === 0) trainer.forget();
      const fed = await feeder.at(epoch, batch);
      for (const each of await this.#runs(fed)) {
        const before = this.#values();
        each.made.program.run(each.feeds);
        if (![...this.#values().values()].every((values) => values.every(Number.isFinite))) {
          this.#write(before);
          return this.#search(each, epoch, step) ?? report;
        }
      }
      if (fed.isUpdateDue) step += 1;
      batch += 1;
      if (batch === batchesPerEpoch) {
        batch = 0;
        epoch += 1;
      }
      await breather.breathe();
    }
    return report;
  }

  #search({ made, feeds }: Run, epoch: number, step: number): NonFiniteReport | undefined {
    const { session } = this.#parts;
    const read = (tensor: Tensor): ArrayLike<number> => session.read(tensor).data;
    return findNonFinite(made.step, feeds, read, { rounds: session.engine === "wasm", epoch: epoch + 1, step });
  }

  /** What is run for a batch: its own step, and the update where gradients are gathered and it is due. */
  async #runs({ feeds, size, source, isUpdateDue }: FedBatch): Promise<readonly Run[]> {
    const { trainer } = this.#parts;
    const update = isUpdateDue ? await trainer.update() : undefined;
    const own = { made: await trainer.program(size, source), feeds };
    return update === undefined ? [own] : [own, { made: update, feeds: {} }];
  }

  #values(): StateValues {
    const { session, trainer } = this.#parts;
    return new Map([...trainer.variables.values()].map((tensor) => [tensor, session.read(tensor).data]));
  }

  #write(values: StateValues): void {
    for (const [tensor, data] of values) this.#parts.session.write(tensor, data);
  }
}
