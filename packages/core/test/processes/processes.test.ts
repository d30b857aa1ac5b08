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
