import { existsSync, readFileSync, writeFileSync } from "node:fs";

const introduction = `# Results

Written by \`npm run bench\`, one part for each major version of Node; a run replaces its own part. Milliseconds are medians
over interleaved rounds, each side reading the loss after every step (of XOR also with many steps a call, where only the last
is read). "Ours / it" is our best plain setting's time divided by the row's, the median over rounds: below 1 we are quicker.
Before anything is timed a peer's first three losses, or its logits, agree with ours to 1e-4.
`;

function heading(major: string): string {
  return `## Node ${major}`;
}

/** Puts a run's report into the results file, in place of what the same version of Node wrote before. */
export function writeResults(file: string, report: string, major: string): void {
  const old = existsSync(file) ? readFileSync(file, "utf8") : "";
  const parts = new Map(
    old
      .split(/^(?=## Node )/m)
      .filter((part) => part.startsWith("## Node "))
      .map((part) => [part.slice(0, part.indexOf("\n")), part.trimEnd()]),
  );
  parts.set(heading(major), `${heading(major)}\n\n${report.trimEnd()}`);
  const sorted = [...parts].sort(([a], [b]) => a.localeCompare(b, "en", { numeric: true }));
  writeFileSync(file, `${[introduction.trimEnd(), ...sorted.map(([, part]) => part)].join("\n\n")}\n`);
}
