import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import type { EngineProcess } from "./engines.ts";

export type Answer = Readonly<Record<string, unknown>>;

/** A peer that did not answer in time, ended, or cannot do what was asked. */
export class PeerFailure extends Error {}

interface Waiting {
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: Error) => void;
}

function isAnswer(value: unknown): value is Answer {
  return typeof value === "object" && value !== null;
}

/** A peer in a process of its own, which answers one JSON request after the other. */
export class PeerProcess {
  readonly engine: string;
  private readonly child: ChildProcess;
  private waiting: Waiting | undefined;
  private errorText = "";
  private ended = false;

  constructor({ engine, command, args, env }: EngineProcess) {
    this.engine = engine;
    this.child = spawn(command, [...args], { env: { ...process.env, ...env }, stdio: ["pipe", "pipe", "pipe"] });
    this.child.on("error", (error) => this.fail(error.message));
    this.child.on("exit", (code, signal) => this.fail(`the process ended (${signal ?? code}) ${this.lastLine()}`));
    this.child.stdin?.on("error", () => undefined);
    this.child.stderr?.on("data", (text: Buffer) => {
      this.errorText = (this.errorText + text.toString()).slice(-4000);
    });
    if (this.child.stdout !== null) createInterface({ input: this.child.stdout }).on("line", (line) => this.take(line));
  }

  private lastLine(): string {
    return this.errorText.trim().split("\n").at(-1)?.slice(0, 200) ?? "";
  }

  private take(line: string): void {
    if (!line.startsWith("{")) return;
    const { waiting } = this;
    this.waiting = undefined;
    const answer: unknown = JSON.parse(line);
    if (!isAnswer(answer)) return;
    const { cannot } = answer;
    if (typeof cannot === "string") waiting?.reject(new PeerFailure(cannot));
    else waiting?.resolve(answer);
  }

  private fail(reason: string): void {
    this.ended = true;
    this.waiting?.reject(new PeerFailure(reason.trim()));
    this.waiting = undefined;
  }

  /**
   * Asks, and waits for the answer.
   *
   * @throws PeerFailure if the peer cannot, ends, or takes longer than `patienceMs`; it is then ended
   */
  request(kind: string, content: object, patienceMs: number): Promise<Answer> {
    if (this.ended) return Promise.reject(new PeerFailure("the process has ended"));
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.waiting = undefined;
        this.ended = true;
        this.child.kill("SIGKILL");
        reject(new PeerFailure(`no answer within ${Math.round(patienceMs / 1000)} s (${kind})`));
      }, patienceMs);
      this.waiting = {
        resolve: (answer) => {
          clearTimeout(timer);
          resolve(answer);
        },
        reject: (error) => {
          clearTimeout(timer);
          reject(error);
        },
      };
      this.child.stdin?.write(`${JSON.stringify({ [kind]: content })}\n`);
    });
  }

  /** Ends the process and waits until it has ended. */
  async close(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const exit = new Promise<void>((resolve) => this.child.once("exit", () => resolve()));
    this.child.stdin?.end();
    const timer = setTimeout(() => this.child.kill("SIGKILL"), 3000);
    await exit;
    clearTimeout(timer);
  }
}
