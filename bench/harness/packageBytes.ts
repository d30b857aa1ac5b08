import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import type { Tools } from "./tools.ts";

/** What a package takes: its files as installed, and as one minified file for a page, plain and compressed. */
export interface PackageBytes {
  readonly name: string;
  readonly installed: number;
  readonly bundled?: number;
  readonly compressed?: number;
}

function folderBytes(folder: string): number {
  let bytes = 0;
  for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true })) {
    if (entry.isFile()) bytes += statSync(join(entry.parentPath, entry.name)).size;
  }
  return bytes;
}

const peerFolders: Readonly<Record<string, readonly string[]>> = {
  "@tensorflow/tfjs with its wasm backend": ["@tensorflow"],
  "brain.js": ["brain.js", "gpu.js"],
  "@jax-js/jax": ["@jax-js/jax"],
  "onnxruntime-node": ["onnxruntime-node", "onnxruntime-common"],
};

/** Measures our package, built, and the peers as installed (their other dependencies not counted). */
export async function measurePackageBytes(
  coreFolder: string,
  benchFolder: string,
  tools: Tools,
): Promise<PackageBytes[]> {
  const bundle = await tools.bundle(join(coreFolder, "dist", "index.js"));
  const own = {
    name: "@chainrule/core",
    installed: folderBytes(join(coreFolder, "dist")),
    bundled: bundle.length,
    compressed: gzipSync(bundle, { level: 9 }).length,
  };
  const peers = Object.entries(peerFolders).map(([name, folders]) => ({
    name,
    installed: folders.reduce((sum, each) => sum + folderBytes(join(benchFolder, "node_modules", each)), 0),
  }));
  return [own, ...peers];
}
