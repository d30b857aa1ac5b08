import { ChainruleError } from "../errors/chainruleError.ts";
import type { ForwardCall } from "../graph/boundOp.ts";
import { currentScope } from "../graph/scope.ts";
import {
  broadcastShapes,
  broadcastStrides,
  elementCount,
  formatShape,
  rowMajorStrides,
  type Shape,
  sameShape,
} from "../graph/shape.ts";
import type { Tensor, TensorType } from "../graph/tensor.ts";
import { broadcastTo } from "./broadcastTo.ts";
import { defineOp, type OpDefinition } from "./define.ts";
import { matMulCall } from "./matMulCall.ts";
import { requireRank, requireType } from "./require.ts";
import { reshape } from "./reshape.ts";
import { forEachOffset } from "./strided.ts";
import { asTuple } from "./tuple.ts";
import type { MatMulFits, MatMulShape } from "./types/matMul.ts";

/** Which operands of a matrix product are transposed first. */
export interface MatMulOptions {
  readonly transposeA?: boolean;
  readonly transposeB?: boolean;
}

type MatMulAttributes = { readonly transposeA: boolean; readonly transposeB: boolean };

export const matMulDefinition: OpDefinition<MatMulAttributes> = {
  name: "matMul",
  summary: { en: "Matrix product, batched over leading axes.", zh: "矩阵乘法，前置轴按批次广播。" },
  formula: "Y_{ij} = \\sum_k A_{ik} B_{kj}",
  family: "linear algebra",
  infer: (inputs, attributes) => {
    const [a, b] = asTuple(inputs, 2);
    const { rows, columns, batch } = sizes(a, b, attributes);
    return { shape: [...batch, rows, columns], dtype: "f32" };
  },
  forward: forwardMatMul,
  derivative: {
    kind: "multilinear",
    // With C = A'B', A' and B' transposed or not: dA' = dC B'ᵀ and dB' = A'ᵀ dC.
    transpose: ({ inputs, ops }, dy, index, { transposeA, transposeB }) => {
      const [a, b] = asTuple(inputs, 2);
      if (index === 0) {
        const da = transposeA
          ? ops.matMul(b, dy, { transposeA: transposeB, transposeB: true })
          : ops.matMul(dy, b, { transposeB: !transposeB });
        return ops.sumTo(da, a.shape);
      }
      const db = transposeB
        ? ops.matMul(dy, a, { transposeA: true, transposeB: transposeA })
        : ops.matMul(a, dy, { transposeA: !transposeA });
      return ops.sumTo(db, b.shape);
    },
    apply: (inputs, attributes, ops) => ops.matMul(...asTuple(inputs, 2), attributes),
  },
  lowering: (_inputs, _output, attributes) => ({
    kind: "kernel",
    strided: [true, true],
    call: (views, output) => matMulCall(asTuple(views, 2), output, attributes),
  }),
  notation: ([a, b], { transposeA, transposeB }) =>
    `${a}${transposeA ? "^{\\mathsf T}" : ""} ${b}${transposeB ? "^{\\mathsf T}" : ""}`,
  // Σₜ AₜᵀBₜ is one product of all rows below each other.
  sumOfTurns: (stacked, { transposeA, transposeB }, all) => {
    const [a, b] = asTuple(stacked, 2);
    if (!transposeA || transposeB || a.shape.length !== 3 || b.shape.length !== 3) return undefined;
    const rows = (x: Tensor): Tensor => reshape(x, [(x.shape[0] ?? 1) * (x.shape[1] ?? 1), x.shape[2] ?? 1]);
    return all.matMul(rows(a), rows(b), { transposeA });
  },
  flops: ([a], shape, { transposeA }) => 2 * elementCount(shape) * (a?.[a.length - (transposeA ? 2 : 1)] ?? 0),
  tolerance: 1e-5,
  domain: { from: -1, to: 1 },
};

const apply = defineOp(matMulDefinition);

/**
 * Matrix product, batched over leading axes with broadcasting: Yᵢⱼ = Σₖ Aᵢₖ Bₖⱼ.
 *
 * @param a - f32, […, rows, inner] ([…, inner, rows] with `transposeA`)
 * @param b - f32, […, inner, columns] ([…, columns, inner] with `transposeB`)
 * @throws ChainruleError if the inner dimensions differ, the batches do not broadcast, or an operand is no matrix
 * @example
 * const z = matMul(input("W", [1, 2]), input("X", [2, 4])); // [1, 4]
 */
