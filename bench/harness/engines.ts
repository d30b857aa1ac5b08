import { spawnSync } from "node:child_process";
import { availableParallelism } from "node:os";
import { join } from "node:path";

export const engineNames: readonly string[] = [
  "chainrule-wasm",
  "pytorch",
  "tfjs-cpu",
  "tfjs-wasm",
  "brain.js",
  "jax-js",
  "onnxruntime",
  "jax",
  "numpy",
];

/** A process to start: an engine in one form of it. */
export interface EngineProcess {
  readonly engine: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

/** An engine's processes, or why it cannot take part. */
export interface Engine {
  readonly name: string;
  readonly processes: readonly EngineProcess[];
  readonly missing?: string;
}

const nodePeers: Readonly<Record<string, readonly string[]>> = {
  "chainrule-wasm": ["chainrule.mjs"],
  "tfjs-cpu": ["tfjs.mjs", "cpu"],
  "tfjs-wasm": ["tfjs.mjs", "wasm"],
  "brain.js": ["brainJs.mjs"],
  "jax-js": ["jaxJs.mjs"],
  onnxruntime: ["onnxruntime.mjs"],
};

interface PythonPeer {
  readonly module: string;
  readonly file: string;
  readonly variants: readonly (readonly string[])[];
  /** Whether its number of threads is fixed when it starts. */
  readonly threadsByEnvironment: boolean;
}

const pythonPeers: Readonly<Record<string, PythonPeer>> = {
  pytorch: { module: "torch", file: "pytorch.py", variants: [[], ["compile"]], threadsByEnvironment: false },
  jax: { module: "jax", file: "jaxPeer.py", variants: [[]], threadsByEnvironment: true },
  numpy: { module: "numpy", file: "numpyPeer.py", variants: [[]], threadsByEnvironment: true },
};

function threadCounts(): number[] {
  return [...new Set([1, Math.min(2, availableParallelism())])];
}

/** Environment that sets the threads of a Python peer when it starts. */
function threadEnvironment(threads: number): Record<string, string> {
  const count = String(threads);
  return {
    OMP_NUM_THREADS: count,
    OPENBLAS_NUM_THREADS: count,
    MKL_NUM_THREADS: count,
    CHAINRULE_BENCH_THREADS: count,
    ...(threads === 1 ? { XLA_FLAGS: "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1" } : {}),
  };
}

function pythonEngine(name: string, peer: PythonPeer, python: string | undefined, folder: string): Engine {
  if (python === undefined) return { name, processes: [], missing: "no Python named with --python" };
  const found = spawnSync(python, ["-c", `import ${peer.module}`], { encoding: "utf8" });
  if (found.status !== 0) return { name, processes: [], missing: `that Python has no ${peer.module}` };
  const environments = peer.threadsByEnvironment ? threadCounts().map(threadEnvironment) : [{}];
  const processes = peer.variants.flatMap((variant) =>
    environments.map((env) => ({
      engine: name,
      command: python,
      args: [join(folder, peer.file), ...variant],
      env: { ...env, PYTHONDONTWRITEBYTECODE: "1", JAX_PLATFORMS: "cpu", TORCH_CPP_LOG_LEVEL: "ERROR" },
    })),
  );
  return { name, processes };
}

/** The engines with these names, in that order; `folder` holds the peers' programs. */
export function enginesNamed(names: readonly string[], python: string | undefined, folder: string): Engine[] {
  return names.map((name) => {
    const peer = pythonPeers[name];
    if (peer !== undefined) return pythonEngine(name, peer, python, folder);
    const [file = "", ...args] = nodePeers[name] ?? [];
    const command = process.execPath;
    const processes = [{ engine: name, command, args: ["--no-warnings", join(folder, file), ...args], env: {} }];
    return { name, processes };
  });
}
