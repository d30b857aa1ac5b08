import { argMaxDefinition } from "./argMax.ts";
import { averagePool2dDefinition } from "./averagePool2d.ts";
import { averagePool2dGradientDefinition } from "./averagePool2dGradient.ts";
import { broadcastToDefinition } from "./broadcastTo.ts";
import { concatDefinition } from "./concat.ts";
import { conv2dDefinition } from "./conv2d.ts";
import { conv2dInputGradientDefinition } from "./conv2dInputGradient.ts";
import { conv2dWeightGradientDefinition } from "./conv2dWeightGradient.ts";
import type { OpDescription } from "./description.ts";
import { embedDefinition } from "./embed.ts";
import { gatherDefinition } from "./gather.ts";
import { matMulDefinition } from "./matMul.ts";
import { maxDefinition } from "./max.ts";
import { maxPool2dDefinition } from "./maxPool2d.ts";
import { maxPool2dScatterDefinition } from "./maxPool2dScatter.ts";
import { maxPool2dSelectDefinition } from "./maxPool2dSelect.ts";
import { minDefinition } from "./min.ts";
import { reshapeDefinition } from "./reshape.ts";
import { scanDescription } from "./scanOp.ts";
import { scatterAddDefinition } from "./scatterAdd.ts";
import { sliceDefinition } from "./slice.ts";
import { stopGradientDefinition } from "./stopGradient.ts";
import { sumDefinition } from "./sum.ts";
import { transposeDefinition } from "./transpose.ts";

/** What is written about every op that is not elementwise: for the table of ops, for explanations, and for tests. */
export const structuralDescriptions: readonly OpDescription[] = [
  argMaxDefinition,
  averagePool2dDefinition,
  averagePool2dGradientDefinition,
  broadcastToDefinition,
  concatDefinition,
  conv2dDefinition,
  conv2dInputGradientDefinition,
  conv2dWeightGradientDefinition,
  embedDefinition,
  gatherDefinition,
  matMulDefinition,
  maxDefinition,
  maxPool2dDefinition,
  maxPool2dScatterDefinition,
  maxPool2dSelectDefinition,
  minDefinition,
  reshapeDefinition,
  scanDescription,
  scatterAddDefinition,
  sliceDefinition,
  stopGradientDefinition,
  sumDefinition,
  transposeDefinition,
];
