/**
 * Scratch bytes and unit counts of the convolution kernels.
 *
 * A kernel works on a range of units, each a set of outputs of its own, so threads split units and never sums.
 * The layouts here repeat those in `assembly/conv2d*.ts`; a test runs the kernels between guard bytes to hold them together.
 */

/** Sizes of a two-dimensional convolution: NCHW images, weights `[filters, channels / groups, kernelHeight, kernelWidth]`. */
export interface Conv2dGeometry {
  readonly batch: number;
  readonly groups: number;
  readonly channels: number;
  readonly height: number;
  readonly width: number;
  readonly filters: number;
  readonly kernelHeight: number;
  readonly kernelWidth: number;
  readonly strideHeight: number;
  readonly strideWidth: number;
  readonly padTop: number;
  readonly padLeft: number;
  readonly padBottom: number;
  readonly padRight: number;
  readonly dilationHeight: number;
  readonly dilationWidth: number;
  readonly outHeight: number;
  readonly outWidth: number;
}

/** How a kernel splits, and what each thread needs to run a share. */
export interface KernelShare {
  /** Independent units; a thread runs a range [begin, end) of them. */
  readonly unitCount: number;
  /** Scratch bytes of one thread, at an address that is a multiple of 16. */
  readonly scratchByteCount: number;
}

const blockChannels = 8;
const packedBytesLimit = 1 << 19;
const transformedBytesLimit = 1 << 20;
const tilesPerPass = 96;
const winogradUnitsPerRound = 512;
const weightGradientUnitsPerRound = 2048;
const unitTotalBytes = 128;
const planByteCount = 128;
const phaseByteCount = 64;
const positionByteCount = 12;
const longestRowTile = 6;
const alignmentByteCount = 16;
const productBytesLimit = 1 << 15;
const chunkPixels = 16;

/** The sizes in the order in which the three convolution kernels take them, between the operands and the range. */
export function conv2dSizeArguments(geometry: Conv2dGeometry): number[] {
  const g = geometry;
  return [
    g.batch,
    g.groups,
    g.channels,
    g.height,
    g.width,
    g.filters,
    g.kernelHeight,
    g.kernelWidth,
    g.strideHeight,
    g.strideWidth,
    g.padTop,
    g.padLeft,
    g.dilationHeight,
    g.dilationWidth,
    g.outHeight,
    g.outWidth,
  ];
}

/** Whether a correlation takes Winograd's way, as `prefersWinograd` in `assembly/conv2dWinograd.ts` has it. */
function prefersWinograd(
  g: Conv2dGeometry,
  sourceChannels: number,
  outChannels: number,
  outHeight: number,
  outWidth: number,
): boolean {
  const tileLanes = 4 * Math.ceil(outHeight / 2) * 4 * Math.ceil(outWidth / 8);
  return (
    isPlainThreeByThree(g) &&
    sourceChannels >= 3 &&
    outChannels >= 4 &&
    outChannels % 4 === 0 &&
    9 * outHeight * outWidth > 5 * tileLanes
  );
}

function isPlainThreeByThree(g: Conv2dGeometry): boolean {
  return (
    g.groups === 1 &&
    g.kernelHeight === 3 &&
    g.kernelWidth === 3 &&
    g.strideHeight === 1 &&
    g.strideWidth === 1 &&
    g.dilationHeight === 1 &&
    g.dilationWidth === 1
  );
}

function winogradWeightShare(g: Conv2dGeometry): KernelShare {
  const channels = roundUp(g.channels, 4);
  const blocks = Math.ceil(g.filters / blockChannels);
  const unitCount = (blocks * channels) / 4;
  const tileColumns = Math.ceil(g.outWidth / 2);
  const passTiles = Math.max(1, Math.floor(tilesPerPass / tileColumns)) * tileColumns;
  const paddedElementCount = (2 * Math.ceil(g.outHeight / 2) + 2) * (8 * Math.ceil(g.outWidth / 8) + 2);
  return {
    unitCount,
    scratchByteCount:
      alignmentByteCount +
      2048 * Math.min(unitCount, winogradUnitsPerRound) +
      64 * channels * (passTiles + 4) +
      blocks * 32 * (16 * passTiles + g.outHeight * g.outWidth) +
      4 * g.channels * paddedElementCount,
  };
}

function winogradShare(
  batch: number,
  sourceChannels: number,
  outChannels: number,
  outHeight: number,
  outWidth: number,
): KernelShare {
  const blocks = Math.ceil(outChannels / blockChannels);
  const transformedBlockBytes = 512 * sourceChannels;
  const round = Math.min(blocks, Math.max(1, Math.floor(transformedBytesLimit / transformedBlockBytes)));
  const paddedElementCount = (2 * Math.ceil(outHeight / 2) + 2) * (8 * Math.ceil(outWidth / 8) + 2);
  return {
    unitCount: batch * blocks,
    scratchByteCount:
      planByteCount +
      2048 +
      512 * sourceChannels +
      round * transformedBlockBytes +
      4 * sourceChannels * paddedElementCount,
  };
}

