import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

export interface ScriptRun {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly output: string;
  readonly errors: string;
  /** From the script's first output to the end of its process. */
  readonly millisecondsAfterOutput: number;
}

export interface ScriptOptions {
  /** Flags of Node itself. */
  readonly nodeFlags?: readonly string[];
  readonly arguments?: readonly string[];
  /** Sent to the process as soon as it has printed something. */
  readonly interrupt?: NodeJS.Signals;
  /** After this the process is killed, and the test fails by its signal. */
  readonly timeoutMs?: number;
}

/** Bundles a script of this folder and runs it in a Node process of its own until that ends by itself. */
export async function runScript(name: string, options: ScriptOptions = {}): Promise<ScriptRun> {
  const folder = await mkdtemp(join(tmpdir(), "chainrule-process-"));
  try {
    const outfile = join(folder, `${name}.mjs`);
    const source = fileURLToPath(new URL(`${name}.ts`, import.meta.url));
    await build({ entryPoints: [source], outfile, bundle: true, format: "esm", platform: "node", target: "node20" });
    return await run([...(options.nodeFlags ?? []), outfile, ...(options.arguments ?? [])], options);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function run(parts: readonly string[], { interrupt, timeoutMs = 25_000 }: ScriptOptions): Promise<ScriptRun> {
  const child = spawn(process.execPath, parts, { stdio: ["ignore", "pipe", "pipe"] });
  let [output, errors] = ["", ""];
  let firstOutput = Number.NaN;
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    if (output === "") {
      firstOutput = performance.now();
      if (interrupt !== undefined) child.kill(interrupt);
    }
    output += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    errors += text;
  });
  const timer = setTimeout(() => child.kill("SIGKILL"), timeoutMs);
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code, signal) => {
      clearTimeout(timer);
      resolve({ code, signal, output, errors, millisecondsAfterOutput: performance.now() - firstOutput });
    });
  });
}
