import type { Tensor } from "../../src/graph/tensor.ts";
import { ops } from "../../src/ops/registry.ts";
import { type ScanOptions, type ScanResult, scan as scanOp } from "../../src/ops/scan.ts";
import type { CaseInput } from "./opCases.ts";

interface ScanCase {
  readonly title: string;
  readonly inputs: readonly CaseInput[];
  readonly build: (...inputs: readonly Tensor[]) => Tensor;
}

const f32 = (...shape: number[]): CaseInput => ({ shape, dtype: "f32", range: { from: -1, to: 1 } });
const bool = (...shape: number[]): CaseInput => ({ shape, dtype: "bool", range: { from: 0, to: 1 } });

function nth(list: readonly Tensor[], index: number): Tensor {
  const found = list[index];
  if (found === undefined) throw new RangeError("no such tensor");
  return found;
}

/** `scan` whose step sees lists that always have what it asks for. */
function scan(
  step: (carry: Named, elements: Named) => { carry: readonly Tensor[]; outputs?: readonly Tensor[] },
  carry: readonly Tensor[],
  xs: readonly Tensor[],
  options: ScanOptions = {},
): ScanResult {
  return scanOp((before, elements) => step(tuple(before), tuple(elements)), carry, xs, options);
}

type Named = readonly [Tensor, Tensor];

function tuple(list: readonly Tensor[]): Named {
  const [a, b] = list;
  const first = a ?? ops.zeros([]);
  return [first, b ?? first];
}

/** One turn of an LSTM from gates that the input has made already. */
function lstmTurn(h: Tensor, c: Tensor, gates: Tensor, weight: Tensor): { h: Tensor; c: Tensor } {
  const all = ops.add(gates, ops.matMul(h, weight, { transposeB: true }));
  const [i, f, g, o] = ops.split(all, 4, -1);
  if (i === undefined || f === undefined || g === undefined || o === undefined) throw new RangeError("four gates");
  const next = ops.add(ops.mul(ops.sigmoid(f), c), ops.mul(ops.sigmoid(i), ops.tanh(g)));
  return { h: ops.mul(ops.sigmoid(o), ops.tanh(next)), c: next };
}

/** Recurrences of every kind: what is carried, what is read, what is captured, in both directions. */
export const scanCases: readonly ScanCase[] = [
  {
    title: "running sum",
    inputs: [f32(3), f32(5, 3)],
    build: (first, x) => nth(scan(([s], [v]) => ({ carry: [ops.add(s, v)] }), [first], [x]).carries, 0),
  },
  {
    title: "last of a decaying sum, reversed",
    inputs: [f32(2, 3), f32(4, 2, 3), f32(3)],
    build: (first, x, rate) =>
      nth(
        scan(([s], [v]) => ({ carry: [ops.add(ops.mul(s, rate), ops.square(v))] }), [first], [x], {
          reverse: true,
        }).carry,
        0,
      ),
  },
  {
    title: "simple recurrent network",
    inputs: [f32(2, 3), f32(5, 2, 4), f32(3, 4), f32(3, 3), f32(3)],
    build: (first, x, input, hidden, bias) =>
      nth(
        scan(
          ([h], [v]) => ({
            carry: [
              ops.tanh(
                ops.add(
                  ops.add(ops.matMul(v, input, { transposeB: true }), bias),
                  ops.matMul(h, hidden, { transposeB: true }),
                ),
              ),
            ],
          }),
          [first],
          [x],
        ).carries,
        0,
      ),
  },
  {
    title: "LSTM",
    inputs: [f32(2, 3), f32(2, 3), f32(4, 2, 12), f32(12, 3)],
    build: (h0, c0, gates, weight) => {
      const result = scan(
        ([h, c], [x]) => {
          const next = lstmTurn(h, c, x, weight);
          return { carry: [next.h, next.c] };
        },
        [h0, c0],
        [gates],
      );
      return ops.concat([ops.reshape(nth(result.carries, 0), [8, 3]), nth(result.carry, 1)]);
    },
  },
  {
    title: "LSTM, reversed, with lengths",
    inputs: [f32(2, 3), f32(2, 3), f32(4, 2, 12), f32(12, 3), bool(4, 2, 1)],
    build: (h0, c0, gates, weight, mask) => {
      const result = scan(
        ([h, c], [x, real]) => {
          const next = lstmTurn(h, c, x, weight);
          const kept = ops.where(real, next.h, h);
          return {
            carry: [kept, ops.where(real, next.c, c)],
            outputs: [ops.mul(kept, ops.cast(real, "f32"))],
          };
        },
        [h0, c0],
        [gates, mask],
        { reverse: true },
      );
      return nth(result.outputs, 0);
    },
  },
  {
    title: "one element alone, a carry that stands still, a captured carry",
    inputs: [f32(3), f32(3), f32(1, 3), f32(3)],
    build: (a, b, x, set) => {
      const result = scan(([p, q], [v]) => ({ carry: [set, q], outputs: [ops.mul(ops.add(p, v), q)] }), [a, b], [x]);
      return ops.concat([nth(result.carry, 0), nth(result.carry, 1), ops.reshape(nth(result.outputs, 0), [3])]);
    },
  },
  {
    title: "power, without sequences",
    inputs: [f32(2, 2), f32(2, 2)],
    build: (first, matrix) =>
      nth(scan(([p]) => ({ carry: [ops.matMul(p, matrix)] }), [first], [], { steps: 3 }).carries, 0),
  },
  {
    title: "a bias and a weight that linear ops stand before",
    inputs: [f32(2, 3), f32(4, 2, 3), f32(1, 3), f32(9)],
    build: (first, x, bias, flat) =>
      nth(
        scan(
          ([s], [v]) => ({
            carry: [ops.sigmoid(ops.add(ops.add(ops.matMul(s, ops.reshape(flat, [3, 3])), v), ops.neg(bias)))],
          }),
          [first],
          [x],
        ).carry,
        0,
      ),
  },
  {
    title: "attention over captured keys",
    inputs: [f32(2, 3), f32(3, 2, 3), f32(2, 4, 3)],
    build: (first, x, keys) =>
      nth(
        scan(
          ([s], [v]) => {
            const query = ops.reshape(ops.add(s, v), [2, 1, 3]);
            const scores = ops.softmax(ops.matMul(query, keys, { transposeB: true }));
            return { carry: [ops.reshape(ops.matMul(scores, keys), [2, 3])] };
          },
          [first],
          [x],
        ).carries,
        0,
      ),
  },
  {
    title: "scan within a scan",
    inputs: [f32(2), f32(3, 4, 2), f32(2)],
    build: (first, x, rate) =>
      nth(
        scan(
          ([s], [rows]) => ({
            carry: [
              nth(scan(([t], [row]) => ({ carry: [ops.tanh(ops.add(ops.mul(t, rate), row))] }), [s], [rows]).carry, 0),
            ],
          }),
          [first],
          [x],
        ).carries,
        0,
      ),
  },
];
