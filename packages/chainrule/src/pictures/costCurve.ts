import type { Language } from "@chainrule/core";
import { scaleLinear, scaleLog } from "d3-scale";
import { line } from "d3-shape";
import { dataColours, element, ink, picture, textElement } from "./svg.ts";

/** Costs of one epoch. */
export interface CostPoint {
  readonly epoch: number;
  readonly training: number;
  readonly validation: number | undefined;
}

interface Series {
  readonly label: string;
  readonly colour: string;
  readonly dashes: string;
  readonly points: readonly (readonly [number, number])[];
}

const texts = {
  title: { en: "Cost curve", zh: "代价曲线" },
  training: { en: "training", zh: "训练" },
  validation: { en: "validation", zh: "验证" },
  epoch: { en: "epoch", zh: "轮次（epoch）" },
  cost: { en: "mean cost per example", zh: "每个样本的平均代价" },
  log: { en: "logarithmic", zh: "对数刻度" },
} as const;

const size = { width: 720, height: 420 } as const;
const margin = { top: 64, right: 116, bottom: 56, left: 76 } as const;
const mostPoints = 1000;

/**
 * The cost of training and validation by epoch, as SVG; the cost's axis is logarithmic where the costs span more than a
 * factor of 50.
 */
export function costCurve(
  points: readonly CostPoint[],
  options: { readonly name: string; readonly language: Language },
): string {
  const { name, language } = options;
  const shown = thinned(points.filter((point) => Number.isFinite(point.training)));
  const series = seriesOf(shown, language);
  const found = series.flatMap((one) => one.points.map(([, cost]) => cost));
  const costs = found.length === 0 ? [0, 1] : found;
  const least = Math.min(...costs);
  const greatest = Math.max(...costs);
  const isLog = least > 0 && greatest / least > 50;
  const epochs = shown.length === 0 ? [1] : shown.map((point) => point.epoch);
  const first = Math.min(...epochs);
  const last = Math.max(...epochs);
  const x = scaleLinear([first === last ? first - 1 : first, last], [margin.left, size.width - margin.right]);
  const range = [size.height - margin.bottom, margin.top];
  const y = isLog ? scaleLog([least, greatest], range).nice() : scaleLinear([0, greatest || 1], range).nice();

  const yTicks = isLog ? logTicks(y.ticks(5)) : y.ticks(6);
  const xTicks = x.ticks(8).filter(Number.isInteger);
  const path = line<readonly [number, number]>(
    ([epoch]) => x(epoch),
    ([, cost]) => y(cost),
  ).digits(1);
  const bottom = size.height - margin.bottom;
  const labels = spread(series.map((one) => y(one.points.at(-1)?.[1] ?? 1)));
  const costTitle = isLog ? `${texts.cost[language]} (${texts.log[language]})` : texts.cost[language];
  return picture(size, `${texts.title[language]}: ${name}`, [
    textElement(texts.title[language], { x: margin.left, y: 28, "font-size": 18, "font-weight": 600 }),
    textElement(name, { x: margin.left, y: 47, fill: ink.weak }),
    ...yTicks.flatMap((tick) => [
      element("line", { x1: margin.left, x2: size.width - margin.right, y1: y(tick), y2: y(tick), stroke: ink.line }),
      textElement(tickText(tick), {
        x: margin.left - 8,
        y: y(tick) + 4,
        "text-anchor": "end",
        fill: ink.weak,
        "font-size": 12,
      }),
    ]),
    ...xTicks.map((tick) =>
      textElement(String(tick), {
        x: x(tick),
        y: bottom + 20,
        "text-anchor": "middle",
        fill: ink.weak,
        "font-size": 12,
      }),
    ),
    element("line", { x1: margin.left, x2: size.width - margin.right, y1: bottom, y2: bottom, stroke: ink.weak }),
    textElement(texts.epoch[language], {
      x: (margin.left + size.width - margin.right) / 2,
      y: size.height - 14,
      "text-anchor": "middle",
    }),
    textElement(costTitle, {
      transform: `translate(20 ${(bottom + margin.top) / 2}) rotate(-90)`,
      "text-anchor": "middle",
    }),
    ...series.flatMap((one, i) => [
      element("path", {
        d: path(one.points) ?? "",
        fill: "none",
        stroke: one.colour,
        "stroke-width": 2,
        "stroke-linejoin": "round",
        ...(one.dashes === "" ? {} : { "stroke-dasharray": one.dashes }),
      }),
      ...markers(one).map(([epoch, cost]) => element("circle", { cx: x(epoch), cy: y(cost), r: 3, fill: one.colour })),
      textElement(one.label, {
        x: size.width - margin.right + 10,
        y: (labels[i] ?? 0) + 4,
        fill: one.colour,
        "font-weight": 600,
      }),
      textElement(tickText(one.points.at(-1)?.[1] ?? 0), {
        x: size.width - margin.right + 10,
        y: (labels[i] ?? 0) + 20,
        fill: one.colour,
        "font-size": 12,
      }),
    ]),
  ]);
}

function seriesOf(points: readonly CostPoint[], language: Language): Series[] {
  const training: Series = {
    label: texts.training[language],
    colour: dataColours[0],
    dashes: "",
    points: points.map(({ epoch, training: cost }): [number, number] => [epoch, cost]),
  };
  const validated = points.flatMap(({ epoch, validation }): [number, number][] =>
    validation === undefined || !Number.isFinite(validation) ? [] : [[epoch, validation]],
  );
  if (training.points.length === 0) return [];
  if (validated.length === 0) return [training];
  return [training, { label: texts.validation[language], colour: dataColours[1], dashes: "6 4", points: validated }];
}

/** A point on every epoch while they are few, so that a single epoch is seen at all. */
function markers({ points }: Series): Series["points"] {
  return points.length <= 40 ? points : [];
}

function thinned(points: readonly CostPoint[]): readonly CostPoint[] {
  const every = Math.ceil(points.length / mostPoints);
  return points.filter((_, i) => i % every === 0 || i === points.length - 1);
}

/** Heights of labels at the lines' ends, moved apart where two would lie on each other. */
function spread(heights: readonly number[]): readonly number[] {
  const [first, second] = heights;
  if (first === undefined || second === undefined) return heights;
  const gap = 38;
  const lack = gap - Math.abs(first - second);
  if (lack <= 0) return heights;
  const sign = first <= second ? 1 : -1;
  const shift = lack / 2;
  const floor = size.height - margin.bottom - 20;
  const over = Math.max(0, Math.max(first - sign * shift, second + sign * shift) - floor);
  return [first - sign * shift - over, second + sign * shift - over];
}

/** Powers of ten, with 2 and 5 between where there are few of them. */
function logTicks(ticks: readonly number[]): number[] {
  const leading = (tick: number): number => Math.round(tick / 10 ** Math.floor(Math.log10(tick) + 1e-9));
  const powers = ticks.filter((tick) => leading(tick) === 1);
  return powers.length >= 4 ? powers : ticks.filter((tick) => [1, 2, 5].includes(leading(tick)));
}

function tickText(value: number): string {
  if (value === 0) return "0";
  if (Math.abs(value) >= 0.001 && Math.abs(value) < 10_000) return String(Number(value.toPrecision(3)));
  return value.toExponential(1).replace(".0e", "e");
}
