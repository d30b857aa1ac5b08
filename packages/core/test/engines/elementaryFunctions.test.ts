import { describe, expect, it } from "vitest";
import { createReferenceSession } from "../../src/engines/reference/session.ts";
import { createWasmSession } from "../../src/engines/wasm/wasmSession.ts";
import type { Tensor } from "../../src/graph/tensor.ts";
import { cos } from "../../src/ops/cos.ts";
import { erf } from "../../src/ops/erf.ts";
import { exp } from "../../src/ops/exp.ts";
import { expm1 } from "../../src/ops/expm1.ts";
import { input } from "../../src/ops/input.ts";
import { log } from "../../src/ops/log.ts";
import { log1p } from "../../src/ops/log1p.ts";
import { pow } from "../../src/ops/pow.ts";
import { sigmoid } from "../../src/ops/sigmoid.ts";
import { sin } from "../../src/ops/sin.ts";
import { sqrt } from "../../src/ops/sqrt.ts";
import { tanh } from "../../src/ops/tanh.ts";

const count = 20_000;

/** Points from `from` to `to`, evenly, then the same spacing in the exponent around zero. */
function points(from: number, to: number): Float32Array {
  const even = Array.from({ length: count }, (_, i) => from + ((to - from) * i) / (count - 1));
  const small = Array.from({ length: 200 }, (_, i) => 10 ** (-i / 5)).flatMap((x) => [x, -x]);
  return Float32Array.from([...even, ...small.filter((x) => x >= from && x <= to)]);
}

async function bothOf(
  build: (x: Tensor) => Tensor,
  values: Float32Array,
): Promise<[ArrayLike<number>, ArrayLike<number>]> {
  const x = input("x", [values.length]);
  const step = { outputs: { y: build(x) }, updates: [] };
  const wasm = await createWasmSession({ threads: 1 });
  const fast = (await wasm.compile(step)).run({ x: values }).outputs.y?.data ?? [];
  const slow = (await createReferenceSession().compile(step)).run({ x: values }).outputs.y?.data ?? [];
  return [fast, slow];
}

describe("elementary functions of the WebAssembly engine", () => {
  it.each([
    ["exp", exp, -87, 88, 3e-7],
    ["expm1", expm1, -20, 80, 5e-7],
    ["log", log, 1e-30, 1e30, 3e-7],
    ["log near 1", log, 0.5, 2, 3e-7],
    ["log1p", log1p, -0.999, 100, 5e-7],
    ["sqrt", sqrt, 0, 1e10, 1e-7],
    ["tanh", tanh, -12, 12, 6e-7],
    ["sigmoid", sigmoid, -80, 80, 5e-7],
    ["erf", erf, -5, 5, 4e-7],
    ["1023/1024 to the power of x", (x: Tensor) => pow(1023 / 1024, x), 0, 1000, 2e-6],
    ["x to the power of 2.5", (x: Tensor) => pow(x, 2.5), 1e-3, 100, 3e-6],
  ] as const)("%s: relative error within the bound", async (_name, build, from, to, bound) => {
    const values = points(from, to);
    const [fast, slow] = await bothOf(build, values);
    let worst = 0;
    for (let i = 0; i < values.length; i += 1) {
      const [a, b] = [fast[i] ?? Number.NaN, slow[i] ?? Number.NaN];
      const error = Math.abs(a - b) / Math.max(Math.abs(b), 1e-37);
      if (!(error <= worst)) worst = error;
    }
    expect(worst).toBeLessThan(bound);
  });

  it.each([
    ["sin", sin],
    ["cos", cos],
  ] as const)("%s: absolute error within 2e-7 up to 1000 radians", async (_name, build) => {
    const values = points(-1000, 1000);
    const [fast, slow] = await bothOf(build, values);
    for (let i = 0; i < values.length; i += 1) expect(Math.abs((fast[i] ?? 9) - (slow[i] ?? 0))).toBeLessThan(2e-7);
  });

  it("keeps the special values", async () => {
    const special = Float32Array.of(Infinity, -Infinity, Number.NaN, 0, -0, 200, -200);
    const expected: [(x: Tensor) => Tensor, number[]][] = [
      [exp, [Infinity, 0, Number.NaN, 1, 1, Infinity, 0]],
      [tanh, [1, -1, Number.NaN, 0, -0, 1, -1]],
      [sigmoid, [1, 0, Number.NaN, 0.5, 0.5, 1, 0]],
      [log, [Infinity, Number.NaN, Number.NaN, -Infinity, -Infinity, Math.fround(Math.log(200)), Number.NaN]],
      [erf, [1, -1, Number.NaN, 0, -0, 1, -1]],
      [expm1, [Infinity, -1, Number.NaN, 0, 0, Infinity, -1]],
      [log1p, [Infinity, Number.NaN, Number.NaN, 0, -0, Math.fround(Math.log1p(200)), Number.NaN]],
    ];
    for (const [build, want] of expected) {
      const [fast] = await bothOf(build, special);
      expect([...Array.from(fast)]).toEqual(want);
    }
  });
});
