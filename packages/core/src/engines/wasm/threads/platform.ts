import { workerProgram } from "./worker.ts";

/** A helper thread, whatever the platform calls it. */
export interface HelperThread {
  post(message: object): void;
}

interface NodeWorker {
  postMessage(message: object): void;
  unref(): void;
}

interface NodeThreads {
  readonly Worker: new (code: string, options: { eval: boolean }) => NodeWorker;
}

interface BuiltinLoader {
  getBuiltinModule(name: string): object | undefined;
}

function builtinLoader(): BuiltinLoader | undefined {
  const process: unknown = Reflect.get(globalThis, "process");
  const isLoader = (value: unknown): value is BuiltinLoader =>
    typeof value === "object" && value !== null && "getBuiltinModule" in value;
  return isLoader(process) ? process : undefined;
}

function isNodeThreads(module: object | undefined): module is NodeThreads {
  return module !== undefined && "Worker" in module;
}

function nodeThreads(): NodeThreads | undefined {
  const module = builtinLoader()?.getBuiltinModule("node:worker_threads");
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
  const os = builtinLoader()?.getBuiltinModule("node:os");
  if (os !== undefined && "availableParallelism" in os && typeof os.availableParallelism === "function") {
    return Math.min(mostDefaultThreads, Number(os.availableParallelism()));
  }
  const cores = typeof navigator === "undefined" ? 1 : navigator.hardwareConcurrency;
  return Math.max(1, Math.min(mostDefaultThreads, cores || 1));
}

/** Starts a helper thread; it does not keep the process alive. */
export function startHelper(): HelperThread {
  const threads = nodeThreads();
  if (threads !== undefined) {
    const worker = new threads.Worker(workerProgram, { eval: true });
    worker.unref();
    return {
      post: (message) => {
        worker.postMessage(message);
      },
    };
  }
  const address = URL.createObjectURL(new Blob([workerProgram], { type: "text/javascript" }));
  const worker = new Worker(address);
  return {
    post: (message) => {
      worker.postMessage(message);
    },
  };
}
