import { ChainruleError } from "../errors/chainruleError.ts";
import { formatShape } from "../graph/shape.ts";
import type { Json } from "../spec/json.ts";
import { type ExampleSource, shapesOf } from "./exampleSource.ts";
import type { Network } from "./network.ts";
import type { Objective } from "./objective.ts";
import { type DividedData, exampleSources, requireClasses, type TrainingData } from "./trainingData.ts";

/** Training data put against a network. */
export interface OpenedData {
  /** The epoch (from 0) that it was opened at, and its parts. */
  readonly epoch: number;
  readonly sources: readonly ExampleSource[];
  /** Gives those of another epoch, where they differ. */
  readonly open: ((epoch: number) => Promise<readonly ExampleSource[]>) | undefined;
}

/**
 * Opens training data at an epoch (from 0).
 *
 * @throws ChainruleError if they do not fit the network, are all of one class, or differ from epoch to epoch in more than
 * their values
 */
export async function openData(
  network: Network,
  data: TrainingData,
  { losses }: Objective,
  epoch: number,
): Promise<OpenedData> {
  const sourcesOf = (divided: DividedData): readonly ExampleSource[] => exampleSources(network, divided, losses);
  if (typeof data !== "function") {
    const sources = sourcesOf(data);
    requireClasses(data, losses.values());
    return { epoch, sources, open: undefined };
  }
  const first = await data(epoch);
  const sources = sourcesOf(first);
  requireClasses(first, losses.values());
  const outline = outlineOf(sources);
  const open = async (other: number): Promise<readonly ExampleSource[]> => {
    const opened = sourcesOf(await data(other));
    if (outlineOf(opened) === outline) return opened;
    throw new ChainruleError("learning.epochData", {
      epoch: other + 1,
      expected: shownSizes(sources),
      received: shownSizes(opened),
    });
  };
  return { epoch, sources, open };
}

/** What tells one training's data from another's: how many examples, of several parts also of which lengths. */
export function dataIdentity(sources: readonly ExampleSource[]): Json {
  const [first, another] = sources;
  if (first !== undefined && another === undefined) return first.length;
  return sources.map(
    ({ length, inputs }) => `${length} × ${inputs.map(({ type }) => formatShape(type.shape)).join(" ")}`,
  );
}

/** The part with most examples. */
export function largestPart(sources: readonly ExampleSource[]): number {
  let largest = 0;
  sources.forEach(({ length }, part) => {
    if (length > (sources[largest]?.length ?? 0)) largest = part;
  });
  return largest;
}

function outlineOf(sources: readonly ExampleSource[]): string {
  return sources.map((source) => `${source.length} ${shapesOf(source)}`).join("\n");
}

function shownSizes(sources: readonly ExampleSource[]): string {
  return JSON.stringify(dataIdentity(sources));
}
