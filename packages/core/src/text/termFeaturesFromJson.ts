import { ChainruleError } from "../errors/chainruleError.ts";
import { isObject, showValue } from "../spec/json.ts";
import type { Text } from "../spec/text.ts";
import { type Term, TermFeatures } from "./termFeatures.ts";
import { tokenizerFromJson } from "./tokenizerFromJson.ts";

/**
 * The features that `toJson` described.
 *
 * @param json - parsed JSON
 * @throws ChainruleError if it is none, or a field is missing or damaged
 * @example
 * const again = termFeaturesFromJson(JSON.parse(JSON.stringify(tfIdf(wordTokenizer("a b"), ["a b"]).toJson())));
 */
export function termFeaturesFromJson(json: unknown): TermFeatures {
  if (!isObject(json) || json["format"] !== "chainrule.termFeatures") {
    const expected = { en: "chainrule.termFeatures", zh: " chainrule.termFeatures" };
    throw fault("format", expected, isObject(json) ? json["format"] : json);
  }
  const { version, frequency, norm, tokens, weights } = json;
  if (version !== 1) throw fault("version", { en: "1", zh: " 1" }, version);
  if (frequency !== "count" && frequency !== "binary" && frequency !== "sublinear") {
    const expected = { en: "count, binary or sublinear", zh: " count、binary 或 sublinear" };
    throw fault("frequency", expected, frequency);
  }
  if (norm !== "l2" && norm !== "l1" && norm !== "none")
    throw fault("norm", { en: "l2, l1 or none", zh: " l2、l1 或 none" }, norm);
  const tokenizer = tokenizerFromJson(json["tokenizer"]);
  const { size } = tokenizer;
  if (!isList(tokens) || tokens.length === 0 || !isList(weights) || weights.length !== tokens.length)
    throw fault("tokens", { en: "a list as long as weights", zh: "与 weights 等长的列表" }, tokens);
  let last = -1;
  const terms = tokens.map((token, index): Term => {
    if (typeof token !== "number" || !Number.isInteger(token) || token <= last || token >= size)
      throw fault(
        `tokens[${index}]`,
        { en: `a rising whole number below ${size}`, zh: `小于 ${size} 的递增整数` },
        token,
      );
    last = token;
    const weight = weights[index];
    if (typeof weight !== "number" || !Number.isFinite(weight) || weight <= 0)
      throw fault(`weights[${index}]`, { en: "a number above 0", zh: "大于 0 的数" }, weight);
    return { token, weight };
  });
  return new TermFeatures(tokenizer, terms, { frequency, norm });
}

function isList(value: unknown): value is readonly unknown[] {
  return Array.isArray(value);
}

function fault(field: string, expected: Text, received: unknown): ChainruleError {
  return new ChainruleError("text.featuresJson", { field, expected, received: showValue(received) });
}
