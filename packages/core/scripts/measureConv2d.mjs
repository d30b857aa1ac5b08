// Measures the convolution kernels on one core: node packages/core/scripts/measureConv2d.mjs [fast] [part of a case's name]
// Prints GFLOP/s of the definition's operations (best / median), so Winograd's way may pass the machine's peak. Run the build first.

import { inflateRawSync } from "node:zlib";
import { fastKernels } from "../dist/engines/wasm/fastKernels.generated.js";
import { plainKernels } from "../dist/engines/wasm/plainKernels.generated.js";
import {
  conv2dForwardShare,
  conv2dInputGradientShare,
  conv2dSizeArguments,
  conv2dWeightGradientShare,
} from "../dist/kernels/conv2dShare.js";

// Name: batch, channels → filters, kernel, image, [stride, padding, groups].
const cases = [
  ["LeNet 1", 64, 1, 6, 5, 28, { padding: 2 }],
  ["LeNet 2", 64, 6, 16, 5, 14, {}],
  ["CNN 1", 64, 1, 32, 3, 28, { padding: 1 }],
  ["CNN 2", 64, 32, 64, 3, 14, { padding: 1 }],
  ["residual stem", 32, 3, 16, 3, 32, { padding: 1 }],
  ["residual 16", 32, 16, 16, 3, 32, { padding: 1 }],
  ["residual 16 to 32", 32, 16, 32, 3, 32, { padding: 1, stride: 2 }],
  ["residual 32", 32, 32, 32, 3, 16, { padding: 1 }],
  ["residual 64", 32, 64, 64, 3, 8, { padding: 1 }],
  ["shortcut 16 to 32", 32, 16, 32, 1, 32, { stride: 2 }],
  ["1×1 64", 32, 64, 64, 1, 8, {}],
  ["3×3 64 on 4×4", 32, 64, 64, 3, 4, { padding: 1 }],
  ["depthwise 32", 32, 32, 32, 3, 16, { padding: 1, groups: 32 }],
  ["CNN 2, one image", 1, 32, 64, 3, 14, { padding: 1 }],
];
const fast = process.argv.includes("fast");
const filter = process.argv.slice(2).find((argument) => argument !== "fast") ?? "";
const memory = new WebAssembly.Memory({ initial: 2048 });
const module = new WebAssembly.Module(inflateRawSync(Buffer.from(fast ? fastKernels : plainKernels, "base64")));
const kernels = new WebAssembly.Instance(module, { env: { memory } }).exports;
const floats = new Float32Array(memory.buffer);
for (let index = 0; index < floats.length; index++) floats[index] = Math.random() * 2 - 1;
const [x, y, w, bias, scratch] = [1, 33, 65, 81, 96].map((megabytes) => megabytes << 20);

for (const [name, batch, channels, filters, kernel, size, { stride = 1, padding = 0, groups = 1 }] of cases) {
  if (!name.includes(filter)) continue;
  const outSize = Math.floor((size + 2 * padding - kernel) / stride) + 1;
  const geometry = {
    ...{ batch, groups, channels, height: size, width: size, filters, kernelHeight: kernel, kernelWidth: kernel },
    ...{ strideHeight: stride, strideWidth: stride, dilationHeight: 1, dilationWidth: 1 },
    ...{ padTop: padding, padLeft: padding, padBottom: padding, padRight: padding },
    ...{ outHeight: outSize, outWidth: outSize },
  };
  const sizes = conv2dSizeArguments(geometry);
  const operationCount = (2 * batch * filters * channels * kernel ** 2 * outSize ** 2) / groups;
  const runs = [
    [conv2dForwardShare, (units) => kernels.conv2dForward(y, x, w, bias, ...sizes, 0, units, scratch)],
    [conv2dInputGradientShare, (units) => kernels.conv2dInputGradient(x, y, w, 0, ...sizes, 0, units, scratch)],
    [conv2dWeightGradientShare, (units) => kernels.conv2dWeightGradient(w, x, y, ...sizes, 0, units, scratch)],
  ];
  const columns = runs.map(([share, run]) => {
    const { unitCount } = share(geometry);
    const milliseconds = Array.from({ length: 15 }, () => {
      const start = performance.now();
      run(unitCount);
      return performance.now() - start;
    }).sort((a, b) => a - b);
    const [best, median] = [milliseconds[0], milliseconds[7]].map((each) => (operationCount / each / 1e6).toFixed(1));
    return `${best} / ${median} (${milliseconds[0].toFixed(2)} ms)`.padEnd(26);
  });
  console.log(name.padEnd(20), ...columns);
}
