import type { Terminal } from "../src/terminal/terminal.ts";

/** A terminal that keeps what is written to it. */
export interface FakeTerminal extends Terminal {
  readonly stdout: () => string;
  readonly stderr: () => string;
  /** Standard output as one JSON value a line. */
  readonly jsonLines: () => readonly Readonly<Record<string, unknown>>[];
}

export function fakeTerminal(options: {
  readonly folder?: string;
  readonly isInteractive?: boolean;
  readonly columns?: number;
  readonly environment?: Readonly<Record<string, string>>;
}): FakeTerminal {
  const { folder = "/", isInteractive = false, columns = 80, environment = {} } = options;
  let stdout = "";
  let stderr = "";
  return {
    out: (text) => {
      stdout += text;
    },
    err: (text) => {
      stderr += text;
    },
    isInteractive,
    columns: () => columns,
    environment,
    folder,
    stdout: () => stdout,
    stderr: () => stderr,
    jsonLines: () => stdout.trimEnd().split("\n").map(parseLine),
  };
}

function parseLine(line: string): Readonly<Record<string, unknown>> {
  const value: unknown = JSON.parse(line);
  if (typeof value !== "object" || value === null) throw new TypeError(`no object: ${line}`);
  return Object.fromEntries(Object.entries(value));
}
