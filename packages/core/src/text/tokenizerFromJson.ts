import { ChainruleError } from "../errors/chainruleError.ts";
import { isObject, showValue } from "../spec/json.ts";
import type { Text } from "../spec/text.ts";
import { bytePairSpecials, bytePairsOf, mostMerges } from "./bytePairTokenizer.ts";
import { charactersOf } from "./characterTokenizer.ts";
import { type SpecialName, specialNames, specialOption } from "./specialTokens.ts";
import { longestPieceBytes } from "./splitPieces.ts";
import type { Tokenizer } from "./tokenizer.ts";
import { byteCount, type Merge, mostSymbols } from "./trainBytePairs.ts";
import { Vocabulary } from "./vocabulary.ts";
import { wordsOf } from "./wordTokenizer.ts";

type Fields = Readonly<Record<string, unknown>>;

interface Kind {
  readonly fields: readonly string[];
  readonly read: (fields: Fields) => Tokenizer;
}

const kinds: ReadonlyMap<string, Kind> = new Map([
  ["character", { fields: ["characters"], read: readCharacters }],
  ["word", { fields: ["lowerCase", "punctuation", "words"], read: readWords }],
  ["bytePair", { fields: ["merges"], read: readBytePairs }],
]);
const commonFields = ["format", "version", "kind", "special"];

/**
 * The tokenizer that `toJson` described.
 *
 * @param json - parsed JSON
 * @throws ChainruleError if it is none, a field is missing, unknown or damaged, or tokens are repeated
 * @example
 * const again = tokenizerFromJson(JSON.parse(JSON.stringify(characterTokenizer("abc").toJson())));
 */
export function tokenizerFromJson(json: unknown): Tokenizer {
  if (!isObject(json) || json["format"] !== "chainrule.tokenizer") {
    const expected = { en: "chainrule.tokenizer", zh: " chainrule.tokenizer" };
    throw fault("format", expected, isObject(json) ? json["format"] : json);
  }
  if (json["version"] !== 1) throw fault("version", { en: "1", zh: " 1" }, json["version"]);
  const name = json["kind"];
  if (typeof name !== "string") throw fault("kind", { en: "a name", zh: "名称" }, name);
  const kind = kinds.get(name);
  if (kind === undefined) {
    const sort = { en: "tokenizer", zh: "分词器" };
    throw new ChainruleError("learning.unknownEntry", { kind: sort, received: name, choices: [...kinds.keys()] });
  }
  const choices = [...commonFields, ...kind.fields];
  for (const received of Object.keys(json)) {
    if (!choices.includes(received)) throw new ChainruleError("text.unknownField", { received, choices });
  }
  return kind.read(json);
}

function readCharacters(fields: Fields): Tokenizer {
  const isCharacter = (text: string): boolean => text.length === String.fromCodePoint(text.codePointAt(0) ?? 0).length;
  const one = { en: "one character", zh: "一个字符" };
  return charactersOf(
    new Vocabulary(readSpecial(fields, specialNames), readEntries(fields, "characters", isCharacter, one)),
  );
}

function readWords(fields: Fields): Tokenizer {
  const { lowerCase, punctuation } = fields;
  if (typeof lowerCase !== "boolean")
    throw fault("lowerCase", { en: "true or false", zh: " true 或 false" }, lowerCase);
  if (punctuation !== "keep" && punctuation !== "drop")
    throw fault("punctuation", { en: "keep or drop", zh: " keep 或 drop" }, punctuation);
  const words = readEntries(fields, "words", () => true, { en: "a word", zh: "一个词" });
  return wordsOf(new Vocabulary(readSpecial(fields, specialNames), words), { lowerCase, punctuation });
}

function readBytePairs(fields: Fields): Tokenizer {
  const special = readSpecial(fields, bytePairSpecials);
  const list = readList(fields, "merges", mostMerges);
  const merges: Merge[] = [];
  const seen = new Set<number>();
  const lengths: number[] = new Array<number>(byteCount).fill(1);
  list.forEach((item, index) => {
    const field = `merges[${index}]`;
    const [first, second, ...others]: readonly unknown[] = Array.isArray(item) ? item : [];
    const known = byteCount + index;
    if (!isBelow(first, known) || !isBelow(second, known) || others.length > 0)
      throw fault(field, { en: `two whole numbers below ${known}`, zh: `两个小于 ${known} 的整数` }, item);
    const key = first * mostSymbols + second;
    if (seen.has(key)) throw fault(field, { en: "a pair that was not merged before", zh: "尚未合并过的一对" }, item);
    seen.add(key);
    const length = (lengths[first] ?? 1) + (lengths[second] ?? 1);
    if (length > longestPieceBytes) {
      const expected = {
        en: `a pair of at most ${longestPieceBytes} bytes`,
        zh: `不超过 ${longestPieceBytes} 个字节的一对`,
      };
      throw new ChainruleError("text.tokenizerJson", { field, expected, received: String(length) });
    }
    lengths.push(length);
    merges.push([first, second]);
  });
  return bytePairsOf(special, merges);
}

function readSpecial<Name extends SpecialName>(fields: Fields, names: readonly Name[]): readonly Name[] {
  const option = specialOption(names, { en: "", zh: "" });
  return option.parse(fields["special"], { subject: "tokenizer", name: "special", path: undefined });
}

/** Texts of tokens: each once, whole, and what `isEntry` asks. */
function readEntries(
  fields: Fields,
  field: string,
  isEntry: (text: string) => boolean,
  expected: Text,
): readonly string[] {
  const seen = new Set<string>();
  const list = readList(fields, field, mostSymbols);
  if (list.length === 0) throw fault(field, { en: "a list of at least one", zh: "至少有一项的列表" }, list);
  return list.map((item, index) => {
    const place = `${field}[${index}]`;
    if (typeof item !== "string" || item === "" || !isEntry(item) || /\p{Surrogate}/u.test(item))
      throw fault(place, expected, item);
    if (seen.has(item)) throw fault(place, { en: "there once only", zh: "不重复的" }, item);
    seen.add(item);
    return item;
  });
}

function readList(fields: Fields, field: string, most: number): readonly unknown[] {
  const list: unknown = fields[field];
  if (!Array.isArray(list)) throw fault(field, { en: "a list", zh: "列表" }, list);
  if (list.length > most) {
    const expected = { en: `a list of at most ${most}`, zh: `至多 ${most} 项的列表` };
    throw new ChainruleError("text.tokenizerJson", { field, expected, received: String(list.length) });
  }
  return list;
}

function isBelow(value: unknown, limit: number): value is number {
  return typeof value === "number" && Number.isInteger(value) && value >= 0 && value < limit;
}

function fault(field: string, expected: Text, received: unknown): ChainruleError {
  return new ChainruleError("text.tokenizerJson", { field, expected, received: showValue(received) });
}
