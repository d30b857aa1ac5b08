import type { BoundOp, ForwardCall, Values } from "../graph/boundOp.ts";
import { carrySlots, type Scan, type ScanPiece, scanLayout } from "../graph/scan.ts";
import { makeTensor, type Tensor } from "../graph/tensor.ts";
import { topologicalOrder } from "../graph/topologicalOrder.ts";
import { type OpDescription, traitsOf } from "./description.ts";
import { reshape } from "./reshape.ts";
import { scanGradients, scanTangent } from "./scanDerivative.ts";
import { scanTurns } from "./scanTurns.ts";
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
      fillResults(scan, call);
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
function fillResults(scan: Scan, { inputs, output }: ForwardCall): void {
  const { carries, outputs } = scan.body;
  const layout = scanLayout(scan);
  const slots = carrySlots(scan);
  const put = (piece: ScanPiece | undefined, slot: number, values: Values | undefined): void => {
    if (piece !== undefined && values !== undefined) output.set(values, piece.offset + slot * piece.size);
  };
  carries.forEach(({ keepsAll }, index) => {
    if (keepsAll) put(layout.carries[index], slots.first, inputs[index]);
  });
  for (const { at, values } of scanTurns(scan, inputs)) {
    carries.forEach(({ after, keepsAll }, index) => {
      put(layout.carries[index], keepsAll ? at + slots.afterTurns : 0, values.get(after));
    });
    outputs.forEach((each, index) => {
      put(layout.outputs[index], at, values.get(each));
    });
  }
}
