import { describe, expect, test } from "vitest";
import type { Conv2dGeometry, KernelShare } from "../../src/kernels/conv2dShare.ts";
import {
  conv2dForwardShare,
  conv2dInputGradientShare,
  conv2dSizeArguments,
  conv2dWeightGradientShare,
} from "../../src/kernels/conv2dShare.ts";
import { GuardedMemory, randomFloats, splitUnits, uniformNumbers } from "./guardedMemory.ts";

type GeometryChoice = Partial<Omit<Conv2dGeometry, "outHeight" | "outWidth">>;

function geometryOf(choice: GeometryChoice): Conv2dGeometry {
  const g = {
    batch: 2,
    groups: 1,
    channels: 3,
    height: 8,
    width: 8,
    filters: 8,
    kernelHeight: 3,
    kernelWidth: 3,
    strideHeight: 1,
    strideWidth: 1,
    padTop: 0,
    padLeft: 0,
    padBottom: 0,
    padRight: 0,
    dilationHeight: 1,
    dilationWidth: 1,
    ...choice,
  };
  const spareHeight = g.height + g.padTop + g.padBottom - (g.kernelHeight - 1) * g.dilationHeight - 1;
  const spareWidth = g.width + g.padLeft + g.padRight - (g.kernelWidth - 1) * g.dilationWidth - 1;
  return {
    ...g,
    outHeight: Math.floor(spareHeight / g.strideHeight) + 1,
    outWidth: Math.floor(spareWidth / g.strideWidth) + 1,
  };
}

function pad(amount: number): GeometryChoice {
  return { padTop: amount, padLeft: amount, padBottom: amount, padRight: amount };
}

function kernelSize(height: number, width: number = height): GeometryChoice {
  return { kernelHeight: height, kernelWidth: width };
}

function stride(height: number, width: number = height): GeometryChoice {
  return { strideHeight: height, strideWidth: width };
}

const named: [string, GeometryChoice][] = [
  ["3×3", {}],
  ["3×3 with padding", pad(1)],
  ["padding different on every side", { padTop: 2, padBottom: 1, padRight: 3 }],
  ["more padding than the kernel reaches", { padTop: 5, padLeft: 6, padRight: 1 }],
  ["stride 2", { ...stride(2), ...pad(1) }],
  ["strides 3 and 2", { ...stride(3, 2), height: 11, width: 13 }],
  ["stride larger than kernel and image", { ...stride(9), height: 3, width: 3 }],
  ["strides 4 and 5 over a 2×2 kernel", { ...stride(4, 5), ...kernelSize(2), height: 9, width: 3, padRight: 2 }],
  ["dilation", { dilationHeight: 2, dilationWidth: 3, height: 9, width: 11, padTop: 2, padLeft: 1 }],
  [
    "dilation and stride",
    { dilationHeight: 2, dilationWidth: 3, ...stride(2), height: 12, width: 15, padTop: 2, padLeft: 1, padRight: 2 },
  ],
  ["groups", { groups: 2, channels: 6, filters: 10 }],
  ["depthwise", { groups: 4, channels: 4, filters: 4, ...pad(1) }],
  ["depthwise with two filters a channel and stride 2", { groups: 3, channels: 3, filters: 6, ...stride(2) }],
  ["depthwise over an even width", { groups: 9, channels: 9, filters: 9, width: 12, ...kernelSize(5), ...pad(2) }],
  ["kernel larger than the image", { height: 2, width: 3, ...kernelSize(5), ...pad(2) }],
  ["1×1", kernelSize(1)],
  ["1×1 with stride", { ...kernelSize(1), ...stride(2), width: 9 }],
  ["1×1 with padding", { ...kernelSize(1), ...pad(1) }],
  ["one image, one channel, one filter", { batch: 1, channels: 1, filters: 1, width: 7, height: 5 }],
  ["an odd width and 13 filters", { batch: 1, width: 17, filters: 13, channels: 5 }],
  ["a row kernel", { ...kernelSize(1, 7), padLeft: 3, padRight: 3, filters: 2 }],
  ["an even kernel", { ...kernelSize(2, 4), padLeft: 3, padTop: 4, padBottom: 5, filters: 12 }],
  ["LeNet's first layer", { channels: 1, filters: 6, height: 28, width: 28, ...kernelSize(5), ...pad(2) }],
  ["LeNet's second layer", { channels: 6, filters: 16, height: 14, width: 14, ...kernelSize(5) }],
  ["rows of products filled up to vectors", { channels: 9, filters: 8, height: 9, width: 9, ...kernelSize(5) }],
  [
    "products beyond the first-level cache",
    { batch: 1, channels: 2, filters: 64, height: 24, width: 24, ...kernelSize(9) },
  ],
  ["4×4 images of 16 channels", { channels: 16, filters: 20, height: 4, width: 4, ...pad(1) }],
  [
    "3 filters a group over a width that fills its lanes",
    { groups: 2, channels: 4, filters: 6, height: 7, width: 10, ...stride(2, 1) },
  ],
  ["one column of pixels", { channels: 2, filters: 5, height: 9, width: 1, padTop: 1, ...kernelSize(3, 1) }],
  ["3 channels over a width that fills its lanes", { channels: 3, filters: 4, height: 6, width: 8, ...pad(1) }],
  ["14×14 images of 16 channels", { channels: 16, filters: 24, height: 14, width: 14, ...pad(1) }],
  [
    "17 channels over odd sizes",
    { batch: 3, channels: 17, filters: 16, height: 9, width: 5, padTop: 1, padLeft: 2, padRight: 1 },
  ],
  [
    "16 channels with more padding than the kernel reaches",
    { channels: 16, filters: 24, height: 7, width: 11, padTop: 3, padLeft: 4, padRight: 1, padBottom: 1 },
  ],
  ["8 channels and 21 filters", { batch: 3, channels: 8, filters: 21, height: 9, width: 19, padTop: 1, padLeft: 2 }],
  [
    "more than one round of channels and filters",
    { batch: 3, channels: 160, filters: 128, height: 2, width: 5, ...pad(1) },
  ],
  ["more weights than are packed at a time", { channels: 150, filters: 130, height: 3, width: 3, ...pad(1) }],
  ["more weight sums than are kept at a time", { channels: 90, filters: 100, height: 3, width: 2, ...pad(1) }],
];

