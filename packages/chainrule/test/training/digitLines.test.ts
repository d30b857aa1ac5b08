import { dataset } from "@chainrule/core";
import { expect, test } from "vitest";
import { digitLines } from "../../src/training/digitLines.ts";
import { fakeTerminal } from "../fakeTerminal.ts";

/** Eight images of 8 × 8 with a full square of 4 × 4 in the middle. */
const square = Array.from({ length: 64 }, (_, i) => (i % 8 >= 2 && i % 8 < 6 && i >= 16 && i < 48 ? 255 : 0));
const examples = dataset({
  inputs: Uint8Array.from(Array.from({ length: 8 }, () => square).flat()),
  inputShape: [1, 8, 8],
  targets: Int32Array.of(0, 1, 0, 1, 0, 1, 0, 1),
  targetKind: "class",
});
/** The third example is read as the other class. */
const outputs = { outputCount: 2, values: [9, 0, 0, 9, 0, 9, 0, 9, 9, 0, 0, 9, 9, 0, 0, 9] };

test("digits are cut to their ink, drawn side by side, and one that was misread is among them", () => {
  const lines = digitLines(examples, outputs, fakeTerminal({ columns: 12 }), "en");
  expect(lines).toEqual(["████  ████", "████  ████", "0 10  1 10"]);
  const wide = digitLines(
    dataset({
      inputs: new Uint8Array(8 * 32 * 32).fill(255),
      inputShape: [1, 32, 32],
      targets: examples.targets.values,
      targetKind: "class",
    }),
    outputs,
    fakeTerminal({ columns: 80 }),
    "zh",
  );
  expect(wide.at(-1)).toMatch(/^0 100\.0 % +1 100\.0 %, 实为 0$/);
});

test("on a terminal they are greys", () => {
  const [line] = digitLines(examples, outputs, fakeTerminal({ columns: 12, isInteractive: true }), "en");
  expect(line).toContain("\u001b[38;5;255;48;5;255m▀");
});
