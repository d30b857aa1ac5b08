// Data sets that come as packages of the npm registry.
import { readFileSync } from "node:fs";
import { packageFile } from "chainrule/gallery";

/**
 * A JSON file of an installed package. The file is read as it is; the package's own code does not run.
 *
 * @throws CommandError saying how to install the package where it is missing
 */
export function packageData(dataset: string, name: string, file: string): unknown {
  return JSON.parse(readFileSync(packageFile(dataset, name, file, import.meta.dirname), "utf8"));
}

/** @throws TypeError if the value is no list of strings */
export function stringsOf(value: unknown, subject: string): readonly string[] {
  if (Array.isArray(value) && value.every((one) => typeof one === "string")) return value;
  throw new TypeError(`${subject} must hold a list of strings`);
}

/** @throws TypeError if the value is no object whose values are strings */
export function textsByName(value: unknown, subject: string): ReadonlyMap<string, string> {
  const entries = typeof value === "object" && value !== null ? Object.entries(value) : [];
  return new Map(
    entries.map(([name, text]): [string, string] => {
      if (typeof text === "string") return [name, text];
      throw new TypeError(`${subject} must hold texts; "${name}" is none`);
    }),
  );
}
