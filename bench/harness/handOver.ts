import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { NamedValues, Workload } from "../workloads/workload.ts";

/** Writes what a peer needs to build the workload: `manifest.json` and `values.bin`. Gives the folder. */
export function handOver(workload: Workload, parent: string): string {
  const folder = join(parent, workload.name);
  mkdirSync(folder, { recursive: true });
  let offset = 0;
  const parts: Uint8Array[] = [];
  const placed = ({ name, shape, dtype, data }: NamedValues): object => {
    const entry = { name, shape, dtype, offset };
    parts.push(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
    offset += data.byteLength;
    return entry;
  };
  const { name, model, optimizer, batch, output } = workload;
  const weights = workload.weights.map(placed);
  const inputs = workload.inputs.map(placed);
  writeFileSync(join(folder, "values.bin"), Buffer.concat(parts));
  writeFileSync(
    join(folder, "manifest.json"),
    JSON.stringify({ name, model, optimizer, batch, output, weights, inputs }),
  );
  return folder;
}
