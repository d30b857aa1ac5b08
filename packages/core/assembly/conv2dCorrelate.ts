// The work that the forward pass and the input gradient share: both correlate padded planes with packed weights.
import { copyPlanes } from "./conv2dPlanes";
import { longestRowTile, runRowTiles } from "./conv2dRowTiles";
import { Correlation, positionBytes, tile4x8, tile8x4 } from "./conv2dTiles";

/** Packed weights kept at a time; more output channels are worked off in several rounds. */
const packedBytesLimit: i32 = 1 << 19;

/** Output channels of a block: the unit of work is one image × one block. */
export const blockChannels: i32 = 8;

/** A whole problem, kept at the head of the thread's scratch. */
@unmanaged
export class CorrelationPlan {
  groups: i32;
  /** Channels of one group. */
  sourceChannels: i32;
  outChannels: i32;
  sourceHeight: i32;
  sourceWidth: i32;
  /** The source inside its border; equal to the source when no copy is needed. */
  paddedHeight: i32;
  paddedWidth: i32;
  top: i32;
  left: i32;
  direct: i32;
  /** Pixels in the lanes (`conv2dRowTiles`) instead of channels. */
  byRows: i32;
  outHeight: i32;
  outWidth: i32;
  /** Elements from one weight to the next along each axis. */
  weightGroupStride: i32;
  weightOutStride: i32;
  weightSourceStride: i32;
  kernelWidth: i32;
  kernelArea: i32;
  phaseCount: i32;
  phases: usize;
  planes: usize;
  /** Eight f32: the bias of the block at work. */
  biasLanes: usize;
}

@inline
export function alignTo16(address: usize): usize {
  return (address + 15) & ~15;
}

@inline
function phaseAt(plan: CorrelationPlan, index: i32): Correlation {
  return changetype<Correlation>(plan.phases + <usize>index * offsetof<Correlation>());
}

/** First phase of a plan whose scratch begins at `scratch`. */
export function beginPlan(scratch: usize): CorrelationPlan {
  const plan = changetype<CorrelationPlan>(scratch);
  plan.biasLanes = alignTo16(scratch + offsetof<CorrelationPlan>());
  plan.phases = plan.biasLanes + 32;
  plan.phaseCount = 0;
  return plan;
}

/** Adds an empty phase; positions follow once all phases are there. */
export function addPhase(plan: CorrelationPlan): Correlation {
  return phaseAt(plan, plan.phaseCount++);
}

/**
 * Whether pixels go into the lanes instead of channels: by the measured cost of a pixel, where a full block of 8 channels is 20.
 *
 * Rows of pixels pay for the width rounded up to 4, blocks of channels for absent lanes.
 */
@inline
export function prefersRowTiles(outChannels: i32, outWidth: i32): bool {
  const rest = outChannels & 7;
  const byChannels = 20 * (outChannels >> 3) + (rest == 0 ? 0 : rest <= 4 ? 16 : 20);
  const byPixels = 10 * (outChannels >> 2) + (outChannels & 2 ? 5 : 0) + (outChannels & 1 ? 4 : 0);
  return byPixels * ((outWidth + 3) & ~3) < byChannels * outWidth;
}

/**
 * Lists the positions of a phase: rows × columns outputs, evenly spaced in source and output.
 *
 * The first tap of the first position stands at (sourceRow, sourceColumn) of the padded plane.
 */
export function listPositions(
  plan: CorrelationPlan,
  phase: Correlation,
  positions: usize,
  rows: i32,
  columns: i32,
  sourceRow: i32,
  sourceColumn: i32,
  sourceRowStep: i32,
  sourceColumnStep: i32,
  out: i32,
  outRowStep: i32,
  outColumnStep: i32,
): usize {
  phase.positions = positions;
  phase.positionCount = rows * (plan.byRows ? (columns + 3) >> 2 : columns);
  const tapRowStep = phase.tapRowStep;
  for (let row = 0; row < rows; row++) {
    // Tap row t reads padded row sourceRow + t·step, which meets the image in [top, top + height).
    const before = plan.top - sourceRow;
    const first = before <= 0 ? 0 : min(phase.tapRows, (before + tapRowStep - 1) / tapRowStep);
    const inside = before + plan.sourceHeight;
    const last = inside <= 0 ? 0 : min(phase.tapRows, (inside + tapRowStep - 1) / tapRowStep);
    for (let column = 0; column < columns; column += plan.byRows ? 4 : 1) {
      const missing = plan.byRows ? max(0, column + 4 - columns) : 0;
      store<i32>(positions, (sourceRow * plan.paddedWidth + sourceColumn + column * sourceColumnStep) << 2);
      store<i32>(positions, ((out + row * outRowStep + column * outColumnStep) << 2) | missing, 4);
      store<u16>(positions, <u16>first, 8);
      store<u16>(positions, <u16>last, 10);
      positions += positionBytes;
    }
    sourceRow += sourceRowStep;
  }
  const copies = plan.byRows ? longestRowTile - 1 : -phase.positionCount & 7;
  for (let copy = 0; copy < copies; copy++) {
    memory.copy(positions, positions - positionBytes, positionBytes);
    positions += positionBytes;
  }
  return positions;
}

