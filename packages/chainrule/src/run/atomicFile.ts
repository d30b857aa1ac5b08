import { closeSync, fsyncSync, mkdirSync, openSync, renameSync, rmSync, writeSync } from "node:fs";
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

/** Makes a folder and those above it. */
export function makeFolder(path: string): void {
  try {
    mkdirSync(path, { recursive: true });
  } catch (error) {
    throw writeError(error, path);
  }
}

export function writeError(error: unknown, file: string): CommandError {
  return new CommandError("file.notWritable", { file, reason: systemCode(error) }, { cause: error });
}
