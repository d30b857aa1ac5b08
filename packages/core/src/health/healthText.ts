import type { Language } from "../errors/language.ts";
import type { Finding } from "./finding.ts";
import type { HealthReport } from "./healthReport.ts";
import { chinese } from "./texts/chinese.ts";
import { english } from "./texts/english.ts";
import type { FindingWording, HealthTexts, WordingParts } from "./texts/wording.ts";

const tables: Readonly<Record<Language, HealthTexts>> = { en: english, zh: chinese };

/**
 * A finding in words: what is wrong, the figures that show it, and what to try.
 *
 * @param language - `"en"` (default) or `"zh"`
 * @example
 * for (const finding of history.health?.findings ?? []) console.log(findingText(finding).remedy);
 */
export function findingText(finding: Finding, language: Language = "en"): FindingWording {
  const { code, figures, layer } = finding;
  const parts: WordingParts = {
    number: (name) => shortNumber(figures[name]),
    percent: (name) => percentage(figures[name]),
    layer: layer === undefined ? "" : `${layer.path} (${layer.kind})`,
  };
  return tables[language].findings[code](parts);
}

/**
 * A health report in words: every finding and the learning rate's verdict, or that nothing was found.
 *
 * @param language - `"en"` (default) or `"zh"`
 * @example
 * const { health } = await model.fit(data, { ...options, health: true });
 * if (health !== undefined) console.log(healthText(health, "zh"));
 */
export function healthText(report: HealthReport, language: Language = "en"): string {
  const texts = tables[language];
  const colon = language === "zh" ? "：" : ": ";
  const findings = report.findings.flatMap((finding, index) => {
    const { problem, evidence, remedy } = findingText(finding, language);
    const indent = " ".repeat(String(index + 1).length + 2);
    return [
      `${index + 1}. ${problem}`,
      `${indent}${texts.evidence}${colon}${evidence}`,
      `${indent}${texts.remedy}${colon}${remedy}`,
    ];
  });
  const { verdict, updateRatio } = report.learningRate;
  return [
    ...(findings.length === 0 ? [texts.healthy] : findings),
    texts.rate(texts.verdicts[verdict], shortNumber(updateRatio)),
  ].join("\n");
}

/** Three digits, in scientific form where many zeros would stand in front or behind, with a real minus sign. */
function shortNumber(value: number | undefined): string {
  if (value === undefined) return "?";
  return plainNumber(value).replace("e+", "e").replaceAll("-", "−");
}

function plainNumber(value: number): string {
  const magnitude = Math.abs(value);
  if (!Number.isFinite(value) || (Number.isInteger(value) && magnitude < 1e6)) return String(value);
  if (magnitude < 1e-3 || magnitude >= 1e5) return value.toExponential(1).replace(".0e", "e");
  return String(Number(value.toPrecision(3)));
}

function percentage(share: number | undefined): string {
  return share === undefined ? "?" : `${Number((100 * share).toPrecision(3))} %`;
}
