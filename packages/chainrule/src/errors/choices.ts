import { type Language, nearestName } from "@chainrule/core";

const mostListed = 14;

/** The nearest of the choices, else all of them when they are few, as the end of a sentence. */
export function choicesHint(received: string, choices: readonly string[], language: Language): string {
  const nearest = nearestName(received, choices);
  if (nearest !== undefined) return language === "en" ? `; did you mean "${nearest}"?` : `；是不是想写 "${nearest}"？`;
  if (choices.length === 0 || choices.length > mostListed) return "";
  return language === "en" ? `; choose from ${choices.join(", ")}` : `；可选：${choices.join("、")}`;
}
