/** Runs the command line and gives its exit code. */
export async function main(commandLine: readonly string[]): Promise<number> {
  process.stderr.write(`chainrule: unknown command "${commandLine[0] ?? ""}"\n`);
  return 2;
}
