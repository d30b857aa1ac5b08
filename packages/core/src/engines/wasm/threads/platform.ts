import { builtinModule } from "../builtinModule.ts";
import { workerProgram } from "./worker.ts";

/** A helper thread, whatever the platform calls it. */
export interface HelperThread {
  /** Whether it hears messages even while this thread blocks. */
  readonly isUp: () => boolean;
  /** Whether it has died, or was stopped. */
  readonly isGone: () => boolean;
  /** Settles once it is known whether the thread could be started. */
  readonly started: Promise<void>;
  post(message: object): void;
  stop(): void;
}

interface NodeWorker {
  postMessage(message: object): void;
  on(event: "error", listener: () => void): void;
  terminate(): Promise<number>;
  unref(): void;
}

interface NodeThreads {
  readonly Worker: new (code: string, options: { eval: boolean; execArgv: readonly string[] }) => NodeWorker;
}

function isNodeThreads(module: object | undefined): module is NodeThreads {
  return module !== undefined && "Worker" in module;
}

function nodeThreads(): NodeThreads | undefined {
  const module = builtinModule("node:worker_threads");
  return isNodeThreads(module) ? module : undefined;
}

/** Whether this thread may sleep until others are done; a page's own thread may not. */
function mayBlock(): boolean {
  return typeof Reflect.get(globalThis, "window") === "undefined";
}

/** Whether memory can be shared with helper threads here. */
export function canShareMemory(): boolean {
  if (typeof SharedArrayBuffer === "undefined" || !mayBlock()) return false;
  return nodeThreads() !== undefined || typeof Worker !== "undefined";
}

const mostDefaultThreads = 8;

/** Cores of this machine, as far as the platform tells, at most eight. */
export function defaultThreads(): number {
  const os = builtinModule("node:os");
  if (os !== undefined && "availableParallelism" in os && typeof os.availableParallelism === "function") {
    return Math.min(mostDefaultThreads, Number(os.availableParallelism()));
  }
  const cores = typeof navigator === "undefined" ? 1 : navigator.hardwareConcurrency;
  return Math.max(1, Math.min(mostDefaultThreads, cores || 1));
}

/** Starts a helper thread; it does not keep the process alive. */
export function startHelper(): HelperThread {
  const threads = nodeThreads();
  return threads === undefined ? startWebWorker() : startNodeWorker(threads);
}

/** Node starts threads on its own: the caller may block at once. */
function startNodeWorker(threads: NodeThreads): HelperThread {
  // The process's own flags (loaders, input types) are not for this program.
  const worker = new threads.Worker(workerProgram, { eval: true, execArgv: [] });
  let isGone = false;
  worker.unref();
  // A helper that fails has told the session so; the thread that waits for it raises the error.
  worker.on("error", () => {
    isGone = true;
  });
  return {
    isUp: () => !isGone,
    isGone: () => isGone,
    started: Promise.resolve(),
    post: (message) => {
      worker.postMessage(message);
    },
    stop: () => {
      isGone = true;
      void worker.terminate();
    },
  };
}

const startTimeoutMs = 10_000;

/** Browsers start a worker's worker on the thread that asked for it, which must not block until the helper says that it is up. */
function startWebWorker(): HelperThread {
  const address = URL.createObjectURL(new Blob([workerProgram], { type: "text/javascript" }));
  const worker = new Worker(address);
  let isUp = false;
  let isGone = false;
  const started = new Promise<void>((resolve) => {
    worker.onmessage = () => {
      isUp = true;
      resolve();
    };
    worker.onerror = (event) => {
      event.preventDefault();
      isGone = true;
      resolve();
    };
    setTimeout(resolve, startTimeoutMs);
  });
  void started.then(() => {
    URL.revokeObjectURL(address);
  });
  return {
    isUp: () => isUp && !isGone,
    isGone: () => isGone,
    started,
    post: (message) => {
      worker.postMessage(message);
    },
    stop: () => {
      isGone = true;
      worker.terminate();
    },
  };
}
