import type { Language } from "@chainrule/core";
import { chooseLanguage } from "../commandLine/language.ts";
import { CommandError } from "../errors/commandError.ts";
import { systemCode } from "../run/readFiles.ts";

/** Where a command reads and writes; tests give their own. */
export interface Terminal {
  /** Writes to standard output as it stands. */
  readonly out: (text: string) => void;
  /** Writes to standard error as it stands. */
  readonly err: (text: string) => void;
  /** Whether standard output is a terminal that understands escapes. */
  readonly isInteractive: boolean;
  /** Present width in columns. */
  readonly columns: () => number;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** The folder that relative paths of the command line start from. */
  readonly folder: string;
}

/**
 * What the program ends with when standard output cannot be written: quietly when its reader has gone away
 * (`chainrule … | head`), else with a message.
 */
export function outputFault(code: string, language: Language): { readonly exitCode: number; readonly message: string } {
  if (code === "EPIPE") return { exitCode: 0, message: "" };
  const file = { en: "standard output", zh: "标准输出" }[language];
  return { exitCode: 2, message: `${new CommandError("file.notWritable", { file, reason: code }).toText(language)}\n` };
}

/** The terminal of this process. */
export function processTerminal(): Terminal {
  process.stdout.on("error", (error) => {
    const { exitCode, message } = outputFault(systemCode(error), chooseLanguage(process.argv.slice(2), process.env));
    process.stderr.write(message);
    process.exit(exitCode);
  });
  return {
    out: (text) => void process.stdout.write(text),
    err: (text) => void process.stderr.write(text),
    isInteractive: process.stdout.isTTY === true && process.env["TERM"] !== "dumb",
    columns: () => (process.stdout.isTTY === true ? process.stdout.columns : 80),
    environment: process.env,
    folder: process.cwd(),
  };
}