const anySize = uniformNumbers(7);

function between(low: number, high: number): number {
  return low + Math.floor(anySize() * (high - low + 1));
}

function randomGeometry(): Conv2dGeometry {
  const groups = between(1, 3) === 3 ? between(2, 3) : 1;
  return geometryOf({
    batch: between(1, 3),
    groups,
    channels: groups * between(1, 6),
    filters: groups * between(1, 14),
    height: between(1, 12),
    width: between(1, 20),
    kernelHeight: between(1, 5),
    kernelWidth: between(1, 5),
    strideHeight: between(1, 3),
    strideWidth: between(1, 3),
    padTop: between(0, 3),
    padLeft: between(0, 3),
    padBottom: between(0, 3),
    padRight: between(0, 3),
    dilationHeight: between(1, 2),
    dilationWidth: between(1, 2),
  });
}

interface Operands {
  readonly x: Float32Array;
  readonly w: Float32Array;
  readonly dy: Float32Array;
  readonly filterBias: Float32Array;
  readonly channelBias: Float32Array;
}

/** The three convolutions from their definition, in f64. */
function convolve(
  g: Conv2dGeometry,
  { x, w, dy, filterBias, channelBias }: Operands,
): { y: Float64Array; dx: Float64Array; dw: Float64Array } {
  const y = Float64Array.from(dy, (_, i) => filterBias[Math.floor(i / (g.outHeight * g.outWidth)) % g.filters] ?? NaN);
  const dx = Float64Array.from(x, (_, i) => channelBias[Math.floor(i / (g.height * g.width)) % g.channels] ?? NaN);
  const dw = new Float64Array(w.length);
  const groupChannels = g.channels / g.groups;
  const groupFilters = g.filters / g.groups;
  let outIndex = 0;
  for (let n = 0; n < g.batch; n++) {
    for (let f = 0; f < g.filters; f++) {
      const firstChannel = Math.floor(f / groupFilters) * groupChannels;
      for (let oy = 0; oy < g.outHeight; oy++) {
        for (let ox = 0; ox < g.outWidth; ox++, outIndex++) {
          let weightIndex = f * groupChannels * g.kernelHeight * g.kernelWidth;
          for (let c = 0; c < groupChannels; c++) {
            for (let ky = 0; ky < g.kernelHeight; ky++) {
              for (let kx = 0; kx < g.kernelWidth; kx++, weightIndex++) {
                const row = oy * g.strideHeight + ky * g.dilationHeight - g.padTop;
                const column = ox * g.strideWidth + kx * g.dilationWidth - g.padLeft;
                if (row < 0 || column < 0 || row >= g.height || column >= g.width) continue;
                const inIndex = ((n * g.channels + firstChannel + c) * g.height + row) * g.width + column;
                y[outIndex] = (y[outIndex] ?? NaN) + (x[inIndex] ?? NaN) * (w[weightIndex] ?? NaN);
                dx[inIndex] = (dx[inIndex] ?? NaN) + (dy[outIndex] ?? NaN) * (w[weightIndex] ?? NaN);
                dw[weightIndex] = (dw[weightIndex] ?? NaN) + (dy[outIndex] ?? NaN) * (x[inIndex] ?? NaN);
              }
            }
          }
        }
      }
    }
  }
  return { y, dx, dw };
}

