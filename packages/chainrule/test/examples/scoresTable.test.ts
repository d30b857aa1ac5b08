import { expect, test } from "vitest";
import { comparisonOf } from "../../src/gallery/example.ts";
import { scoresTable } from "../../src/gallery/scoresTable.ts";

test("scores alone make two columns", () => {
  expect(scoresTable(comparisonOf({ accuracy: 0.98765432 }), "en")).toEqual({
    columns: ["score", "value"],
    rows: [["accuracy", "0.987654"]],
  });
});

test("a baseline stands beside the scores of the same names", () => {
  const outcome = comparisonOf({ scores: { accuracy: 0.99, recall: 0.97 }, baseline: { accuracy: 0.98 } });
  expect(scoresTable(outcome, "zh")).toEqual({
    columns: ["名称", "数值", "基线"],
    rows: [
      ["accuracy", "0.99", "0.98"],
      ["recall", "0.97", ""],
    ],
  });
});
