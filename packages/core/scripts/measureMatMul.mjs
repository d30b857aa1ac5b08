// Measures the matrix product on one core, in GFLOP/s: node packages/core/scripts/measureMatMul.mjs [fast] [part of a case's name]
// Layout "NT" is x·Wᵀ, "NN" dy·W, "TN" dyᵀ·x. Where both algorithms may run both are shown, the planned one with a star. Run the build first.
import { inflateRawSync } from "node:zlib";
import { fastKernels } from "../dist/engines/wasm/fastKernels.generated.js";
import { plainKernels } from "../dist/engines/wasm/plainKernels.generated.js";
import { matMulPlan } from "../dist/kernels/matMulPlan.js";

const cases = [
  "64·784·128 NT",
  "64·128·784 NN",
  "128·64·784 TN",
  "64·128·10 NT",
  "64·10·128 NN",
  "10·64·128 TN",
  "256·784·1024 NT",
  "256·1024·1024 NT",
  "256·1024·1024 NN",
  "1024·256·1024 TN",
  "256·1024·10 NT",
  "10·256·1024 TN",
  "1·400·120 NT",
  "1·120·400 NN",
  "120·1·400 TN",
  "1·1024·1024 NT",
  "1·1024·1024 NN",
  "8·1024·1024 NN",
  "2·3·4 NN",
  "4·2·3 NT",
  "3·4·2 TN",
  "256·784·1 NT",
  "784·256·1 TN",
  "32·64·512 NT",
  "32·512·64 NN",
  "512·32·64 TN",
  "16×64·32·64 NT",
  "16×64·64·32 NN",
  "16×64·64·32 TN",
  "1024·1024·1024 NN",
  "1024·1024·1024 NT",
  "1024·1024·1024 TN",
];
const fast = process.argv.includes("fast");
const filter = process.argv.slice(2).find((argument) => argument !== "fast") ?? "";
const memory = new WebAssembly.Memory({ initial: 1024 });
const module = new WebAssembly.Module(inflateRawSync(Buffer.from(fast ? fastKernels : plainKernels, "base64")));
const { matMulBatched } = new WebAssembly.Instance(module, { env: { memory } }).exports;
const floats = new Float32Array(memory.buffer);
for (let index = 0; index < floats.length; index++) floats[index] = Math.random() * 2 - 1;
const [out, a, b, scratch] = [1, 16, 32, 48].map((megabytes) => megabytes << 20);

for (const name of cases.filter((each) => each.includes(filter))) {
  const [sizes, layout] = name.split(" ");
  const [batch, shape] = sizes.includes("×") ? sizes.split("×") : ["1", sizes];
  const [rows, inner, columns] = shape.split("·").map(Number);
  const [aRowStride, aColumnStride] = layout[0] === "N" ? [inner, 1] : [1, rows];
  const [bRowStride, bColumnStride] = layout[1] === "N" ? [columns, 1] : [1, inner];
  const strides = { aRowStride, aColumnStride, bRowStride, bColumnStride };
  const plan = matMulPlan({ batch: Number(batch), rows, columns, inner, ...strides });
  const operationCount = 2 * Number(batch) * rows * columns * inner;
  // Tiny products are repeated inside WebAssembly, as a batch over one place.
  const repeats = batch === "1" ? Math.ceil(1e5 / operationCount) : 1;
  const batchStrides = batch === "1" ? [0, 0, 0] : [rows * columns, rows * inner, inner * columns];
  const results = (layout === "NT" ? [0, 1] : [0]).map((algorithm) => {
    const run = () =>
      matMulBatched(
        algorithm,
        0,
        Number(batch) * repeats,
        ...batchStrides,
        out,
        columns,
        a,
        aRowStride,
        aColumnStride,
        b,
        bRowStride,
        bColumnStride,
        0,
        rows,
        0,
        columns,
        inner,
        0,
        0,
        scratch,
      );
    const elapsedMs = medianMs(run) / repeats;
    const star = algorithm === plan.algorithm ? "*" : " ";
    const gigaflops = (operationCount / elapsedMs / 1e6).toFixed(1).padStart(6);
    return `${star}${algorithm} ${gigaflops} GFLOP/s ${(elapsedMs * 1e3).toPrecision(4).padStart(9)} µs`;
  });
  process.stdout.write(`${name.padEnd(20)} ${results.join("   ")}\n`);
}

function medianMs(run) {
  const warmedAt = performance.now() + 60;
  let calls = 0;
  while (performance.now() < warmedAt || calls === 0) {
    run();
    calls++;
  }
  const callsPerSample = Math.max(1, Math.round(calls / 6));
  const samples = Array.from({ length: 9 }, () => {
    const start = performance.now();
    for (let call = 0; call < callsPerSample; call++) run();
    return (performance.now() - start) / callsPerSample;
  });
  return samples.sort((x, y) => x - y)[4];
}
