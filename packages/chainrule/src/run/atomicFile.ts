import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";
import { CommandError } from "../errors/commandError.ts";
import { systemCode } from "./readFiles.ts";

/**
 * Writes a file whole or not at all: to a temporary name beside it, flushed to the disk, then renamed.
 *
 * @throws CommandError if there is no room or no right to write; the old file, if any, is then as it was
 */
export function writeFileAtomically(path: string, content: string | Uint8Array): void {
  const temporary = join(dirname(path), `.${basename(path)}.${process.pid}.partial`);
  try {
    const file = openSync(temporary, "w");
    try {
      writeAll(file, typeof content === "string" ? new TextEncoder().encode(content) : content);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(temporary, path);
  } catch (error) {
    removeQuietly(temporary);
    throw writeError(error, path);
  }
}

function writeAll(file: number, bytes: Uint8Array): void {
  let byteOffset = 0;
  while (byteOffset < bytes.length) byteOffset += writeSync(file, bytes, byteOffset);
}

function removeQuietly(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch {
    // the fault that led here is the one to tell
  }
}

/**
 * Makes a folder and those above it, one by one: Node's own recursive way never returns where the system says ENOENT of a
 * folder that is there, as `/proc` does.
 */
export function makeFolder(path: string): void {
  const missing: string[] = [];
  for (let folder = path; !existsSync(folder); folder = dirname(folder)) missing.unshift(folder);
  try {
    for (const folder of missing) makeOne(folder);
    if (!statSync(path).isDirectory()) throw new CommandError("file.notWritable", { file: path, reason: "EEXIST" });
  } catch (error) {
    throw error instanceof CommandError ? error : writeError(error, path);
  }
}

/** Another program may make the same folder at the same time. */
function makeOne(folder: string): void {
  try {
    mkdirSync(folder);
  } catch (error) {
    if (systemCode(error) !== "EEXIST") throw error;
  }
}

export function writeError(error: unknown, file: string): CommandError {
  return new CommandError("file.notWritable", { file, reason: systemCode(error) }, { cause: error });
}
