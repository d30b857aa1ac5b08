import { expect, test } from "vitest";
import { runScript } from "./runScript.ts";

const soonMs = 5000;

test("a process that trained on three threads ends by itself", async () => {
  const { code, output, errors, millisecondsAfterOutput } = await runScript("trainAndEnd");
  expect({ code, errors }).toEqual({ code: 0, errors: "" });
  expect(JSON.parse(output)).toMatchObject({ threads: 3 });
  expect(millisecondsAfterOutput).toBeLessThan(soonMs);
});

test("flags of the process do not reach its helper threads", async () => {
  const nodeFlags = ["--input-type=module", "--eval", "await import(process.argv[1])"];
  const { code, errors } = await runScript("trainAndEnd", { nodeFlags });
  expect({ code, errors }).toEqual({ code: 0, errors: "" });
});

test("a process whose training throws ends with that error", async () => {
  const { code, errors, millisecondsAfterOutput } = await runScript("failInTraining");
  expect(code).toBe(1);
  expect(errors).toContain("a user's own error");
  expect(millisecondsAfterOutput).toBeLessThan(soonMs);
});

test.each(["short", "long"])("Ctrl-C ends a process that trains on three threads in %s calls", async (length) => {
  const run = await runScript("trainForEver", { arguments: [length], interrupt: "SIGINT" });
  expect({ signal: run.signal, errors: run.errors }).toEqual({ signal: "SIGINT", errors: "" });
  expect(run.millisecondsAfterOutput).toBeLessThan(soonMs);
});

// The young generation's size is fixed, since V8 doubles it when it likes. What the system calls resident moves a little
// all the same; memory that grows with the steps fails every time.
test.each(["program", "fit"])(
  "after 10,000 steps of %s the process takes the memory that it took after 1,000",
  { retry: 2 },
  async (way) => {
    const { output } = await runScript("trainLong", {
      nodeFlags: ["--expose-gc", "--max-semi-space-size=1"],
      arguments: [way],
    });
    const bytes = new Map<number, number>(JSON.parse(output));
    expect([...bytes.keys()]).toEqual([1000, 2000, 4000, 6000, 8000, 10_000]);
    expect((bytes.get(10_000) ?? Number.NaN) / (bytes.get(1000) ?? Number.NaN)).toBeLessThan(1.02);
  },
);
