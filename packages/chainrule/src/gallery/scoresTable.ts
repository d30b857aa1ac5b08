import type { Language } from "@chainrule/core";
import type { Scores } from "./example.ts";

const words = {
  score: { en: "score", zh: "名称" },
  value: { en: "value", zh: "数值" },
  baseline: { en: "baseline", zh: "基线" },
} as const;

/** An example's scores as a table, with a column for the baseline's where there is one. */
export function scoresTable(
  outcome: { readonly scores: Scores; readonly baseline?: Scores },
  language: Language,
): { readonly columns: readonly string[]; readonly rows: readonly (readonly string[])[] } {
  const { scores, baseline } = outcome;
  const columns = [words.score[language], words.value[language]];
  const row = (name: string, value: number): string[] => [name, scoreText(value)];
  if (baseline === undefined) return { columns, rows: Object.entries(scores).map(([name, value]) => row(name, value)) };
  const rows = Object.entries(scores).map(([name, value]) => {
    const beside = baseline[name];
    return [...row(name, value), beside === undefined ? "" : scoreText(beside)];
  });
  return { columns: [...columns, words.baseline[language]], rows };
}

function scoreText(value: number): string {
  return String(Number(value.toPrecision(6)));
}
