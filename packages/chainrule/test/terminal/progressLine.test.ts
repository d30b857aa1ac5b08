import { expect, test } from "vitest";
import { ProgressLine } from "../../src/terminal/progressLine.ts";
import { fakeTerminal } from "../fakeTerminal.ts";

test("the line is redrawn at most ten times a second", () => {
  const terminal = fakeTerminal({ isInteractive: true });
  let now = 0;
  const line = new ProgressLine(terminal, () => now);
  for (now = 0; now < 1000; now += 1) line.draw(() => "x");
  expect(terminal.stdout().match(/\r/g)).toHaveLength(10);
});

test("the line never reaches the last column, so that it cannot wrap", () => {
  const terminal = fakeTerminal({ isInteractive: true, columns: 20 });
  const line = new ProgressLine(terminal, () => 0);
  line.draw(() => "训练".repeat(20));
  expect(terminal.stdout()).toBe(`\r${"训练".repeat(4)}训\u001b[K`);
});

test("a lasting line takes the place of the redrawn one", () => {
  const terminal = fakeTerminal({ isInteractive: true });
  const line = new ProgressLine(terminal, () => 0);
  line.draw(() => "half");
  line.print("done");
  expect(terminal.stdout()).toBe("\rhalf\u001b[K\r\u001b[Kdone\n");
});

test("where there is no terminal nothing is redrawn and no escape is written", () => {
  const terminal = fakeTerminal({ isInteractive: false });
  const line = new ProgressLine(terminal, () => 0);
  line.draw(() => "half");
  line.print("done");
  expect(terminal.stdout()).toBe("done\n");
});
