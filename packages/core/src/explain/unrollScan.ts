import type { View } from "../graph/lowering.ts";
import { carrySlots, type Scan, type ScanPiece, scanLayout } from "../graph/scan.ts";
import { elementCount, sameShape } from "../graph/shape.ts";
import { named, type Tensor, withInputs } from "../graph/tensor.ts";
import { topologicalOrder } from "../graph/topologicalOrder.ts";
import { concat } from "../ops/concat.ts";
import { reshape } from "../ops/reshape.ts";
import { slice } from "../ops/slice.ts";
import { stack } from "../ops/stack.ts";

/** A scan written out. */
export interface UnrolledScan {
  /** What a part of the scan's flat value is: one of its values, or several side by side; `undefined` where it is neither. */
  readonly values: (part: View) => Tensor | undefined;
  /** Any part of the flat value. */
  readonly numbers: (part: View) => Tensor;
}

/** The nodes of one turn, leaves first. */
export function bodyNodes({ body }: Scan): readonly Tensor[] {
  const leaves = [...body.carries.map(({ before }) => before), ...body.elements, ...body.captured];
  const roots = [...body.carries.map(({ after }) => after), ...body.outputs];
  return topologicalOrder([...leaves, ...roots]);
}

/**
 * Writes a scan out, turn by turn.
 *
 * @param operands - first carries, sequences, captured tensors
 * @param names - of the body's nodes; the turn is set behind them
 */
export function unrollScan(scan: Scan, operands: readonly Tensor[], names: ReadonlyMap<Tensor, string>): UnrolledScan {
  const { body, steps, reversed } = scan;
  const { carries, elements, captured } = body;
  const nodes = bodyNodes(scan);
  const layout = scanLayout(scan);
  const slots = carrySlots(scan);
  const operand = (index: number): Tensor => operands[index] ?? missing("an operand");
  let now = carries.map((_, index) => operand(index));
  const carrySlotsOf = carries.map(({ keepsAll }, index) => {
    const kept: Tensor[] = [];
    if (keepsAll) kept[slots.first] = operand(index);
    return kept;
  });
  const outputSlots: Tensor[][] = body.outputs.map(() => []);
  for (let turn = 0; turn < steps; turn += 1) {
    const at = reversed ? steps - 1 - turn : turn;
    const made = new Map<Tensor, Tensor>();
    carries.forEach(({ before }, index) => {
      made.set(before, now[index] ?? missing("a carry"));
    });
    elements.forEach((leaf, index) => {
      made.set(leaf, elementOf(operand(carries.length + index), at, names.get(leaf) ?? "x"));
    });
    captured.forEach((leaf, index) => {
      made.set(leaf, operand(carries.length + elements.length + index));
    });
    for (const node of nodes) {
      if (made.has(node) || node.op.lowering.kind === "constant") continue;
      const inputs = node.inputs.map((input) => made.get(input) ?? input);
      made.set(node, named(`${names.get(node) ?? node.op.name}[${at}]`, withInputs(node, inputs)));
    }
    now = carries.map(({ after }) => made.get(after) ?? after);
    now.forEach((value, index) => {
      const kept = carrySlotsOf[index];
      if (kept !== undefined) kept[carries[index]?.keepsAll === true ? at + slots.afterTurns : 0] = value;
    });
    body.outputs.forEach((output, index) => {
      const kept = outputSlots[index];
      if (kept !== undefined) kept[at] = made.get(output) ?? output;
    });
  }
  return laidOut([
    ...layout.carries.map((piece, index) => ({ piece, values: carrySlotsOf[index] ?? [] })),
    ...layout.outputs.map((piece, index) => ({ piece, values: outputSlots[index] ?? [] })),
  ]);
}

/** xₜ of a sequence x. */
function elementOf(x: Tensor, at: number, name: string): Tensor {
  const row = named(`${name}[${at}:${at + 1}]`, slice(x, { starts: [at], ends: [at + 1] }));
  return named(`${name}[${at}]`, reshape(row, x.shape.slice(1)));
}

interface Laid {
  readonly piece: ScanPiece;
  readonly values: readonly Tensor[];
}

function laidOut(pieces: readonly Laid[]): UnrolledScan {
  const flat = (): Tensor =>
    concat(
      pieces.flatMap(({ piece, values }) => values.map((value) => reshape(value, [piece.size]))),
      0,
    );
  let whole: Tensor | undefined;
  return {
    values: ({ shape, offset }) => {
      const count = elementCount(shape);
      const own = pieces.find(
        ({ piece }) => offset >= piece.offset && offset < piece.offset + piece.count * piece.size,
      );
      if (own === undefined) return undefined;
      const { piece, values } = own;
      const first = (offset - piece.offset) / piece.size;
      const taken = count / piece.size;
      if (!Number.isInteger(first) || !Number.isInteger(taken) || first + taken > piece.count) return undefined;
      if (taken === 1 && sameShape(shape, piece.shape)) return values[first];
      return sameShape(shape, [taken, ...piece.shape]) ? stack(values.slice(first, first + taken)) : undefined;
    },
    numbers: ({ shape, offset }) => {
      whole ??= flat();
      return reshape(slice(whole, { starts: [offset], ends: [offset + elementCount(shape)] }), shape);
    },
  };
}

function missing(what: string): never {
  throw new RangeError(`${what} that a scan lacks`);
}
