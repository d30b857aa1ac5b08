import { rmSync } from "node:fs";
import { workloadNamed } from "../workloads/workloads.ts";
import { measure } from "./contest.ts";
import type { Engine } from "./engines.ts";
import { handOver } from "./handOver.ts";
import type { Pace } from "./pace.ts";
import { type Row, rowsOf } from "./row.ts";

/** One size of the network 784-width-10 and what each engine makes of it. */
export interface GrowthPoint {
  readonly width: number;
  readonly batch: number;
  readonly rows: readonly Row[];
}

export interface Growth {
  readonly engines: readonly Engine[];
  readonly folder: string;
  readonly pace: Pace;
  readonly note: (text: string) => void;
}

const batches = [1, 4, 16, 64, 256, 1024];
const widths = [16, 64, 256, 512, 1024, 2048];
const quickBatches = [1, 64, 1024];
const quickWidths = [16, 256, 2048];

/** Measures how the cost of a step grows with the batch (at width 128) and with the width (at batch 64). */
export async function measureGrowth(growth: Growth, quick: boolean): Promise<GrowthPoint[]> {
  const sizes = [
    ...(quick ? quickBatches : batches).map((batch) => ({ width: 128, batch })),
    ...(quick ? quickWidths : widths).map((width) => ({ width, batch: 64 })),
  ];
  const points: GrowthPoint[] = [];
  for (const { width, batch } of sizes) {
    const name = `mlp-w${width}-b${batch}`;
    const folder = handOver(workloadNamed(name), growth.folder);
    const measured = await measure({ ...growth, workload: name, folder, predicts: false });
    rmSync(folder, { recursive: true });
    points.push({ width, batch, rows: rowsOf(measured) });
  }
  return points;
}