function largestDifference(a: Float32Array, b: Float64Array): number {
  let largest = 0;
  for (const [i, value] of a.entries()) {
    const difference = Math.abs(value - (b[i] ?? NaN));
    if (!(difference <= largest)) largest = difference;
  }
  return largest;
}

function bytesOf(values: Int32Array): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
}

const memory = new GuardedMemory();

function checkGeometry(g: Conv2dGeometry): void {
  memory.clear();
  const uniform = uniformNumbers(3);
  const weightCount = (g.filters * g.channels * g.kernelHeight * g.kernelWidth) / g.groups;
  const operands = {
    x: randomFloats(g.batch * g.channels * g.height * g.width, uniform),
    w: randomFloats(weightCount, uniform),
    dy: randomFloats(g.batch * g.filters * g.outHeight * g.outWidth, uniform),
    filterBias: randomFloats(g.filters, uniform),
    channelBias: randomFloats(g.channels, uniform),
  };
  const expected = convolve(g, operands);
  const x = memory.put(operands.x);
  const w = memory.put(operands.w);
  const dy = memory.put(operands.dy);
  const sizes = conv2dSizeArguments(g);
  const cases: [name: string, share: KernelShare, inputs: number[], expected: Float64Array][] = [
    ["conv2dForward", conv2dForwardShare(g), [x, w, memory.put(operands.filterBias)], expected.y],
    ["conv2dInputGradient", conv2dInputGradientShare(g), [dy, w, memory.put(operands.channelBias)], expected.dx],
    ["conv2dWeightGradient", conv2dWeightGradientShare(g), [x, dy], expected.dw],
  ];
  for (const [name, share, inputs, values] of cases) {
    const kernel = memory.kernel(name);
    const whole = memory.allocate(4 * values.length);
    const inParts = memory.allocate(4 * values.length);
    const scratch = memory.allocate(share.scratchByteCount);
    kernel(whole, ...inputs, ...sizes, 0, share.unitCount, scratch);
    expect(largestDifference(memory.floats(whole, values.length), values), name).toBeLessThan(
      2e-5 * Math.sqrt(1 + weightCount),
    );
    for (const longest of [1, 3, share.unitCount]) {
      memory.integers(inParts, values.length).fill(-1);
      for (const [begin, end] of splitUnits(share.unitCount, longest, uniform)) {
        kernel(inParts, ...inputs, ...sizes, begin, end, scratch);
      }
      const same =
        Buffer.compare(
          bytesOf(memory.integers(whole, values.length)),
          bytesOf(memory.integers(inParts, values.length)),
        ) === 0;
      expect(same, `${name} in parts of at most ${longest}`).toBe(true);
    }
    expect(memory.guardsAreIntact(), `${name} stays inside its buffers`).toBe(true);
  }
}

describe("convolution kernels agree with the definition, give the same bits in any split, and stay inside their scratch", () => {
  test.each(named)("%s", (_, choice) => {
    checkGeometry(geometryOf(choice));
  });

  test("200 random geometries", () => {
    let checked = 0;
    while (checked < 200) {
      const geometry = randomGeometry();
      if (geometry.outHeight < 1 || geometry.outWidth < 1) continue;
      checkGeometry(geometry);
      checked++;
    }
  });
});

test("convolution kernels take no bias when its address is 0", () => {
  memory.clear();
  const g = geometryOf({ batch: 1, channels: 1, filters: 1, height: 1, width: 1, ...kernelSize(1) });
  const x = memory.put(Float32Array.of(3));
  const w = memory.put(Float32Array.of(0.5));
  const out = memory.allocate(4);
  memory.kernel("conv2dForward")(
    out,
    x,
    w,
    0,
    ...conv2dSizeArguments(g),
    0,
    1,
    memory.allocate(conv2dForwardShare(g).scratchByteCount),
  );
  expect(memory.floats(out, 1)[0]).toBe(1.5);
  memory.kernel("conv2dInputGradient")(
    out,
    x,
    w,
    0,
    ...conv2dSizeArguments(g),
    0,
    1,
    memory.allocate(conv2dInputGradientShare(g).scratchByteCount),
  );
  expect(memory.floats(out, 1)[0]).toBe(1.5);
});
