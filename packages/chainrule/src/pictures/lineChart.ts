import type { Text } from "../texts/text.ts";
import { decadeExtent, extent } from "./axis.ts";
import { figure, type Mark, type Picture, type Plot } from "./figure.ts";
import type { LegendEntry } from "./legend.ts";
import { curve } from "./marks/curve.ts";
import { dots, type Point } from "./marks/dots.ts";
import { type Style, seriesStyle } from "./style.ts";

/** A line with its name. */
export interface Series {
  readonly label: Text;
  readonly points: readonly Point[];
  /** Default: the next colour and dashes. */
  readonly style?: Style;
  /** Whether every point gets a dot (default: while there are at most 30). */
  readonly hasDots?: boolean;
  /** Whether the points are joined (default true). */
  readonly hasLine?: boolean;
}

export interface ChartAxis {
  readonly label: Text;
  readonly scale?: "linear" | "log";
  /** Default: what the points span; from 0 on a linear y axis. */
  readonly domain?: readonly [number, number];
  readonly ticks?: readonly number[];
}

export interface LineChartOptions {
  readonly title: Text;
  readonly subtitle?: Text;
  readonly x: ChartAxis;
  readonly y: ChartAxis;
  readonly series: readonly Series[];
  /** Drawn above the lines. */
  readonly marks?: readonly Mark[];
}

/** Lines over two axes, with a legend where there is more than one. */
export function lineChart(options: LineChartOptions): Picture {
  const { title, subtitle, series } = options;
  return figure({
    title,
    ...(subtitle === undefined ? {} : { subtitle }),
    plots: [linePlot(options)],
    legend: series.length > 1 ? lineLegend(series) : [],
  });
}

/** The plot alone, to stand among others in a {@link figure}. */
export function linePlot(
  options: Omit<LineChartOptions, "title"> & { readonly title?: Text; readonly isTitled?: boolean },
): Plot {
  const { title, isTitled = false, x, y, series, marks = [] } = options;
  const axis = (given: ChartAxis, index: 0 | 1): Plot["x"] => {
    const values = series.flatMap(({ points }) => points.map((point) => point[index]));
    return { ...given, domain: given.domain ?? domainOf(values, given, index === 1) };
  };
  return {
    ...(title !== undefined && isTitled ? { title } : {}),
    x: axis(x, 0),
    y: axis(y, 1),
    marks: [...series.flatMap(seriesMarks), ...marks],
  };
}

/** One legend entry a series. */
export function lineLegend(series: readonly Series[]): readonly LegendEntry[] {
  return series.map(({ label, style, hasLine = true }, i) => ({
    label,
    kind: hasLine ? "line" : "dot",
    style: style ?? seriesStyle(i),
  }));
}

function seriesMarks(one: Series, index: number): readonly Mark[] {
  const style = one.style ?? seriesStyle(index);
  const { points, hasLine = true, hasDots = points.length <= 30 || !hasLine } = one;
  return [...(hasLine ? [curve(points, style)] : []), ...(hasDots ? [dots(points, style)] : [])];
}

function domainOf(values: readonly number[], { scale }: ChartAxis, fromZero: boolean): readonly [number, number] {
  if (scale === "log") return decadeExtent(values);
  if (!fromZero) return extent(values);
  const [least] = extent(values);
  const [widened, greatest] = extent(values, 0.06);
  return [least >= 0 ? 0 : widened, greatest];
}
