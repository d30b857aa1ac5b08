import { readFileSync } from "node:fs";
import { CommandError } from "../errors/commandError.ts";

/** Bytes of a file; errors name it as the user did. */
export function readBytes(path: string, name: string): Uint8Array {
  try {
    return new Uint8Array(readFileSync(path));
  } catch (error) {
    throw readError(error, name);
  }
}

/** Text of a file in UTF-8; errors name it as the user did. */
export function readTextFile(path: string, name: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    throw readError(error, name);
  }
}

function readError(error: unknown, file: string): CommandError {
  const reason = systemCode(error);
  if (reason === "ENOENT" || reason === "ENOTDIR") return new CommandError("file.missing", { file }, { cause: error });
  if (reason === "EISDIR") return new CommandError("file.folder", { file }, { cause: error });
  return new CommandError("file.notReadable", { file, reason }, { cause: error });
}

/** The operating system's code of an error, say `ENOENT`. */
export function systemCode(error: unknown): string {
  if (error instanceof Error && "code" in error && typeof error.code === "string") return error.code;
  return error instanceof Error ? error.message : String(error);
}