/** Share of `conv2dForward`: units are image × block of 8 filters of one group. */
export function conv2dForwardShare(geometry: Conv2dGeometry): KernelShare {
  const g = geometry;
  if (prefersWinograd(g, g.channels, g.filters, g.outHeight, g.outWidth))
    return winogradShare(g.batch, g.channels, g.filters, g.outHeight, g.outWidth);
  const spanHeight = (g.outHeight - 1) * g.strideHeight + (g.kernelHeight - 1) * g.dilationHeight + 1;
  const spanWidth = (g.outWidth - 1) * g.strideWidth + (g.kernelWidth - 1) * g.dilationWidth + 1;
  const byRows = g.strideWidth === 1 && prefersRowTiles(g.filters / g.groups, g.outWidth);
  const whole = !byRows || g.outWidth % 4 === 0;
  const direct = whole && g.padTop === 0 && g.padLeft === 0 && spanHeight <= g.height && spanWidth <= g.width;
  return correlationShare(g, {
    sourceChannels: g.channels / g.groups,
    outChannels: g.filters / g.groups,
    byRows,
    phases: [[g.outHeight, g.outWidth]],
    tapRowCount: g.kernelHeight,
    paddedElementCount: direct ? 0 : g.channels * spanHeight * spanWidth,
  });
}

/** Share of `conv2dInputGradient`: units are image × block of 8 channels of one group. */
export function conv2dInputGradientShare(geometry: Conv2dGeometry): KernelShare {
  const g = geometry;
  if (prefersWinograd(g, g.filters, g.channels, g.height, g.width))
    return winogradShare(g.batch, g.filters, g.channels, g.height, g.width);
  if (prefersColumns(g)) return columnsShare(g);
  const top = borderBefore(g.kernelHeight, g.dilationHeight, g.strideHeight, g.padTop);
  const left = borderBefore(g.kernelWidth, g.dilationWidth, g.strideWidth, g.padLeft);
  const spanHeight = top + Math.floor((g.height - 1 + g.padTop) / g.strideHeight) + 1;
  const spanWidth = left + Math.floor((g.width - 1 + g.padLeft) / g.strideWidth) + 1;
  const byRows = g.strideHeight === 1 && g.strideWidth === 1 && prefersRowTiles(g.channels / g.groups, g.width);
  const whole = !byRows || g.width % 4 === 0;
  const direct = whole && top === 0 && left === 0 && spanHeight <= g.outHeight && spanWidth <= g.outWidth;
  const phases: [number, number][] = [];
  for (let row = 0; row < Math.min(g.strideHeight, g.height); row++) {
    for (let column = 0; column < Math.min(g.strideWidth, g.width); column++) {
      phases.push([Math.ceil((g.height - row) / g.strideHeight), Math.ceil((g.width - column) / g.strideWidth)]);
    }
  }
  return correlationShare(g, {
    sourceChannels: g.filters / g.groups,
    outChannels: g.channels / g.groups,
    byRows,
    phases,
    tapRowCount: g.kernelHeight * Math.min(g.strideWidth, g.width),
    paddedElementCount: direct ? 0 : g.filters * spanHeight * spanWidth,
  });
}

/** Whether an input gradient multiplies first and overlays then, as `prefersColumns` in `assembly/conv2dColumns.ts` has it. */
function prefersColumns(g: Conv2dGeometry): boolean {
  const pixels = roundUp(g.width, 4);
  return (
    g.groups === 1 &&
    g.strideHeight === 1 &&
    g.strideWidth === 1 &&
    g.dilationHeight === 1 &&
    g.dilationWidth === 1 &&
    g.filters >= 8 &&
    g.kernelHeight * g.kernelWidth * productRowBytes(g) <= productBytesLimit &&
    7 * (g.filters + 4) * g.outWidth + 11 * pixels < 7 * g.filters * pixels
  );
}

/** Bytes of a tap's products: dy's pixels, filled up to a whole number of vectors. */
function productRowBytes(g: Conv2dGeometry): number {
  return 16 * Math.ceil((g.outHeight * g.outWidth) / 4);
}

function columnsShare(g: Conv2dGeometry): KernelShare {
  const kernelArea = g.kernelHeight * g.kernelWidth;
  const pixels = g.outHeight * g.outWidth;
  const strideBytes = productRowBytes(g);
  const together = Math.max(1, Math.min(blockChannels, Math.floor(productBytesLimit / (kernelArea * strideBytes))));
  const beforeBytes = roundUp(4 * g.kernelWidth, alignmentByteCount);
  return {
    unitCount: g.batch * Math.ceil(g.channels / blockChannels),
    scratchByteCount:
      3 * beforeBytes +
      roundUp(4 * (g.width + g.padLeft + chunkPixels), alignmentByteCount) +
      together * kernelArea * strideBytes +
      4 * chunkPixels +
      (pixels % 4 === 0 ? 0 : g.filters * strideBytes),
  };
}