/** Lists the runs of a phase, along its planes or along its columns of taps. */
function listRuns(plan: CorrelationPlan, phase: Correlation, runs: usize): usize {
  const along = runsAlongPlanes(plan, phase);
  const planeElements = plan.paddedHeight * plan.paddedWidth;
  const step = along ? phase.tapColumnStep : planeElements;
  phase.runs = runs;
  phase.runsPerRow = along ? phase.tapColumns : plan.sourceChannels;
  phase.runLength = along ? plan.sourceChannels : phase.tapColumns;
  phase.runStepBytes = (along ? planeElements : phase.tapColumnStep) << 2;
  for (let row = 0; row < phase.tapRows; row++) {
    for (let k = 0; k < phase.runsPerRow; k++) {
      store<i32>(runs, (row * phase.tapRowStep * plan.paddedWidth + k * step) << 2);
      runs += 4;
    }
  }
  return runs;
}

@inline
function runsAlongPlanes(plan: CorrelationPlan, phase: Correlation): bool {
  return plan.sourceChannels > phase.tapColumns && phase.tapColumns < 4;
}

/** Lays weights and planes out behind `free` and clears the planes' border. */
export function finishPlan(plan: CorrelationPlan, free: usize): void {
  const blocks = min(plan.groups * blocksPerGroup(plan), blocksPerRound(plan));
  for (let index = 0; index < plan.phaseCount; index++) free = listRuns(plan, phaseAt(plan, index), free);
  let packed = alignTo16(free);
  plan.planes = alignTo16(packed + <usize>(blocks * packedBlockBytes(plan)));
  for (let index = 0; index < plan.phaseCount; index++) {
    const phase = phaseAt(plan, index);
    phase.weights = packed;
    packed += <usize>(blocks * packedPhaseBytes(plan, phase));
  }
  if (!plan.direct) {
    memory.fill(plan.planes, 0, (<usize>(plan.groups * plan.sourceChannels * plan.paddedHeight * plan.paddedWidth)) << 2);
  }
}

@inline
function blocksPerGroup(plan: CorrelationPlan): i32 {
  return (plan.outChannels + blockChannels - 1) / blockChannels;
}

@inline
function packedBlockBytes(plan: CorrelationPlan): i32 {
  return (plan.sourceChannels * plan.kernelArea * blockChannels) << 2;
}

@inline
function packedPhaseBytes(plan: CorrelationPlan, phase: Correlation): i32 {
  return (plan.sourceChannels * phase.tapRows * phase.tapColumns * blockChannels) << 2;
}

@inline
function blocksPerRound(plan: CorrelationPlan): i32 {
  return max(1, packedBytesLimit / max(1, packedBlockBytes(plan)));
}

/** Packs a block's weights of one phase as [tap row][run][tap of the run][lanes]. */
function packBlock(plan: CorrelationPlan, phase: Correlation, target: usize, w: usize, block: i32): void {
  const perGroup = blocksPerGroup(plan);
  const group = block / perGroup;
  const firstChannel = (block - group * perGroup) * blockChannels;
  const channels = plan.outChannels - firstChannel;
  const lanes = channels <= 4 ? 4 : 8;
  const start = group * plan.weightGroupStride + firstChannel * plan.weightOutStride + phase.kernelColumn;
  const along = runsAlongPlanes(plan, phase);
  const runStride = along ? phase.kernelColumnStep : plan.weightSourceStride;
  const tapStride = along ? plan.weightSourceStride : phase.kernelColumnStep;
  for (let row = 0; row < phase.tapRows; row++) {
    const rowStart = start + (phase.kernelRow + row * phase.kernelRowStep) * plan.kernelWidth;
    for (let run = 0; run < phase.runsPerRow; run++) {
      for (let tap = 0; tap < phase.runLength; tap++) {
        const from = w + (<usize>(rowStart + run * runStride + tap * tapStride) << 2);
        for (let lane = 0; lane < lanes; lane++) {
          store<f32>(target, lane < channels ? load<f32>(from + (<usize>(lane * plan.weightOutStride) << 2)) : 0);
          target += 4;
        }
      }
    }
  }
}

