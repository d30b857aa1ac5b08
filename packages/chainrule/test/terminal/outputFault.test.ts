import { expect, test } from "vitest";
import { outputFault } from "../../src/terminal/terminal.ts";

test("a reader that goes away ends the program quietly", () => {
  expect(outputFault("EPIPE", "en")).toEqual({ exitCode: 0, message: "" });
});

test("no room for standard output is one message and exit code 2", () => {
  expect(outputFault("ENOSPC", "en")).toEqual({
    exitCode: 2,
    message: "standard output: must be writable; got no space left on the device\n",
  });
  expect(outputFault("ENOSPC", "zh").message).toMatch(/^标准输出：/);
});
