// Gradient against distance in time on a logarithmic axis, before and after training, a line for each kind of network.
import { figure, lineLegend, linePlot, type Picture, type Series, type Text } from "chainrule/pictures";
import type { RecurrentKind } from "./recurrentKinds.ts";

export interface GradientChartOptions {
  readonly title: Text;
  readonly subtitle: Text;
  readonly learned: readonly {
    readonly kind: RecurrentKind;
    readonly before: readonly number[];
    readonly after: readonly number[];
  }[];
}

/** Lines end where less is left. */
const least = 1e-12;

export function gradientChart({ title, subtitle, learned }: GradientChartOptions): Picture {
  const series = (part: "before" | "after"): readonly Series[] =>
    learned.map((one) => ({
      label: one.kind.title,
      points: one[part].flatMap((share, distance) => (share < least ? [] : [[distance, share] as const])),
      hasDots: false,
    }));
  const shares = learned.flatMap(({ before, after }) => [...before, ...after]);
  const greatest = 10 ** Math.ceil(Math.log10(2 * Math.max(1, ...shares)));
  const smallest = 10 ** Math.floor(Math.log10(Math.max(least, Math.min(...shares))));
  const y = {
    label: { en: "share of the gradient (logarithmic)", zh: "剩余梯度之比（对数刻度）" },
    scale: "log",
    domain: [smallest, greatest],
  } as const;
  const x = { label: { en: "steps back in time", zh: "往回的步数" } };
  return figure({
    title,
    subtitle,
    plots: [
      linePlot({ title: { en: "untrained", zh: "训练前" }, isTitled: true, x, y, series: series("before") }),
      linePlot({ title: { en: "trained", zh: "训练后" }, isTitled: true, x, y, series: series("after") }),
    ],
    columns: 2,
    plotSize: { width: 320, height: 260 },
    legend: lineLegend(series("before")),
  });
}
