import type { Language } from "./language.ts";
import type { Place, Wording } from "./wording.ts";

interface Punctuation {
  readonly colon: string;
  readonly got: string;
  readonly open: string;
  readonly comma: string;
  readonly close: string;
  readonly semicolon: string;
  readonly at: string;
}

const punctuation: Readonly<Record<Language, Punctuation>> = {
  en: { colon: ": ", got: "; got ", open: " (", comma: ", ", close: ")", semicolon: "; ", at: "at " },
  zh: { colon: "：", got: "；得到 ", open: "（", comma: "，", close: "）", semicolon: "；", at: "位于 " },
};

/** Joins the parts to `subject: what must hold; got value (place); hint`. */
export function assemble(wording: Wording, place: Place, language: Language): string {
  const marks = punctuation[language];
  let text = wording.subject === undefined ? wording.expected : wording.subject + marks.colon + wording.expected;
  if (wording.received !== undefined) text += marks.got + wording.received;
  const places: string[] = [];
  if (place.path !== undefined) places.push(place.path);
  if (place.line !== undefined) places.push(marks.at + place.line);
  if (places.length > 0) text += marks.open + places.join(marks.comma) + marks.close;
  if (wording.hint !== undefined) text += marks.semicolon + wording.hint;
  return text;
}
