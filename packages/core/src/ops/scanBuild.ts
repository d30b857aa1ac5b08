import { type Scan, type ScanCarry, scanLayout } from "../graph/scan.ts";
import { substitute } from "../graph/substitute.ts";
import type { Tensor } from "../graph/tensor.ts";
import { topologicalOrder } from "../graph/topologicalOrder.ts";
import { closeBody, newFamily } from "./scanBody.ts";

/** Makes the node of a scan; handed over, since the rules that make scans are part of the op. */
export type MakeScan = (scan: Scan, operands: readonly Tensor[]) => Tensor;

/** A leaf of a body, and the tensor outside whose element it stands for. */
export interface Bound {
  readonly leaf: Tensor;
  readonly source: Tensor;
}

export interface ScanDraft {
  readonly steps: number;
  readonly reversed: boolean;
  readonly carries: readonly (ScanCarry & { readonly first: Tensor })[];
  /** Those that the body does not use are left out. */
  readonly elements: readonly Bound[];
  /** What leaves that are the same in every turn stand for. */
  readonly constants: readonly Bound[];
  readonly outputs: readonly Tensor[];
}

export interface BuiltScan {
  readonly scan: Scan;
  readonly whole: Tensor;
  readonly layout: ReturnType<typeof scanLayout>;
}

/** Makes a scan of a body's graph: what does not change from turn to turn is computed outside. */
export function buildScan(draft: ScanDraft, make: MakeScan): BuiltScan {
  const afters = draft.carries.map(({ after }) => after);
  const leaves = [...draft.carries.map(({ before }) => before), ...draft.elements.map(({ leaf }) => leaf)];
  const closed = closeBody(leaves, [...afters, ...draft.outputs]);
  const used = new Set(topologicalOrder(closed.roots));
  const elements = draft.elements.filter(({ leaf }) => used.has(leaf));
  const outside = substitute(closed.sources, new Map(draft.constants.map(({ leaf, source }) => [leaf, source])));
  const scan: Scan = {
    body: {
      family: newFamily(),
      carries: draft.carries.map(({ before, keepsAll }, index) => ({
        before,
        after: closed.roots[index] ?? before,
        keepsAll,
      })),
      elements: elements.map(({ leaf }) => leaf),
      captured: closed.captured,
      outputs: closed.roots.slice(afters.length),
    },
    steps: draft.steps,
    reversed: draft.reversed,
  };
  const operands = [...draft.carries.map(({ first }) => first), ...elements.map(({ source }) => source), ...outside];
  return { scan, whole: make(scan, operands), layout: scanLayout(scan) };
}
