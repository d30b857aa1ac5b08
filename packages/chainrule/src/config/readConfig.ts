import { dirname, extname, resolve } from "node:path";
import { CommandError } from "../errors/commandError.ts";
import { readTextFile } from "../run/readFiles.ts";
import { type ConfigSource, parseConfigText } from "./configSource.ts";

const moduleTypes: readonly string[] = [".ts", ".mts", ".cts", ".js", ".mjs", ".cjs"];
const textTypes: readonly string[] = [".yaml", ".yml", ".json"];

/**
 * Reads a configuration: YAML, JSON, or the default export of a TypeScript or JavaScript module.
 *
 * @throws CommandError if the file is missing, of another type, or no configuration
 */
export async function readConfig(file: string, startFolder: string): Promise<ConfigSource> {
  const path = resolve(startFolder, file);
  const folder = dirname(path);
  const type = extname(file).toLowerCase();
  if (!moduleTypes.includes(type) && !textTypes.includes(type)) throw new CommandError("config.type", { file });
  const text = readTextFile(path, file);
  if (textTypes.includes(type)) return parseConfigText(text, file, folder);
  return { name: file, folder, value: await loadModule(path, file), placeOf: () => file };
}

async function loadModule(path: string, file: string): Promise<unknown> {
  const { createJiti } = await import("jiti");
  let loaded: unknown;
  try {
    loaded = await createJiti(import.meta.url, { fsCache: false, moduleCache: false }).import(path);
  } catch (error) {
    const [reason = ""] = (error instanceof Error ? error.message : String(error)).split("\n");
    throw new CommandError("config.module", { file, reason }, { cause: error });
  }
  if (typeof loaded === "object" && loaded !== null && "default" in loaded) return loaded.default;
  throw new CommandError("config.noDefault", { file });
}
