/** A language that Chainrule words its texts in: English or Simplified Chinese. */
export type Language = "en" | "zh";

/** The languages that texts exist in, the default first. */
export const languages: readonly Language[] = ["en", "zh"];
