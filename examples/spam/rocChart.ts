// The trade between spam that is missed and mail that is lost.
import type { RocCurve, RocPoint } from "@chainrule/core";
import { lineChart, type Picture, type Point, type Text } from "chainrule/pictures";

/** ROC curves of several models: the corner that matters, up to a twentieth of the good mail lost. */
export function rocChart(models: readonly { readonly label: Text; readonly curve: RocCurve }[]): Picture {
  return lineChart({
    title: { en: "ROC: spam found against good mail lost", zh: "ROC：找出的垃圾邮件与误判的正常邮件" },
    subtitle: {
      en: "the corner that matters: few good mails lost, most of the spam found",
      zh: "关键的一角：误判很少，找出大部分垃圾邮件",
    },
    x: {
      label: { en: "good mail called spam (false positive rate)", zh: "被误判的正常邮件（假阳性率）" },
      domain: [0, 0.05],
    },
    y: { label: { en: "spam found (true positive rate)", zh: "找出的垃圾邮件（真阳性率）" }, domain: [0.8, 1] },
    series: models.map(({ label, curve }) => ({ label, points: corners(curve.points), hasDots: false })),
  });
}

/** The points where the curve turns. */
function corners(points: readonly RocPoint[]): Point[] {
  const kept = points.filter((point, i) => {
    const [before, after] = [points[i - 1], points[i + 1]];
    if (before === undefined || after === undefined) return true;
    const rises =
      before.falsePositiveRate === point.falsePositiveRate && point.falsePositiveRate === after.falsePositiveRate;
    const runs =
      before.truePositiveRate === point.truePositiveRate && point.truePositiveRate === after.truePositiveRate;
    return !rises && !runs;
  });
  return kept.map(({ falsePositiveRate, truePositiveRate }): Point => [falsePositiveRate, truePositiveRate]);
}
