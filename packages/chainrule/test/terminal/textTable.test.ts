import { textWidth } from "@chainrule/core";
import { expect, test } from "vitest";
import { textTable } from "../../src/terminal/textTable.ts";
import { wrapText } from "../../src/terminal/wrapText.ts";

test("figures stand to the right, words to the left, wide characters count two columns", () => {
  expect(
    textTable(
      ["名称", "n"],
      [
        ["或门", "1"],
        ["xor", "−12.5"],
      ],
    ),
  ).toEqual([
    // biome-ignore format: as it is printed
    "名称      n",
    "────  ─────",
    "或门      1",
    "xor   −12.5",
  ]);
});

test("a table that is too wide wraps its widest column", () => {
  const lines = textTable(["n", "why"], [["1", "a reason that takes more than one line"]], 24);
  expect(lines.slice(2)).toEqual(["1  a reason that takes", "   more than one line"]);
  for (const line of lines) expect(textWidth(line)).toBeLessThanOrEqual(24);
});

test("words stay whole, Chinese breaks anywhere but before a stop", () => {
  expect(wrapText("one neuron learns", 10)).toEqual(["one neuron", "learns"]);
  expect(wrapText("学习率太大，代价发散。", 10)).toEqual(["学习率太", "大，代价发", "散。"]);
  expect(wrapText("", 10)).toEqual([]);
});
