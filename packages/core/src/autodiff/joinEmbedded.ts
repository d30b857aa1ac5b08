import type { Part } from "../graph/lowering.ts";
import type { Tensor } from "../graph/tensor.ts";
import { embedAll } from "../ops/embed.ts";

interface Laid {
  readonly tensor: Tensor;
  readonly part: Part;
}

/**
 * Terms of a sum in which tensors that were laid into zeros beside each other are laid into the same zeros: what the slices
 * of one tensor give back becomes one node, without zeros to fill and to add.
 */
export function joinEmbedded(terms: readonly Tensor[]): readonly Tensor[] {
  const laid = terms.filter(isLaidIntoZeros);
  const [first] = laid;
  if (first === undefined || laid.length < 2) return terms;
  const parts: Laid[] = [];
  const left: Tensor[] = [];
  for (const term of laid) {
    const own = partsOf(term);
    const fits = own.every((each) => parts.every((other) => areApart(each, other)));
    if (fits) parts.push(...own);
    else left.push(term);
  }
  if (left.length === laid.length - 1) return terms;
  const joined = embedAll(
    parts.map(({ tensor }) => tensor),
    first.shape,
    parts.map(({ part: { start, steps } }) => ({ starts: start, steps: steps ?? start.map(() => 1) })),
  );
  return [...terms.filter((term) => !isLaidIntoZeros(term)), joined, ...left];
}

function isLaidIntoZeros(tensor: Tensor): boolean {
  const { lowering } = tensor.op;
  return (
    lowering.kind === "assemble" && lowering.fill === 0 && tensor.dtype === "f32" && lowering.parts.every(isForward)
  );
}

function isForward({ steps = [] }: Part): boolean {
  return steps.every((step) => step > 0);
}

function partsOf(tensor: Tensor): Laid[] {
  const { lowering } = tensor.op;
  if (lowering.kind !== "assemble") return [];
  return lowering.parts.flatMap((part) => {
    const input = tensor.inputs[part.input];
    return input === undefined ? [] : [{ tensor: input, part }];
  });
}

/** Whether two parts have no element in common: along some axis their ranges, or their places within a step, differ. */
function areApart(a: Laid, b: Laid): boolean {
  return a.part.start.some((_, axis) => {
    const [x, y] = [rangeOf(a, axis), rangeOf(b, axis)];
    if (x.end <= y.start || y.end <= x.start) return true;
    return x.step === y.step && (x.start - y.start) % x.step !== 0;
  });
}

function rangeOf({ tensor, part }: Laid, axis: number): { start: number; end: number; step: number } {
  const start = part.start[axis] ?? 0;
  const step = part.steps?.[axis] ?? 1;
  const size = tensor.shape[axis] ?? 1;
  return { start, end: start + step * (size - 1) + 1, step };
}
