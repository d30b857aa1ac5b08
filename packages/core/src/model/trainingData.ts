import { Dataset } from "../data/dataset.ts";
import { ChainruleError } from "../errors/chainruleError.ts";
import type { Loss } from "../losses/loss.ts";
import { type ExampleSource, exampleSource, type ModelData } from "./exampleSource.ts";
import type { Network } from "./network.ts";

/**
 * Data, or parts of it that differ in the length of their sequences: each batch is of one part, and a program is made for
 * each length that is met.
 */
export type DividedData = ModelData | readonly ModelData[];

/**
 * What a model is trained on: data, parts of it, or a function that gives those of each epoch (from 0), all with the same
 * number of examples.
 */
export type TrainingData = DividedData | ((epoch: number) => DividedData | Promise<DividedData>);

/** Puts the parts of data against a network; raises what does not fit. */
export function exampleSources(
  network: Network,
  data: DividedData,
  losses: ReadonlyMap<string, Loss> | undefined,
): readonly ExampleSource[] {
  const parts = partsOf(data);
  if (parts.length === 0) throw new ChainruleError("data.empty", { subject: "data" });
  return parts.map((part) => exampleSource(network, part, losses));
}

/** Raises data whose targets are all of one class, where losses take classes as indices. */
export function requireClasses(data: DividedData, losses: Iterable<Loss>): void {
  if (![...losses].some((loss) => loss.classTargets === "indices")) return;
  const named = new Map<string, Dataset[]>();
  for (const part of partsOf(data)) {
    for (const [name, own] of part instanceof Dataset ? [["", part] as const] : Object.entries(part))
      named.set(name, [...(named.get(name) ?? []), own]);
  }
  for (const all of named.values()) requireTwoClasses(all);
}

/** A part may be of one class; all together may not. */
function requireTwoClasses(parts: readonly Dataset[]): void {
  const classes = new Set<unknown>();
  let fault: ChainruleError | undefined;
  for (const part of parts) {
    try {
      part.checkClasses();
      return;
    } catch (error) {
      if (!(error instanceof ChainruleError)) throw error;
      if (error.code === "data.oneClass") classes.add(error.params["className"]);
      fault ??= error;
    }
  }
  if (fault !== undefined && classes.size < 2) throw fault;
}

function partsOf(data: DividedData): readonly ModelData[] {
  return isList(data) ? data : [data];
}

function isList(data: DividedData): data is readonly ModelData[] {
  return Array.isArray(data);
}
