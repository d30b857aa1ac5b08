import type { BoundOp, ForwardCall, Values } from "../graph/boundOp.ts";
import { carrySlots, type Scan, type ScanPiece, scanLayout } from "../graph/scan.ts";
import { elementCount } from "../graph/shape.ts";
import { makeTensor, type Tensor } from "../graph/tensor.ts";
import { topologicalOrder } from "../graph/topologicalOrder.ts";
import { type OpDescription, traitsOf } from "./description.ts";
import { reshape } from "./reshape.ts";
import { scanGradients, scanTangent } from "./scanDerivative.ts";
import { slice } from "./slice.ts";

export const scanDescription: OpDescription = {
  name: "scan",
  summary: {
    en: "One turn after another: each from the last one's carry and the next element.",
    zh: "逐步递推：每一步由上一步的状态和下一个元素得出。",
  },
  formula: "(c_t, y_t) = f(c_{t-1}, x_t)",
  family: "recurrence",
  source: "Werbos, Backpropagation through time: what it does and how to do it, Proc. IEEE 78, 1990",
  tolerance: 1e-5,
  domain: { from: -1, to: 1 },
};

/** The node of a scan: all its results in one list, laid out as `scanLayout` says. */
export function makeScan(scan: Scan, operands: readonly Tensor[]): Tensor {
  const { body, steps, reversed } = scan;
  const op: BoundOp = {
    name: "scan",
    attributes: {
      family: body.family,
      steps,
      reversed,
      outputs: body.outputs.length,
    },
    forward: (call) => {
      runTurns(scan, call);
    },
    derivative: {
      kind: "general",
      reverse: (call, dy) => scanGradients(scan, call, dy, makeScan),
      forward: (call, tangents) => scanTangent(scan, call, tangents, makeScan),
    },
    lowering: { kind: "scan", scan },
    notation: (names) => `\\operatorname{scan}(${names.join(", ")})`,
    flops: () => {
      const roots = [...body.carries.map(({ after }) => after), ...body.outputs];
      return topologicalOrder(roots).reduce(
        (sum, { op: each, inputs, shape }) =>
          sum +
          steps *
            each.flops(
              inputs.map((input) => input.shape),
              shape,
            ),
        0,
      );
    },
    traits: traitsOf(scanDescription),
  };
  return makeTensor(op, operands, { shape: [scanLayout(scan).elementCount], dtype: "f32" });
}

/** Some of the values of a piece of a scan's result: [count, …], or one value without the axis. */
export function scanPiece(whole: Tensor, piece: ScanPiece, first: number, count: number, stacked = true): Tensor {
  const start = piece.offset + first * piece.size;
  const run = slice(whole, { starts: [start], ends: [start + count * piece.size] });
  return reshape(run, stacked ? [count, ...piece.shape] : piece.shape);
}

/** The meaning of a scan: plain loops over turns and nodes, in f64. */
function runTurns(scan: Scan, { inputs, output }: ForwardCall): void {
  const { body, steps, reversed } = scan;
  const { carries, elements, captured } = body;
  const layout = scanLayout(scan);
  const slots = carrySlots(scan);
  const roots = [...carries.map(({ after }) => after), ...body.outputs];
  const order = topologicalOrder(roots);
  const place = (pieces: readonly ScanPiece[], index: number, slot: number): Values => {
    const piece = pieces[index];
    if (piece === undefined) throw new RangeError("a piece that the layout lacks");
    const start = piece.offset + slot * piece.size;
    return output.subarray(start, start + piece.size);
  };
  const given = (index: number): Values => inputs[index] ?? new Float64Array();
  let now = carries.map((_, index) => Float64Array.from(given(index)));
  carries.forEach(({ keepsAll }, index) => {
    if (keepsAll) place(layout.carries, index, slots.first).set(given(index));
  });
  const leaves = new Map<Tensor, Values>();
  captured.forEach((leaf, index) => {
    leaves.set(leaf, given(carries.length + elements.length + index));
  });
  for (let turn = 0; turn < steps; turn += 1) {
    const at = reversed ? steps - 1 - turn : turn;
    const values = new Map(leaves);
    carries.forEach(({ before }, index) => {
      values.set(before, now[index] ?? new Float64Array());
    });
    elements.forEach((element, index) => {
      const size = elementCount(element.shape);
      values.set(element, given(carries.length + index).subarray(at * size, (at + 1) * size));
    });
    for (const node of order) if (!values.has(node)) values.set(node, computed(node, values));
    now = carries.map(({ after }) => Float64Array.from(values.get(after) ?? []));
    carries.forEach(({ keepsAll }, index) => {
      place(layout.carries, index, keepsAll ? at + slots.afterTurns : 0).set(now[index] ?? []);
    });
    body.outputs.forEach((each, index) => {
      place(layout.outputs, index, at).set(values.get(each) ?? []);
    });
  }
}

function computed(node: Tensor, values: ReadonlyMap<Tensor, Values>): Values {
  const output = new Float64Array(elementCount(node.shape));
  node.op.forward({
    inputs: node.inputs.map((input) => values.get(input) ?? new Float64Array()),
    inputShapes: node.inputs.map((input) => input.shape),
    output,
    shape: node.shape,
  });
  return output;
}
