import { type Language, languages } from "@chainrule/core";

/** The language that `--lang` names, else the one of the environment, else English. */
export function chooseLanguage(
  words: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): Language {
  const index = words.findIndex((word) => word === "--lang" || word.startsWith("--lang="));
  const word = words[index];
  const named = word === "--lang" ? words[index + 1] : word?.slice("--lang=".length);
  const asked = languages.find((language) => language === named);
  if (asked !== undefined) return asked;
  const locale = environment["LC_ALL"] || environment["LC_MESSAGES"] || environment["LANG"] || "";
  return /^zh/i.test(locale) ? "zh" : "en";
}
