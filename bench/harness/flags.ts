import { nearestName } from "@chainrule/core";
import { workloads } from "../workloads/workloads.ts";
import { engineNames } from "./engines.ts";

/** What the command line asks for. */
export interface Flags {
  readonly only: readonly string[];
  readonly engines: readonly string[];
  /** Whether a part of the rows was asked for. */
  readonly narrowed: boolean;
  readonly quick: boolean;
  readonly json: boolean;
  readonly python: string | undefined;
}

export const help: string = `npm run bench -- [options]

Measures Chainrule against its peers, prints a table and writes bench/RESULTS.md.

  --only NAME,…     workloads: ${Object.keys(workloads).join(", ")}
  --engines NAME,…  engines: ${engineNames.join(", ")}
  --quick           few and short rounds
  --json            one JSON object a row on standard output, nothing else there
  --python PATH     a Python that has torch, jax or numpy (or CHAINRULE_BENCH_PYTHON)
  --help            this text

Examples:
  npm run bench -- --quick --only xor,lenet5-b64
  npm run bench -- --engines chainrule-wasm,pytorch --python ~/venv/bin/python
`;

/** A mistake on the command line. */
export class FlagError extends Error {}

function names(flag: string, value: string, known: readonly string[]): string[] {
  const list = value.split(",").filter((name) => name !== "");
  for (const name of list) {
    if (!known.includes(name)) throw new FlagError(`--${flag}: unknown name "${name}"${hint(name, known)}`);
  }
  if (list.length === 0) throw new FlagError(`--${flag}: needs at least one name`);
  return list;
}

function hint(name: string, known: readonly string[]): string {
  const near = nearestName(name, known);
  return near === undefined ? `; one of ${known.join(", ")}` : `; did you mean "${near}"?`;
}

const valueFlags = ["only", "engines", "python"] as const;
const plainFlags = ["quick", "json", "help"] as const;

/**
 * Reads the command line.
 *
 * @throws FlagError if a flag or a name is unknown, or a value is missing
 */
export function readFlags(args: readonly string[]): Flags | "help" {
  const given = new Map<string, string>();
  for (let i = 0; i < args.length; i += 1) {
    const [flag = "", inline] = (args[i] ?? "").replace(/^--/, "").split(/=(.*)/s);
    const known = [...valueFlags, ...plainFlags].map((each) => `--${each}`);
    if (!known.includes(`--${flag}`) || !(args[i] ?? "").startsWith("--")) {
      throw new FlagError(`unknown option "${args[i] ?? ""}"${hint(`--${flag}`, known)}`);
    }
    if (!valueFlags.some((each) => each === flag)) {
      given.set(flag, "");
      continue;
    }
    const value = inline ?? args[i + 1];
    if (value === undefined || value === "") throw new FlagError(`--${flag}: needs a value`);
    if (inline === undefined) i += 1;
    given.set(flag, value);
  }
  if (given.has("help")) return "help";
  const only = given.get("only");
  const engines = given.get("engines");
  return {
    only: only === undefined ? Object.keys(workloads) : names("only", only, Object.keys(workloads)),
    engines: engines === undefined ? engineNames : names("engines", engines, engineNames),
    narrowed: only !== undefined || engines !== undefined,
    quick: given.has("quick"),
    json: given.has("json"),
    python: given.get("python") ?? process.env["CHAINRULE_BENCH_PYTHON"],
  };
}