/** Sets the lanes that a block's sums start from. */
function setBias(lanes: usize, bias: usize, channels: i32): void {
  for (let lane = 0; lane < blockChannels; lane++) {
    store<f32>(lanes + (<usize>lane << 2), bias != 0 && lane < channels ? load<f32>(bias + (<usize>lane << 2)) : 0);
  }
}

/** All outputs of one block of one image. */
function runBlock(plan: CorrelationPlan, planes: usize, packedIndex: i32, bias: usize, out: usize, channels: i32): void {
  const outPlaneBytes = (<usize>(plan.outHeight * plan.outWidth)) << 2;
  setBias(plan.biasLanes, bias, channels);
  for (let index = 0; index < plan.phaseCount; index++) {
    const phase = phaseAt(plan, index);
    const weights = phase.weights + <usize>(packedIndex * packedPhaseBytes(plan, phase));
    const count = phase.positionCount;
    if (plan.byRows) {
      runRowTiles(phase, planes, weights, channels <= 4 ? 4 : 8, plan.biasLanes, out, outPlaneBytes, channels);
    } else if (channels <= 4) {
      for (let first = 0; first < count; first += 8) {
        tile8x4(phase, planes, first, weights, plan.biasLanes, out, outPlaneBytes, channels);
      }
    } else {
      for (let first = 0; first < count; first += 4) {
        tile4x8(phase, planes, first, weights, plan.biasLanes, out, outPlaneBytes, channels);
      }
    }
  }
}

/** Runs the units [begin, end) = image × block of output channels. */
export function runPlan(plan: CorrelationPlan, out: usize, source: usize, w: usize, bias: usize, begin: i32, end: i32): void {
  if (begin >= end) return;
  const perGroup = blocksPerGroup(plan);
  const blocks = plan.groups * perGroup;
  const round = blocksPerRound(plan);
  const firstImage = begin / blocks;
  const lastImage = (end - 1) / blocks;
  const outPlane = plan.outHeight * plan.outWidth;
  const sourcePlane = plan.sourceHeight * plan.sourceWidth;
  const paddedPlane = plan.paddedHeight * plan.paddedWidth;
  for (let roundFirst = 0; roundFirst < blocks; roundFirst += round) {
    const roundLast = min(blocks, roundFirst + round);
    let packedFirst = roundFirst;
    let packedLast = roundLast;
    if (firstImage == lastImage) {
      packedFirst = max(roundFirst, begin - firstImage * blocks);
      packedLast = min(roundLast, end - firstImage * blocks);
    }
    for (let index = 0; index < plan.phaseCount; index++) {
      const phase = phaseAt(plan, index);
      const bytes = packedPhaseBytes(plan, phase);
      if (bytes == 0) continue;
      for (let block = packedFirst; block < packedLast; block++) {
        packBlock(plan, phase, phase.weights + <usize>((block - roundFirst) * bytes), w, block);
      }
    }
    for (let image = firstImage; image <= lastImage; image++) {
      const first = max(roundFirst, begin - image * blocks);
      const last = min(roundLast, end - image * blocks);
      if (first >= last) continue;
      const imageSource = source + ((<usize>image * <usize>(plan.groups * plan.sourceChannels * sourcePlane)) << 2);
      const imageOut = out + ((<usize>image * <usize>(plan.groups * plan.outChannels * outPlane)) << 2);
      const planes = plan.direct ? imageSource : plan.planes;
      if (!plan.direct) {
        const firstPlane = (first / perGroup) * plan.sourceChannels;
        const lastPlane = ((last - 1) / perGroup + 1) * plan.sourceChannels;
        copyPlanes(
          planes + (<usize>(firstPlane * paddedPlane) << 2),
          imageSource + (<usize>(firstPlane * sourcePlane) << 2),
          lastPlane - firstPlane,
          plan.sourceHeight, plan.sourceWidth, plan.paddedHeight, plan.paddedWidth, plan.top, plan.left,
        );
      }
      for (let block = first; block < last; block++) {
        const group = block / perGroup;
        const channel = (block - group * perGroup) * blockChannels;
        const outChannel = group * plan.outChannels + channel;
        runBlock(
          plan,
          planes + (<usize>(group * plan.sourceChannels * paddedPlane) << 2),
          block - roundFirst,
          bias == 0 ? 0 : bias + (<usize>outChannel << 2),
          imageOut + (<usize>(outChannel * outPlane) << 2),
          min(blockChannels, plan.outChannels - channel),
        );
      }
    }
  }
}
