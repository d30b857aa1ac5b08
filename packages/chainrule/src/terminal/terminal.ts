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

/** The terminal of this process. A reader that goes away (`chainrule … | head`) ends the program quietly. */
export function processTerminal(): Terminal {
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "EPIPE") process.exit(0);
    throw error;
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
