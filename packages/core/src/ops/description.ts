import type { OpTraits } from "../graph/boundOp.ts";
import type { Shape } from "../graph/shape.ts";

/** Random inputs for the gradient check: `from` to `to`, uniformly, staying `away` from the kinks listed. */
export interface CheckRange {
  readonly from: number;
  readonly to: number;
  readonly kinks?: readonly number[];
}

/** What the table of ops, the documentation and the tests need to know of every op. */
export interface OpDescription {
  readonly name: string;
  /** One sentence each. */
  readonly summary: { readonly en: string; readonly zh: string };
  /** The definition in LaTeX. */
  readonly formula: string;
  /** Group in the table of ops. */
  readonly family:
    | "arithmetic"
    | "comparison"
    | "unary"
    | "activation"
    | "linear algebra"
    | "reduction"
    | "shape"
    | "indexing"
    | "convolution"
    | "pooling"
    | "recurrence"
    | "random";
  /** Which derivative (or value) is taken where the mathematics leaves a choice: kinks, ties. One sentence each. */
  readonly convention?: { readonly en: string; readonly zh: string };
  /** Paper, book or library that defines it, where it is not common knowledge. */
  readonly source?: string;
  /** Bound on |wasm − reference| ÷ max(1, |reference|) in f32. */
  readonly tolerance: number;
  /** Where its operands may lie, one range for all or one each. */
  readonly domain: CheckRange | readonly CheckRange[];
  /** Shapes (and attributes live in the test's own table) for which it is checked; operands in order. */
  readonly examples?: readonly (readonly Shape[])[];
}

/** What a bound op tells explanation. */
export function traitsOf({ family, summary, convention }: OpDescription): OpTraits {
  return { family, summary, ...(convention === undefined ? {} : { convention }) };
}
