import { inflateSync } from "node:zlib";
import { expect, test } from "vitest";
import { confusionMatrix } from "../../src/pictures/confusionMatrix.ts";
import { costCurve } from "../../src/pictures/costCurve.ts";
import { misreadSheet } from "../../src/pictures/misreadSheet.ts";
import { encodePng } from "../../src/pictures/png.ts";

const texts = (svg: string): string[] =>
  Array.from(svg.matchAll(/<text[^>]*>([^<]*)<\/text>/g), ([, text]) => text ?? "");

test("the cost curve has axes, both costs and titles in the chosen language", () => {
  const points = [1, 2, 3].map((epoch) => ({ epoch, training: 0.3 / epoch, validation: 0.4 / epoch }));
  const english = texts(costCurve(points, { name: "digits", language: "en" }));
  expect(english).toEqual(
    expect.arrayContaining(["Cost curve", "digits", "epoch", "mean cost per example", "training", "validation"]),
  );
  expect(english).toEqual(expect.arrayContaining(["1", "2", "3", "0.1", "0.133"]));
  expect(texts(costCurve(points, { name: "digits", language: "zh" }))).toEqual(
    expect.arrayContaining(["代价曲线", "训练", "验证"]),
  );
});

test("costs of many magnitudes are drawn on a logarithmic axis", () => {
  const points = Array.from({ length: 5000 }, (_, i) => ({
    epoch: i + 1,
    training: 10 ** (-i / 1000),
    validation: undefined,
  }));
  const svg = costCurve(points, { name: "xor", language: "en" });
  expect(texts(svg)).toEqual(
    expect.arrayContaining(["mean cost per example (logarithmic)", "1", "0.1", "0.01", "0.001", "1e-4", "1e-5"]),
  );
  expect(svg.length).toBeLessThan(40_000);
});

test.each([[[]], [[{ epoch: 1, training: 0, validation: 0 }]], [[{ epoch: 7, training: 2, validation: Number.NaN }]]])(
  "a curve of %j has no coordinate that is not a number",
  (points) => {
    expect(costCurve(points, { name: "few", language: "en" })).not.toMatch(/NaN|Infinity|undefined/);
  },
);

test("the confusion matrix shows counts, recall and precision", () => {
  const shown = texts(
    confusionMatrix(
      [
        [8, 2],
        [0, 10],
      ],
      { name: "two", classNames: ["no", "<yes>"], language: "en" },
    ),
  );
  expect(shown).toEqual(
    expect.arrayContaining(["8", "2", "10", "no", "&lt;yes&gt;", "80.0 %", "83.3 %", "two · 18 of 20 right (90.00 %)"]),
  );
  expect(shown).not.toContain("0");
});

test("a class that never occurs has no recall", () => {
  const svg = confusionMatrix(
    [
      [1, 0],
      [0, 0],
    ],
    { name: "two", classNames: ["a", "b"], language: "en" },
  );
  expect(texts(svg)).toContain("–");
  expect(svg).not.toMatch(/NaN/);
});

test("the sheet tells of each misread image what was read and what it is", () => {
  const image = { width: 2, height: 1, channels: 1, bytes: Uint8Array.of(0, 255) } as const;
  const svg = misreadSheet([{ image, index: 4, read: "7", truth: "1", probability: 0.93 }], {
    name: "digits",
    total: 10,
    wrong: 1,
    language: "en",
  });
  expect(texts(svg)).toEqual(expect.arrayContaining(["read 7 (93 %)", "is 1", "digits · 1 of 10 misread"]));
  expect(svg).toContain("data:image/png;base64,");
  expect(texts(misreadSheet([], { name: "digits", total: 10, wrong: 0, language: "zh" }))).toContain(
    "没有误读的图像。",
  );
});

test("pixels come out of a PNG as they went in", () => {
  const png = encodePng({ width: 2, height: 2, channels: 1, bytes: Uint8Array.of(1, 2, 3, 4) });
  const at = Buffer.from(png).indexOf("IDAT");
  const length = new DataView(png.buffer, png.byteOffset).getUint32(at - 4);
  expect([...inflateSync(png.subarray(at + 4, at + 4 + length))]).toEqual([0, 1, 2, 0, 3, 4]);
});
