// What a health report finds, told in an example.
import { type Finding, findingText, type HealthReport, type LayerHealth } from "@chainrule/core";
import { brief, type Telling } from "chainrule/gallery";

/** Each finding with its figures and what to try; or that there is none. */
export function tellFindings(telling: Telling, report: HealthReport): void {
  const wording = (finding: Finding): { readonly en: string; readonly zh: string } => {
    const [en, zh] = [findingText(finding, "en"), findingText(finding, "zh")];
    return {
      en: `“${en.problem} Shown by: ${en.evidence}. Try: ${en.remedy}.”`,
      zh: `“${zh.problem}依据：${zh.evidence}。可尝试：${zh.remedy}。”`,
    };
  };
  for (const finding of report.findings) telling.log(wording(finding));
  if (report.findings.length === 0) telling.log({ en: "“Healthy: nothing found.”", zh: "“健康：没有发现问题。”" });
}

/** A row of a table for each layer that has figures. */
export function tellLayers(telling: Telling, report: HealthReport): void {
  const number = (value: number | undefined): string => (value === undefined ? "–" : brief(value));
  const percent = (share: number | undefined): string => (share === undefined ? "–" : `${(100 * share).toFixed(0)} %`);
  const row = (layer: LayerHealth): string[] => [
    layer.place.path,
    layer.place.kind,
    number(layer.outputNorm),
    number(layer.gradientNorm),
    percent(layer.deadShare),
    percent(layer.saturatedShare),
    number(layer.updateRatio),
  ];
  telling.table({
    columns: [
      { en: "layer", zh: "层" },
      { en: "kind", zh: "类型" },
      "‖a‖",
      "‖∂L/∂a‖",
      { en: "dead", zh: "失活" },
      { en: "saturated", zh: "饱和" },
      { en: "update / weight", zh: "更新 / 权重" },
    ],
    rows: report.layers.map(row),
  });
}
