import {
  ChainruleError,
  isConfigurable,
  makeOption,
  type OptionSpec,
  type OptionText,
  type SpecialName,
  showValue,
  type TokenizerPlan,
  toConfig,
  tokenizerFromConfig,
} from "@chainrule/core";

const place = "data.tokenizer";

/**
 * What tokens are, in a configuration.
 *
 * @param usual - the tokenizer where none is named
 * @param needed - special tokens that it must have; it gets them where the configuration does not list any
 */
export function tokenizerOption(
  usual: unknown,
  needed: readonly SpecialName[],
  text: OptionText<never>,
): OptionSpec<TokenizerPlan> {
  const read = (value: unknown): TokenizerPlan => withSpecials(tokenizerFromConfig(value, place), needed);
  return makeOption<TokenizerPlan>(
    { ...text, default: read(usual) },
    {
      expected: { en: "a name, or one name with its options", zh: "一个名称，或一个名称加选项" },
      schema: { $ref: "#/$defs/tokenizer" },
      read: (value) => read(isConfigurable(value) ? toConfig(value) : value),
    },
  );
}

/** The unknown token is added but not asked for: byte pairs have none, and a user may want unknown characters refused. */
function withSpecials(plan: TokenizerPlan, needed: readonly SpecialName[]): TokenizerPlan {
  if (needed.length === 0) return plan;
  const { special } = plan.options;
  const must = needed.filter((name) => name !== "unknown");
  if (special === undefined) {
    const names = plan.kind === "bytePair" ? must : needed;
    return tokenizerFromConfig({ [plan.kind]: { ...plan.options, special: names } }, place);
  }
  if (Array.isArray(special) && must.every((name) => special.includes(name))) return plan;
  throw new ChainruleError("learning.option", {
    subject: plan.kind,
    name: "special",
    expected: { en: `a list with ${must.join(", ")}`, zh: `含有 ${must.join("、")} 的列表` },
    received: showValue(special),
    path: place,
  });
}
