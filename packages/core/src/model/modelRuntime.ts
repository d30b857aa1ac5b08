import { createSession } from "../engines/createSession.ts";
import type { Program, Session, SessionOptions } from "../engines/session.ts";
import { ChainruleError } from "../errors/chainruleError.ts";
import { formatShape } from "../graph/shape.ts";
import { evaluationMode } from "../layers/evaluationMode.ts";
import type { ExampleSource } from "./exampleSource.ts";
import type { Network, Port } from "./network.ts";
import { networkGraph, type Objective } from "./objective.ts";
import { StateStore } from "./stateStore.ts";
import { costName, outputName } from "./trainer.ts";

/** What a network's outputs are held against, where they are. */
export interface NetworkTask {
  readonly objective: Objective;
  readonly source: ExampleSource;
  readonly hasSampleWeights: boolean;
}

/** The engine under a model: one session at a time, the network's state in it, and its programs without training. */
export class ModelRuntime {
  readonly store: StateStore = new StateStore();
  /** Whether steps are running, so that the session must stay. */
  isHeld = false;
  readonly #network: Network;
  readonly #programs: WeakMap<Session, Map<string, Promise<Program>>> = new WeakMap();
  #options: SessionOptions = {};
  #last: Promise<unknown> = Promise.resolve();

  constructor(network: Network) {
    this.#network = network;
  }

  /** The session; a new one, into which the state is moved, if other options are asked for. One call after another. */
  session(options: SessionOptions): Promise<Session> {
    return this.#afterOthers(() => {
      const wanted: SessionOptions = {
        ...this.#options,
        ...(options.engine === undefined ? {} : { engine: options.engine }),
        ...(options.threads === undefined ? {} : { threads: options.threads }),
        ...(options.fast === undefined ? {} : { fast: options.fast }),
      };
      const { session } = this.store;
      if (session !== undefined && JSON.stringify(wanted) === JSON.stringify(this.#options)) return session;
      if (this.isHeld) {
        throw new ChainruleError("learning.busy", {
          subject: "model",
          received: { en: "another engine or number of threads while it trains", zh: "训练期间要求换引擎或线程数" },
        });
      }
      return this.#open(wanted);
    });
  }

  /** A new session with the same options, so that what the old one took is given back. */
  renew(): Promise<Session> {
    return this.#afterOthers(() => this.#open(this.#options));
  }

  /**
   * The program of the network on `size` examples without training; with a task, of its cost too.
   *
   * @param ports - what the inputs hold, where that is less than the network's own
   */
  program(
    session: Session,
    key: string,
    size: number,
    task?: NetworkTask,
    ports: readonly Port[] = task?.source.inputs ?? this.#network.inputs,
  ): Promise<Program> {
    const programs = this.#programs.get(session) ?? new Map<string, Promise<Program>>();
    this.#programs.set(session, programs);
    const whole = `${key} ${ports.map(({ type }) => formatShape(type.shape)).join(" ")}`;
    const known = programs.get(whole);
    if (known !== undefined) return known;
    const { outputs, cost } = networkGraph(this.#network, size, evaluationMode, task, ports);
    const named = Object.fromEntries(Object.entries(outputs).map(([name, tensor]) => [outputName(name), tensor]));
    const made = session.compile({
      outputs: cost === undefined ? named : { ...named, [costName]: cost },
      updates: [],
    });
    programs.set(whole, made);
    return made;
  }

  async #open(options: SessionOptions): Promise<Session> {
    const session = await createSession(options);
    this.store.moveTo(session, this.#network.weights.values());
    this.#options = options;
    return session;
  }

  #afterOthers(run: () => Session | Promise<Session>): Promise<Session> {
    const next = this.#last.then(run);
    this.#last = next.catch(() => undefined);
    return next;
  }
}
