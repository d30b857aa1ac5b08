import { expect, test } from "vitest";
import { halfBlockLines } from "../../src/terminal/halfBlocks.ts";

const picture = { width: 2, height: 3, pixels: [0, 1, 1, 1, 0, 0.5] };

test("two rows of pixels make a line of greys", () => {
  const lines = halfBlockLines(picture, true);
  expect(lines).toHaveLength(2);
  expect(lines[0]).toBe("\u001b[38;5;232;48;5;255m▀\u001b[38;5;255;48;5;255m▀\u001b[0m");
});

test("without escapes blocks show the mean of both pixels", () => {
  expect(halfBlockLines(picture, false)).toEqual(["▒█", " ░"]);
});