/**
 * Share of `conv2dWeightGradient`: units are block of 8 filters × four taps (channel, kernel row, kernel column),
 * or × four channels where the kernel takes Winograd's way.
 */
export function conv2dWeightGradientShare(geometry: Conv2dGeometry): KernelShare {
  const g = geometry;
  if (isPlainThreeByThree(g) && g.channels >= 8 && g.filters >= 8) return winogradWeightShare(g);
  const planes = g.channels / g.groups;
  const groupFilters = g.filters / g.groups;
  const taps = planes * g.kernelHeight * g.kernelWidth;
  const byRows = g.strideWidth === 1 && prefersRowSums(groupFilters, g.outWidth);
  const blockFilters = byRows ? 2 : blockChannels;
  const blocks = Math.ceil(groupFilters / blockFilters);
  const lastIsNarrow = !byRows && groupFilters - (blocks - 1) * blockFilters <= 4;
  const groupUnits = (blocks - 1) * Math.ceil(taps / 4) + Math.ceil(taps / (lastIsNarrow ? 8 : 4));
  const spanHeight = (g.outHeight - 1) * g.strideHeight + (g.kernelHeight - 1) * g.dilationHeight + 1;
  const spanWidth = (g.outWidth - 1) * g.strideWidth + (g.kernelWidth - 1) * g.dilationWidth + 1;
  const direct = g.padTop === 0 && g.padLeft === 0 && spanHeight <= g.height && spanWidth <= g.width;
  const unitCount = g.groups * groupUnits;
  return {
    unitCount,
    scratchByteCount:
      roundUp(4 * roundUp(taps, 8), alignmentByteCount) +
      unitTotalBytes * Math.min(unitCount, weightGradientUnitsPerRound) +
      4 * blockChannels * g.outHeight * g.outWidth +
      (direct ? 0 : 4 * planes * spanHeight * spanWidth),
  };
}

interface Correlation {
  readonly sourceChannels: number;
  readonly outChannels: number;
  /** Pixels in the lanes instead of channels. */
  readonly byRows: boolean;
  /** Rows and columns of the outputs of each phase. */
  readonly phases: readonly (readonly [number, number])[];
  /** Rows of taps of one source channel, over all phases. */
  readonly tapRowCount: number;
  readonly paddedElementCount: number;
}

function correlationShare(g: Conv2dGeometry, correlation: Correlation): KernelShare {
  const { sourceChannels, outChannels, byRows, phases, tapRowCount, paddedElementCount } = correlation;
  const blocks = g.groups * Math.ceil(outChannels / blockChannels);
  const packedBlockBytes = 4 * blockChannels * sourceChannels * g.kernelHeight * g.kernelWidth;
  const blocksPerRound = Math.max(1, Math.floor(packedBytesLimit / Math.max(1, packedBlockBytes)));
  const positionCount = phases.reduce(
    (sum, [rows, columns]) =>
      sum + (byRows ? rows * Math.ceil(columns / 4) + longestRowTile - 1 : roundUp(rows * columns, 8)),
    0,
  );
  return {
    unitCount: g.batch * blocks,
    scratchByteCount:
      roundUp(planByteCount + phaseByteCount * phases.length, alignmentByteCount) +
      roundUp(positionByteCount * positionCount + 4 * sourceChannels * tapRowCount, alignmentByteCount) +
      roundUp(packedBlockBytes * Math.min(blocks, blocksPerRound), alignmentByteCount) +
      // A vector may be read up to three elements past the last.
      (paddedElementCount === 0 ? 0 : 4 * paddedElementCount + 12),
  };
}

/** Whether pixels go into the lanes, as `prefersRowSums` in `assembly/conv2dWeightTiles.ts` has it. */
function prefersRowSums(filters: number, outWidth: number): boolean {
  const rest = filters % 8;
  const byFilters = 20 * Math.floor(filters / 8) + (rest === 0 ? 0 : rest <= 4 ? 16 : 20);
  return outWidth % 4 === 0 && 5 * Math.ceil(filters / 2) < byFilters;
}

/** Whether pixels go into the lanes, as `prefersRowTiles` in `assembly/conv2dCorrelate.ts` has it. */
function prefersRowTiles(outChannels: number, outWidth: number): boolean {
  const rest = outChannels % 8;
  const byChannels = 20 * Math.floor(outChannels / 8) + (rest === 0 ? 0 : rest <= 4 ? 16 : 20);
  const byPixels = 10 * Math.floor(outChannels / 4) + 5 * (Math.floor(outChannels / 2) % 2) + 4 * (outChannels % 2);
  return byPixels * roundUp(outWidth, 4) < byChannels * outWidth;
}

function borderBefore(size: number, dilation: number, stride: number, pad: number): number {
  return Math.ceil(Math.max(0, (size - 1) * dilation - pad) / stride);
}

function roundUp(value: number, multiple: number): number {
  return Math.ceil(value / multiple) * multiple;
}
