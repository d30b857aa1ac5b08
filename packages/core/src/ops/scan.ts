import { ChainruleError } from "../errors/chainruleError.ts";
import { carrySlots, type Scan, type ScanCarry, scanLayout } from "../graph/scan.ts";
import { currentScope } from "../graph/scope.ts";
import { formatShape } from "../graph/shape.ts";
import type { Tensor } from "../graph/tensor.ts";
import { requireRank, requireShape, requireType } from "./require.ts";
import { closeBody, newFamily, placeholder } from "./scanBody.ts";
import { makeScan, scanPiece } from "./scanOp.ts";

/** What one turn makes: the carries for the next, and values that are kept of every turn. */
export interface ScanTurn {
  readonly carry: readonly Tensor[];
  readonly outputs?: readonly Tensor[];
}

/** Settings of {@link scan}. */
export interface ScanOptions {
  /** Whether the last element comes first (default false). */
  readonly reverse?: boolean;
  /** How many turns; needed only where there are no sequences. */
  readonly steps?: number;
}

/** What {@link scan} gives. */
export interface ScanResult {
  /** The carries after the last turn. */
  readonly carry: readonly Tensor[];
  /** Every carry after each turn, [steps, …]; at the place of the turn's element. */
  readonly carries: readonly Tensor[];
  /** Every output of each turn, [steps, …]. */
  readonly outputs: readonly Tensor[];
}

/**
 * A recurrence over the first axis of sequences: (cₜ, yₜ) = step(cₜ₋₁, xₜ) for t = 0 … steps − 1.
 *
 * `step` is called once, to build the graph of one turn; what it uses from outside (weights) is the same in every turn.
 * The gradient is backpropagation through time: one more scan, backwards, over what the turns have kept; the gradient of
 * a matrix that is multiplied in every turn is one product over all turns. Memory is planned like that of any other op.
 *
 * Source: Werbos, "Backpropagation through time: what it does and how to do it", Proc. IEEE 78, 1990.
 *
 * @param step - given the carries [c] and the elements of this turn [x], gives the next carries and the outputs
 * @param carry - first carries, f32
 * @param xs - sequences, each [steps, …] of any type
 * @param options - `reverse`: from the last element to the first; `steps` where there are no sequences
 * @throws ChainruleError if the sequences' lengths differ, or a carry changes its shape or is not f32
 * @example
 * const zero = zeros([8]);
 * const { carry: [sum] } = scan(([total = zero], [x = zero]) => ({ carry: [add(total, x)] }), [zero], [input("x", [20, 8])]);
 */
export function scan(
  step: (carry: readonly Tensor[], elements: readonly Tensor[]) => ScanTurn,
  carry: readonly Tensor[],
  xs: readonly Tensor[],
  options: ScanOptions = {},
): ScanResult {
  const { reverse = false } = options;
  const steps = stepsOf(xs, options.steps);
  for (const first of carry) requireType("scan", first, "f32");
  const before = carry.map((first, index) => placeholder(first.name ?? `carry${index}`, first.shape, "f32"));
  const elements = xs.map((x, index) => placeholder(x.name ?? `x${index}`, x.shape.slice(1), x.dtype));
  const turn = step(before, elements);
  const outputs = turn.outputs ?? [];
  if (turn.carry.length !== carry.length) refuseCarryCount(carry.length, turn.carry.length);
  turn.carry.forEach((after, index) => {
    requireType("scan", after, "f32");
    requireShape("scan", after, carry[index]?.shape ?? []);
  });
  for (const output of outputs) requireType("scan", output, "f32");
  const closed = closeBody([...before, ...elements], [...turn.carry, ...outputs]);
  const carries = before.map(
    (each, index): ScanCarry => ({ before: each, after: closed.roots[index] ?? each, keepsAll: true }),
  );
  const made: Scan = {
    body: {
      family: newFamily(),
      carries,
      elements,
      captured: closed.captured,
      outputs: closed.roots.slice(carries.length),
    },
    steps,
    reversed: reverse,
  };
  const whole = makeScan(made, [...carry, ...xs, ...closed.sources]);
  const layout = scanLayout(made);
  const slots = carrySlots(made);
  return {
    carry: layout.carries.map((piece) => scanPiece(whole, piece, slots.last, 1, false)),
    carries: layout.carries.map((piece) => scanPiece(whole, piece, slots.afterTurns, steps)),
    outputs: layout.outputs.map((piece) => scanPiece(whole, piece, 0, steps)),
  };
}

function stepsOf(xs: readonly Tensor[], given: number | undefined): number {
  for (const x of xs) requireRank("scan", x, 1, true);
  const lengths = [...new Set([...xs.map(({ shape }) => shape[0] ?? 0), ...(given === undefined ? [] : [given])])];
  const [steps] = lengths;
  if (lengths.length === 1 && steps !== undefined && Number.isSafeInteger(steps) && steps > 0) return steps;
  const received = xs.map(({ shape }) => formatShape(shape)).join(", ");
  throw new ChainruleError("graph.scanSteps", {
    op: "scan",
    received: given === undefined ? received : `steps ${given}, ${received}`,
    path: currentScope(),
  });
}

function refuseCarryCount(expected: number, received: number): never {
  throw new ChainruleError("graph.scanCarries", { op: "scan", expected, received, path: currentScope() });
}

/** The scan behind a node, if it is one. */
export function scanOf(tensor: Tensor): Scan | undefined {
  return tensor.op.lowering.kind === "scan" ? tensor.op.lowering.scan : undefined;
}
