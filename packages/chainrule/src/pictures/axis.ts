import { type ScaleContinuousNumeric, scaleLinear, scaleLog } from "d3-scale";
import type { Text } from "../texts/text.ts";

/** An axis as data. */
export interface Axis {
  /** What is measured, with its unit. */
  readonly label: Text;
  /** First and last value; the ends are used as they are. */
  readonly domain: readonly [number, number];
  /** Logarithmic axes need a domain above 0. Default linear. */
  readonly scale?: "linear" | "log";
  /** Values that get a tick; default: round ones. */
  readonly ticks?: readonly number[];
  /** How a tick is written; default: short. */
  readonly tickText?: (value: number) => string;
}

export type AxisScale = ScaleContinuousNumeric<number, number>;

/** The scale of an axis on a range of pixels. */
export function axisScale(axis: Axis, range: readonly [number, number]): AxisScale {
  const scale = axis.scale === "log" ? scaleLog() : scaleLinear();
  return scale.domain([...axis.domain]).range([...range]);
}

/** Where ticks stand. */
export function axisTicks(axis: Axis, scale: AxisScale, count: number): readonly number[] {
  if (axis.ticks !== undefined) return axis.ticks;
  if (axis.scale !== "log") return scale.ticks(count);
  const [from, to] = axis.domain;
  const decades = Math.log10(to / from);
  const all = scale.ticks(count);
  const leading = (tick: number): number => Math.round(tick / 10 ** Math.floor(Math.log10(tick) + 1e-9));
  const powers = all.filter((tick) => leading(tick) === 1);
  if (powers.length < 3 || decades < 2) return all.filter((tick) => [1, 2, 5].includes(leading(tick)));
  const every = Math.ceil(powers.length / Math.max(2, count));
  const exponent = (tick: number): number => Math.round(Math.log10(tick));
  return powers.filter((tick) => exponent(tick) % every === 0);
}

/** A tick in a few characters: `0.05`, `200`, `1e-4`, `10k` is never used. */
export function tickText(value: number): string {
  if (value === 0) return "0";
  const size = Math.abs(value);
  const written =
    size >= 0.001 && size < 100_000
      ? String(Number(value.toPrecision(4)))
      : value.toExponential(1).replace(".0e", "e").replace("e+", "e");
  return written.replace("-", "−").replace("e-", "e−");
}

/** First and last of some numbers, widened by a share of their distance on a linear axis. */
export function extent(values: Iterable<number>, widen = 0): [number, number] {
  let least = Number.POSITIVE_INFINITY;
  let greatest = Number.NEGATIVE_INFINITY;
  for (const value of values) {
    if (!Number.isFinite(value)) continue;
    if (value < least) least = value;
    if (value > greatest) greatest = value;
  }
  if (least > greatest) return [0, 1];
  if (least === greatest) return [least - 0.5, greatest + 0.5];
  const more = (greatest - least) * widen;
  return [least - more, greatest + more];
}

/** First and last power of ten around some positive numbers. */
export function decadeExtent(values: Iterable<number>): [number, number] {
  const exponents = [...values].filter((value) => value > 0).map(Math.log10);
  if (!exponents.some(Number.isFinite)) return [0.1, 1];
  const from = Math.floor(exponents.reduce((least, each) => Math.min(least, each)) + 1e-9);
  const to = Math.ceil(exponents.reduce((most, each) => (Number.isFinite(each) ? Math.max(most, each) : most)) - 1e-9);
  return [10 ** from, 10 ** Math.max(to, from + 1)];
}
