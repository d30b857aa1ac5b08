// Where a model of pronunciation errs, and which letters it looks at for a sound.
import { type Model, tokenErrorRate } from "@chainrule/core";
import { lineChart, type Picture, type Point, type Text, type WeightPanel, weightGrid } from "chainrule/pictures";
import { attentionOf } from "../attentionOf.ts";
import { inputNames, lettersOf, saidBefore } from "./pronounceModel.ts";
import type { Pronunciation } from "./pronunciations.ts";

/** How each word of a list is said, in its order. */
export type Said = readonly (readonly string[])[];

/** The share of sounds that are wrong, missing or too many. */
export function phonemeErrorRate(words: readonly Pronunciation[], said: Said): number {
  return tokenErrorRate(words.map(({ phonemes }, i) => [phonemes, said[i] ?? []] as const));
}

const lengths = { from: 3, to: 12 } as const;

/** Phoneme error rate by the number of letters of the word, for several ways to say them. */
export function lengthChart(
  words: readonly Pronunciation[],
  ways: readonly { readonly label: Text; readonly said: Said }[],
): Picture {
  const ticks = Array.from({ length: lengths.to - lengths.from + 1 }, (_, i) => lengths.from + i);
  const rateAt = (said: Said, length: number): number => {
    const rows = words.flatMap(({ word }, i) => (word.length === length ? [i] : []));
    const pick = <T>(list: readonly T[]): T[] => rows.flatMap((row) => list.slice(row, row + 1));
    return phonemeErrorRate(pick(words), pick(said));
  };
  return lineChart({
    title: { en: "Wrong sounds by the length of the word", zh: "各词长的音素错误率" },
    subtitle: { en: `${words.length} held-out words`, zh: `${words.length} 个测试词` },
    x: { label: { en: "letters of the word", zh: "词的字母数" }, domain: [lengths.from, lengths.to], ticks },
    y: { label: { en: "phoneme error rate", zh: "音素错误率" } },
    series: ways.map(({ label, said }) => ({
      label,
      points: ticks
        .filter((length) => words.some(({ word }) => word.length === length))
        .map((length): Point => [length, rateAt(said, length)]),
    })),
  });
}

/** Which letters a model looks at for each sound that it says, and for the end. */
export async function attentionPicture(
  model: Model,
  sounds: readonly string[],
  looked: readonly { readonly word: string; readonly said: readonly string[] }[],
): Promise<Picture> {
  const panels: WeightPanel[] = [];
  for (const { word, said } of looked) {
    const feeds = { [inputNames.letters]: lettersOf(word), [inputNames.said]: saidBefore(said, sounds) };
    const [look] = await attentionOf(model, feeds);
    if (look === undefined) throw new TypeError("the model has attention");
    const rows = [...said, "⏎"];
    panels.push({
      title: { en: word, zh: word },
      rows,
      columns: [...word],
      weights: rows.flatMap((_, i) => Array.from(look.weights.subarray(i * look.keys, i * look.keys + word.length))),
    });
  }
  return weightGrid({
    title: { en: "Which letters the decoder looks at for each sound", zh: "解码器说每个音素时看哪些字母" },
    subtitle: { en: "words as the model says them; ⏎ is the end", zh: "单词与模型给出的读音；⏎ 是结尾" },
    axes: { rows: { en: "sounds", zh: "音素" }, columns: { en: "letters", zh: "字母" } },
    panels,
    across: Math.min(3, panels.length),
    cell: 20,
  });
}
