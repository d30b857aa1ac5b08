// A test fails when anything it ran wrote to the console or raised a process warning.
// A test that means to look at such output replaces the method itself, with vi.spyOn.
import { afterEach, beforeEach, expect } from "vitest";

const methods = ["debug", "error", "info", "log", "trace", "warn"] as const;
const stray: string[] = [];

for (const method of methods) {
  const original = console[method].bind(console);
  console[method] = (...parts: unknown[]): void => {
    stray.push(`console.${method}: ${parts.map(String).join(" ")}`);
    original(...parts);
  };
}
process.on("warning", (warning) => stray.push(`process warning: ${warning.message}`));

beforeEach(() => expectNoStrayOutput("while loading"));
afterEach(() => expectNoStrayOutput("during the test"));

function expectNoStrayOutput(when: string): void {
  const lines = stray.splice(0);
  expect(lines, `stray output ${when}`).toEqual([]);
}
