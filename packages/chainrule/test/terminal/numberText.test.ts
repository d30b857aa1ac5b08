import { expect, test } from "vitest";
import { bytesText, countText, durationText, lossColumn, lossText } from "../../src/terminal/numberText.ts";

test.each([
  [0.5, "0.5000"],
  [0.000528, "5.28e-4"],
  [0, "0.0000"],
  [123.456, "123.4560"],
  [98765, "9.88e+4"],
  [Number.NaN, "NaN"],
  [Number.POSITIVE_INFINITY, "Infinity"],
])("a loss of %f is written %s, never as zero", (value, text) => {
  expect(lossText(value)).toBe(text);
});

test("losses fill a column of one width", () => {
  expect(new Set([0.5, 5.28e-4, 123.456, 9.9e9, Number.NaN].map((value) => lossColumn(value).length))).toEqual(
    new Set([9]),
  );
});

test("counts, bytes and durations are written in the unit that reads best", () => {
  expect([countText(61706), bytesText(512), bytesText(12_400_000)]).toEqual(["61,706", "512 B", "12.4 MB"]);
  expect([durationText(8400), durationText(125_000), durationText(3_725_000)]).toEqual([
    "8.4 s",
    "2:05 min",
    "1:02:05 h",
  ]);
});
