import { ChainruleError } from "../errors/chainruleError.ts";
import { showValue } from "../spec/json.ts";

/** Sequences that are filled up to one length together. */
export interface LengthBucket {
  /** Length to fill up to. */
  readonly length: number;
  /** Which sequences these are, ascending. */
  readonly indices: Int32Array;
}

/** Lengths between which buckets may end; more different ones are thinned out. */
const mostCandidates = 512;

/**
 * Sorts sequences into buckets by their length, so that little padding is needed and lengths take a few values only.
 *
 * Given a number k, bucket lengths are those for which Σ (bucket length − own length) is least, found by dynamic
 * programming over the lengths that occur (thinned out to 512 where there are more).
 *
 * @param sequences - at least one, none of them empty
 * @param buckets - lengths of the buckets, ascending; or how many there are to be at most
 * @returns the buckets that hold any, shortest first
 * @throws ChainruleError if a sequence is empty or longer than the last bucket, saying which, or `buckets` is neither
 * @example
 * for (const { length, indices } of bucketByLength([[1], [1, 2], [1, 2, 3, 4]], 2)) console.log(length, indices);
 */
export function bucketByLength(
  sequences: readonly { readonly length: number }[],
  buckets: number | readonly number[],
): readonly LengthBucket[] {
  if (sequences.length === 0) throw new ChainruleError("data.empty", { subject: "sequences" });
  const empty = sequences.findIndex(({ length }) => length === 0);
  if (empty !== -1) throw new ChainruleError("text.emptySequence", { name: `sequences[${empty}]` });
  const bounds = typeof buckets === "number" ? bestBounds(sequences, requireCount(buckets)) : requireBounds(buckets);
  const members: number[][] = bounds.map(() => []);
  sequences.forEach(({ length }, index) => {
    const bucket = bounds.findIndex((bound) => length <= bound);
    if (bucket === -1) {
      const most = bounds.at(-1) ?? 0;
      throw new ChainruleError("text.beyondBuckets", { name: `sequences[${index}]`, most, received: length });
    }
    members[bucket]?.push(index);
  });
  return bounds.flatMap((length, bucket) => {
    const indices = Int32Array.from(members[bucket] ?? []);
    return indices.length === 0 ? [] : [{ length, indices }];
  });
}

function requireCount(count: number): number {
  if (Number.isInteger(count) && count >= 1) return count;
  throw refusal(count);
}

function requireBounds(bounds: readonly number[]): readonly number[] {
  const isRising = bounds.every(
    (bound, i) => Number.isInteger(bound) && bound >= 1 && (i === 0 || bound > (bounds[i - 1] ?? 0)),
  );
  if (bounds.length > 0 && isRising) return bounds;
  throw refusal(bounds);
}

function refusal(received: unknown): ChainruleError {
  return new ChainruleError("learning.option", {
    subject: "bucketByLength",
    name: "buckets",
    expected: {
      en: "a whole number at least 1, or rising whole numbers from 1 on",
      zh: "不小于 1 的整数，或从 1 起递增的整数列表",
    },
    received: showValue(received),
  });
}

/** The bounds that need least padding. */
function bestBounds(sequences: readonly { readonly length: number }[], count: number): readonly number[] {
  const counts = new Map<number, number>();
  for (const { length } of sequences) counts.set(length, (counts.get(length) ?? 0) + 1);
  const lengths = thinned([...counts.keys()].sort((a, b) => a - b));
  if (lengths.length <= count) return lengths;
  // How many sequences are no longer than each candidate: a bucket's padded size is its number times its length.
  const upTo = new Array<number>(lengths.length).fill(0);
  for (const [length, number] of counts) {
    const first = lengths.findIndex((candidate) => length <= candidate);
    for (let i = first; i < lengths.length; i += 1) upTo[i] = (upTo[i] ?? 0) + number;
  }
  // cost[i]: least padded size of all sequences up to candidate i; from[k][i]: the bound before it, with k buckets more.
  let cost = lengths.map((length, i) => (upTo[i] ?? 0) * length);
  const from: number[][] = [];
  for (let bucket = 1; bucket < count; bucket += 1) {
    const before = cost;
    const origin = lengths.map(() => -1);
    cost = lengths.map((length, i) => {
      let least = before[i] ?? 0;
      for (let j = 0; j < i; j += 1) {
        const padded = (before[j] ?? 0) + ((upTo[i] ?? 0) - (upTo[j] ?? 0)) * length;
        if (padded >= least) continue;
        least = padded;
        origin[i] = j;
      }
      return least;
    });
    from.push(origin);
  }
  const bounds: number[] = [];
  let at = lengths.length - 1;
  for (let bucket = count - 1; at >= 0; bucket -= 1) {
    const origin = bucket === 0 ? -1 : (from[bucket - 1]?.[at] ?? -1);
    // Where a bucket more is of no use, the same bound is reached with fewer.
    if (origin === -1 && bucket > 0) continue;
    bounds.unshift(lengths[at] ?? 0);
    at = origin;
  }
  return bounds;
}

function thinned(lengths: readonly number[]): readonly number[] {
  if (lengths.length <= mostCandidates) return lengths;
  const step = lengths.length / mostCandidates;
  return Array.from({ length: mostCandidates }, (_, i) => lengths[Math.ceil((i + 1) * step) - 1] ?? 0);
}
