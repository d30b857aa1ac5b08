import { ChainruleError } from "../errors/chainruleError.ts";
import { makeOption, type OptionSpec, type OptionText } from "../spec/optionSpec.ts";
import type { EncodeOptions } from "./tokenizer.ts";

/** Special tokens by name, in the order in which they are numbered. */
export const specialNames = ["padding", "start", "end", "unknown"] as const;

/** Padding fills up shorter sequences, start and end mark a text's ends, unknown stands for what is not in the vocabulary. */
export type SpecialName = (typeof specialNames)[number];

/** The numbers of the special tokens that a tokenizer has. */
export type SpecialTokens = { readonly [Name in SpecialName]?: number };

/** Numbers the special tokens from 0, in the order of {@link specialNames}. */
export function numberSpecials(names: readonly SpecialName[]): SpecialTokens {
  const present = specialNames.filter((name) => names.includes(name));
  return Object.fromEntries(present.map((name, token) => [name, token]));
}

/** A list of some of the names, each at most once. */
export function specialOption<const Name extends SpecialName>(
  names: readonly Name[],
  text: OptionText<readonly Name[]>,
): OptionSpec<readonly Name[]> {
  return makeOption<readonly Name[]>(text, {
    expected: { en: `a list of ${names.join(", ")}, each once`, zh: `由 ${names.join("、")} 组成且不重复的列表` },
    schema: { type: "array", items: { enum: names }, uniqueItems: true },
    read: (value, { path }) => {
      if (!Array.isArray(value)) return undefined;
      const given = value.map((item: unknown) => {
        const known = names.find((name) => name === item);
        if (known !== undefined || typeof item !== "string") return known;
        const kind = { en: "special token", zh: "特殊词元" };
        throw new ChainruleError("learning.unknownEntry", { kind, received: item, choices: names, path });
      });
      const found = given.filter((name) => name !== undefined);
      return found.length === value.length && new Set(found).size === found.length ? found : undefined;
    },
  });
}

/** Puts the start and end tokens around tokens, where they are asked for. */
export function withEnds(tokens: readonly number[], special: SpecialTokens, options: EncodeOptions): Int32Array {
  const first = options.start === true ? [requireSpecial(special, "start")] : [];
  const last = options.end === true ? [requireSpecial(special, "end")] : [];
  const all = new Int32Array(first.length + tokens.length + last.length);
  all.set(first);
  all.set(tokens, first.length);
  all.set(last, first.length + tokens.length);
  return all;
}

function requireSpecial(special: SpecialTokens, name: SpecialName): number {
  const token = special[name];
  if (token === undefined) throw new ChainruleError("text.noSpecial", { name, choices: Object.keys(special) });
  return token;
}
