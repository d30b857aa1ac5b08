import { FunctionBuilder } from "../binary/functionBuilder.ts";
import { ModuleBuilder } from "../binary/moduleBuilder.ts";

const sums = 12;
const lanes = 4;
const flopsPerRound = sums * lanes * 2;

/** A loop of nothing but independent multiply-adds in registers. */
function multiplyAddModule(fused: boolean): Uint8Array<ArrayBuffer> {
  const builder = new FunctionBuilder(["i32"], ["i32"]);
  const rounds = 0;
  const count = builder.local("i32");
  const factor = builder.local("v128");
  const addend = builder.local("v128");
  const running = Array.from({ length: sums }, () => builder.local("v128"));
  const splat = (value: number): Uint8Array => new Uint8Array(new Float32Array(lanes).fill(value).buffer);
  builder.v128(splat(0.999)).set(factor).v128(splat(0.001)).set(addend);
  running.forEach((sum, i) => {
    builder.v128(splat(i / sums)).set(sum);
  });
  builder.forLoop(
    count,
    () => builder.i32(0),
    () => builder.get(rounds),
    1,
    () => {
      for (const sum of running) {
        builder.get(sum).get(factor);
        if (fused) builder.get(addend).simd("f32x4RelaxedMadd");
        else builder.simd("f32x4Mul").get(addend).simd("f32x4Add");
        builder.set(sum);
      }
    },
  );
  const [first, ...others] = running;
  builder.get(first ?? 0);
  for (const sum of others) builder.get(sum).simd("f32x4Add");
  builder.v128(splat(0)).simd("f32x4Gt").simd("anyTrue");
  const module = new ModuleBuilder(false);
  module.add(builder, "multiplyAdd");
  return module.encode();
}

/**
 * The most f32 multiply-adds that this machine does in WebAssembly SIMD on one core, in 10⁹ operations a second
 * (a multiply-add counts as two). The best of several short runs.
 *
 * @param options - `fused`: with relaxed multiply-add (default false)
 * @example
 * console.log(`${(await measureRoofline()).toFixed(1)} GFLOP/s a core`);
 */
export async function measureRoofline(options: { fused?: boolean } = {}): Promise<number> {
  const module = await WebAssembly.compile(multiplyAddModule(options.fused === true));
  const memory = new WebAssembly.Memory({ initial: 1, maximum: 65536 });
  const { multiplyAdd } = new WebAssembly.Instance(module, { env: { memory } }).exports;
  if (typeof multiplyAdd !== "function") throw new TypeError("the module exports multiplyAdd");
  const rounds = 200_000;
  let best = Number.POSITIVE_INFINITY;
  for (let run = 0; run < 25; run += 1) {
    const start = performance.now();
    multiplyAdd(rounds);
    if (run > 4) best = Math.min(best, performance.now() - start);
  }
  return (rounds * flopsPerRound) / best / 1e6;
}
