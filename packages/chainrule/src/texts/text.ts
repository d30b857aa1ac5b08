import type { Language } from "@chainrule/core";

/** The same words in every language. */
export type Text = Readonly<Record<Language, string>>;
