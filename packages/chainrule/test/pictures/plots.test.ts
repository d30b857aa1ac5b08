import { describe, expect, test } from "vitest";
import {
  boundaryPlot,
  contourLine,
  curve,
  decadeExtent,
  figure,
  lineChart,
  type Mark,
  shading,
} from "../../src/pictures/index.ts";
import { svgFault } from "../examples/wellFormed.ts";

const both = (text: string) => ({ en: text, zh: text });
const axis = (from: number, to: number) => ({ label: both("x"), domain: [from, to] as const });
const drawn = (...marks: Mark[]): string =>
  figure({ title: both("t"), plots: [{ x: axis(0, 1), y: axis(0, 1), marks }] }).svg("en");

describe("fields", () => {
  test("the contour of a plane is the straight line where it has the level", () => {
    const path = /<path d="([^"]+)" fill="none"/.exec(drawn(contourLine((x) => x, 0.5, { colour: "#000000" })))?.[1];
    const corners = [...(path ?? "").matchAll(/(-?[\d.]+) (-?[\d.]+)/g)].map(
      ([, x, y]) => [Number(x), Number(y)] as const,
    );
    // The box reaches from 70 to 630 across and from 48 to 348 down; the ring closes outside it.
    const inside = corners.filter(([x, y]) => x < 631 && y >= 47.9 && y <= 348.1);
    expect(inside.length).toBeGreaterThan(1);
    for (const [x] of inside) expect(x).toBeCloseTo(350, 0);
  });

  test("a field below all levels is one colour", () => {
    const svg = drawn(
      shading(
        () => 0,
        [1, 2],
        (_level, i) => ["#111111", "#222222", "#333333"][i + 1] ?? "",
      ),
    );
    expect(svg).toContain('fill="#111111"');
    expect(svg).toMatch(/<path d="" fill="#222222"/);
  });

  test("straight stretches of a contour cost two points", () => {
    const svg = drawn(contourLine((x, y) => x - y, 0, { colour: "#000000" }));
    expect((/<path d="([^"]+)" fill="none"/.exec(svg)?.[1] ?? "").length).toBeLessThan(120);
  });
});

describe("curves", () => {
  test("a line breaks where a value is not finite", () => {
    const svg = drawn(curve([[0, 0], [0.2, 0.2], [0.4, Number.NaN], [0.6, 0.6], [0.8, 0.8]], { colour: "#000000" })); // biome-ignore format: one row
    expect((/<path d="([^"]+)"/.exec(svg)?.[1] ?? "").match(/M/g)).toHaveLength(2);
  });

  test("a million points stay a small picture, and the last one is kept", () => {
    const points = Array.from({ length: 1_000_000 }, (_, i): [number, number] => [i, Math.sin(i)]);
    const svg = lineChart({
      title: both("t"),
      x: { label: both("x") },
      y: { label: both("y") },
      series: [{ label: both("s"), points }],
    }).svg("en");
    expect(svg.length).toBeLessThan(20_000);
    expect(svg).toMatch(/L630,/);
  });
});

test("a logarithmic axis spans whole powers of ten, and ignores what has no logarithm", () => {
  expect(decadeExtent([0.02, 3, 0, -1, Number.NaN])).toEqual([0.01, 10]);
  expect(decadeExtent([])).toEqual([0.1, 1]);
});

test("legend entries keep clear of each other and of the plots", () => {
  const names = Array.from({ length: 9 }, (_, i) => `a series with a long name ${i}`);
  const svg = lineChart({
    title: both("t"),
    x: { label: both("x") },
    y: { label: both("y") },
    series: names.map((name) => ({ label: both(name), points: [[0, 0] as const, [1, 1] as const] })),
  }).svg("zh");
  const places = names.map((name) => {
    const [, x, y] = new RegExp(`<text x="([\\d.]+)" y="([\\d.]+)">${name}<`).exec(svg) ?? [];
    return { x: Number(x), y: Number(y) };
  });
  expect(new Set(places.map(({ x, y }) => `${x} ${y}`)).size).toBe(names.length);
  const legendTop = Number(/<g transform="translate\(0 (\d+)\)">/.exec(svg)?.[1]);
  const plotTop = Number(/<clipPath id="plot0"><rect x="[\d.]+" y="([\d.]+)"/.exec(svg)?.[1]);
  expect(legendTop + Math.max(...places.map(({ y }) => y))).toBeLessThan(plotTop);
});

test("classes differ in shape as well as in colour", () => {
  const plot = boundaryPlot({
    probability: () => 0.2,
    points: [
      { at: [0, 0], label: 0 },
      { at: [1, 1], label: 1 },
    ],
    look: "shaded",
  });
  const svg = figure({ title: both("<&>"), plots: [plot] }).svg("en");
  expect(svg.match(/<circle/g)).toHaveLength(1);
  expect(svgFault(svg)).toBeUndefined();
  expect(svg).toContain("&lt;&amp;&gt;");
});
