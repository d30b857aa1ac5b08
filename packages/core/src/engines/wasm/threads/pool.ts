import { control } from "../codegen/barrier.ts";
import { type HelperThread, startHelper } from "./platform.ts";

/** What helper threads need to work for a session. */
export interface SharedSession {
  readonly memory: WebAssembly.Memory;
  readonly kernels: WebAssembly.Module;
  /** Address of the control block. */
  readonly control: number;
  /** Programs by number, from 1. */
  readonly programs: readonly WebAssembly.Module[];
}

const readyTimeoutMs = 10_000;

/**
 * The process's helper threads. They serve one session at a time, waiting inside its memory for commands, and are handed
 * over when another session runs.
 */
class ThreadPool {
  private helpers: HelperThread[] = [];
  private readonly abandoned: WeakSet<SharedSession> = new WeakSet<SharedSession>();
  private attached: SharedSession | undefined;
  private attachedHelpers = 0;
  private attachedPrograms = 0;

  /**
   * Starts threads until there are `count`.
   *
   * @returns how many of them run; fewer than asked where the platform refuses
   */
  async reserve(count: number): Promise<number> {
    const helpers = this.start(count);
    await Promise.all(helpers.map((helper) => helper.started));
    return countUp(helpers);
  }

  /**
   * Has `threads − 1` helpers run their share of a program of `session`; the caller then runs its own.
   *
   * @returns the number of threads that take part: `threads`, or 1 where the helpers could not be had in time
   */
  begin(session: SharedSession, threads: number, program: number, steps: number): number {
    const helpers = threads - 1;
    if (this.abandoned.has(session)) return 1;
    if (this.attached !== session || this.attachedHelpers < helpers || this.attachedPrograms < program) {
      if (!this.attach(session, helpers)) return 1;
    }
    const words = new Int32Array(session.memory.buffer);
    const at = (offset: number): number => (session.control + offset) >> 2;
    words[at(control.program)] = program;
    words[at(control.steps)] = steps;
    words[at(control.threads)] = threads;
    this.command(session, words);
    return threads;
  }

  /**
   * Lets go of helpers that did not come, or that wait for a thread that has failed: they are stopped, others will be
   * started when they are needed, and `session` stays on one thread.
   */
  abandon(session: SharedSession): void {
    const words = new Int32Array(session.memory.buffer);
    Atomics.store(words, (session.control + control.failed) >> 2, 1);
    this.abandoned.add(session);
    this.dismiss();
  }

  private dismiss(): void {
    for (const helper of this.helpers) helper.stop();
    this.helpers = [];
    if (this.attached === undefined) return;
    const words = new Int32Array(this.attached.memory.buffer);
    Atomics.store(words, (this.attached.control + control.ready) >> 2, 0);
    this.attached = undefined;
  }

  private start(count: number): HelperThread[] {
    if (this.helpers.some((helper) => helper.isGone())) this.dismiss();
    while (this.helpers.length < count) this.helpers.push(startHelper());
    return this.helpers.slice(0, count);
  }

  private command(session: SharedSession, words: Int32Array): void {
    const at = (offset: number): number => (session.control + offset) >> 2;
    Atomics.add(words, at(control.command), 1);
    if (Atomics.load(words, at(control.commandSleepers)) > 0) Atomics.notify(words, at(control.command));
  }

  /** Calls helpers back from where they wait, so that they read their messages. */
  private detach(): void {
    const session = this.attached;
    if (session === undefined) return;
    const words = new Int32Array(session.memory.buffer);
    words[(session.control + control.program) >> 2] = 0;
    this.command(session, words);
    const isFree = this.awaitReady(session, 0);
    this.attached = undefined;
    if (!isFree) this.abandon(session);
  }

  private attach(session: SharedSession, helpers: number): boolean {
    const sameSession = this.attached === session;
    this.detach();
    if (this.abandoned.has(session) || countUp(this.start(helpers)) < helpers) return false;
    const words = new Int32Array(session.memory.buffer);
    const command = Atomics.load(words, (session.control + control.command) >> 2);
    const fresh = !sameSession;
    this.helpers.forEach((helper, i) => {
      if (i >= helpers) {
        helper.post({ release: true });
        return;
      }
      const known = fresh || i >= this.attachedHelpers ? 0 : this.attachedPrograms;
      const programs = session.programs.map((module, index) => [index + 1, module] as const).slice(known);
      helper.post({
        ...(known === 0
          ? { memory: session.memory, kernels: session.kernels, thread: i + 1, timeOrigin: performance.timeOrigin }
          : {}),
        layout: { control: session.control, ...control },
        programs,
        command,
      });
    });
    this.attachedHelpers = helpers;
    this.attachedPrograms = session.programs.length;
    const ready = this.awaitReady(session, helpers);
    if (ready) this.attached = session;
    else this.abandon(session);
    return ready;
  }

  private awaitReady(session: SharedSession, helpers: number): boolean {
    const words = new Int32Array(session.memory.buffer);
    const index = (session.control + control.ready) >> 2;
    const deadline = Date.now() + readyTimeoutMs;
    for (;;) {
      const ready = Atomics.load(words, index);
      if (ready === helpers) return true;
      const left = deadline - Date.now();
      if (left <= 0) return false;
      Atomics.wait(words, index, ready, Math.min(left, 1000));
    }
  }
}

function countUp(helpers: readonly HelperThread[]): number {
  return helpers.filter((helper) => helper.isUp()).length;
}

export const threadPool: ThreadPool = new ThreadPool();
