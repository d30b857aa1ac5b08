import type { JsonObject } from "../spec/json.ts";
import type { SpecialTokens } from "./specialTokens.ts";

/** What `toJson` of every tokenizer gives: its kind, its special tokens, and what only its kind has. */
export function tokenizerJson(kind: string, special: SpecialTokens, own: JsonObject): JsonObject {
  return { format: "chainrule.tokenizer", version: 1, kind, special: Object.keys(special), ...own };
}