export function matMul<A extends Shape, B extends Shape, const Options extends MatMulOptions = Record<never, never>>(
  a: Tensor<A>,
  b: Tensor<B> & MatMulFits<A, B, Options>,
  options?: Options,
): Tensor<MatMulShape<A, B, Options>>;
export function matMul(a: Tensor, b: Tensor, options: MatMulOptions = {}): Tensor {
  const attributes = { transposeA: options.transposeA ?? false, transposeB: options.transposeB ?? false };
  const { rows, inner, columns, batch } = sizes(a, b, attributes);
  if (a.shape.length === 2 && b.shape.length === 2) return apply([a, b], attributes);
  // One matrix for every member of the batch: the rows of the whole batch make one product.
  if (b.shape.length === 2 && !attributes.transposeA) {
    const product: Tensor = apply([reshape(a, [elementCount(batch) * rows, inner]), b], attributes);
    return reshape(product, [...batch, rows, columns]);
  }
  const product: Tensor = apply([withOneBatchAxis(a, batch), withOneBatchAxis(b, batch)], attributes);
  return sameShape(product.shape, [...batch, rows, columns]) ? product : reshape(product, [...batch, rows, columns]);
}

/** The operand as [batch, rows, columns], where a batch of 1 serves all. */
function withOneBatchAxis(x: Tensor, batch: Shape): Tensor {
  const matrix = x.shape.slice(-2);
  const own = x.shape.slice(0, -2);
  if (elementCount(own) === 1) return x.shape.length === 3 ? x : reshape(x, [1, ...matrix]);
  const whole: Tensor = sameShape(own, batch) ? x : broadcastTo(x, [...batch, ...matrix]);
  return whole.shape.length === 3 ? whole : reshape(whole, [elementCount(batch), ...matrix]);
}

interface MatMulSizes {
  readonly rows: number;
  readonly inner: number;
  readonly columns: number;
  readonly batch: readonly number[];
}

function sizes(a: TensorType, b: TensorType, { transposeA, transposeB }: MatMulAttributes): MatMulSizes {
  for (const operand of [a, b]) {
    requireType("matMul", operand, "f32");
    requireRank("matMul", operand, 2, true);
  }
  const [aRows = 1, aColumns = 1] = a.shape.slice(-2);
  const [bRows = 1, bColumns = 1] = b.shape.slice(-2);
  const received = `${formatShape(a.shape)}${transposeA ? "ᵀ" : ""} × ${formatShape(b.shape)}${transposeB ? "ᵀ" : ""}`;
  const inner = transposeA ? aRows : aColumns;
  if (inner !== (transposeB ? bColumns : bRows)) {
    throw new ChainruleError("graph.innerDimensions", { op: "matMul", received, path: currentScope() });
  }
  const batch = broadcastShapes(a.shape.slice(0, -2), b.shape.slice(0, -2));
  if (batch === undefined)
    throw new ChainruleError("graph.broadcast", { op: "matMul", received, path: currentScope() });
  return { rows: transposeA ? aColumns : aRows, inner, columns: transposeB ? bRows : bColumns, batch };
}

function forwardMatMul({ inputs, inputShapes, output }: ForwardCall, attributes: MatMulAttributes): void {
  const [a, b] = asTuple(inputs, 2);
  const [aShape, bShape] = asTuple(inputShapes, 2);
  const { rows, inner, columns, batch } = sizes(
    { shape: aShape, dtype: "f32" },
    { shape: bShape, dtype: "f32" },
    attributes,
  );
  const [aRow, aInner] = attributes.transposeA ? [1, rows] : [inner, 1];
  const [bInner, bColumn] = attributes.transposeB ? [1, inner] : [columns, 1];
  const bOffsets = new Float64Array(elementCount(batch));
  forEachOffset(batchView(bShape, batch), (index, offset) => {
    bOffsets[index] = offset;
  });
  forEachOffset(batchView(aShape, batch), (index, aOffset) => {
    const bOffset = bOffsets[index] ?? 0;
    for (let i = 0; i < rows; i += 1) {
      for (let j = 0; j < columns; j += 1) {
        let total = 0;
        for (let k = 0; k < inner; k += 1) {
          total +=
            (a[aOffset + i * aRow + k * aInner] ?? Number.NaN) * (b[bOffset + k * bInner + j * bColumn] ?? Number.NaN);
        }
        output[(index * rows + i) * columns + j] = total;
      }
    }
  });
}

/** Where each matrix of the (broadcast) batch begins. */
function batchView(shape: Shape, batch: Shape): { shape: Shape; strides: number[]; offset: number } {
  const strides = rowMajorStrides(shape).slice(0, -2);
  return { shape: batch, strides: broadcastStrides(shape.slice(0, -2), batch, strides), offset: 0 };
}
