import type { Feeds } from "../engines/session.ts";
import type { Batches } from "./batches.ts";
import type { ExampleSource } from "./exampleSource.ts";
import { sampleWeightsFeed } from "./objective.ts";
import type { OpenedData } from "./openData.ts";

/** A batch ready to be run. */
export interface FedBatch {
  readonly feeds: Feeds;
  readonly size: number;
  readonly part: number;
  readonly source: ExampleSource;
  /** Whether its gradients are the last before an update. */
  readonly isUpdateDue: boolean;
}

export interface BatchFeederParts {
  readonly batches: Batches;
  /** Batches whose gradients make one update. */
  readonly accumulate: number;
  readonly data: OpenedData;
  readonly sampleWeights: ArrayLike<number> | undefined;
}

/** Reaches any batch of any epoch, with what is to be fed for it. */
export class BatchFeeder {
  readonly #parts: BatchFeederParts;
  #sources: readonly ExampleSource[];
  #epoch: number;

  constructor(parts: BatchFeederParts) {
    this.#parts = parts;
    this.#sources = parts.data.sources;
    this.#epoch = parts.data.epoch;
  }

  /** A part of the data of the epoch that was asked for last. */
  source(part: number): ExampleSource {
    return sourceOf(this.#sources, part);
  }

  /** Batch `batch` (from 0) of epoch `epoch` (from 0). */
  async at(epoch: number, batch: number): Promise<FedBatch> {
    const { batches, accumulate, sampleWeights } = this.#parts;
    const sources = await this.#sourcesOf(epoch);
    const { part, indices } = batches.at(epoch, batch);
    const source = sourceOf(sources, part);
    const feeds = source.feeds(indices);
    const isUpdateDue = (batch + 1) % accumulate === 0 || batch + 1 === batches.perEpoch;
    const fed = { feeds, size: indices.length, part, source, isUpdateDue };
    if (sampleWeights === undefined) return fed;
    const first = sources.slice(0, part).reduce((total, { length }) => total + length, 0);
    const own = Float32Array.from(indices, (index) => sampleWeights[first + index] ?? 0);
    return { ...fed, feeds: { ...feeds, [sampleWeightsFeed]: own } };
  }

  async #sourcesOf(epoch: number): Promise<readonly ExampleSource[]> {
    const { open } = this.#parts.data;
    if (open === undefined || epoch === this.#epoch) return this.#sources;
    this.#sources = await open(epoch);
    this.#epoch = epoch;
    return this.#sources;
  }
}

function sourceOf(sources: readonly ExampleSource[], part: number): ExampleSource {
  const source = sources[part];
  if (source === undefined) throw new RangeError("no such part");
  return source;
}
