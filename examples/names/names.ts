// A model of first names, letter by letter: what counting pairs can do, and what networks see beyond it.
import { generateBatch, type Model } from "@chainrule/core";
import { type Comparison, fixed, type Telling } from "chainrule/gallery";
import { bestBigramModel } from "./bigramModel.ts";
import { bigramBits, meanBits, networkBits, type PositionBits } from "./nameBits.ts";
import {
  type NameModel,
  nameDataset,
  positions,
  recurrent,
  threeLetters,
  trainNames,
  transformer,
} from "./nameModels.ts";
import { attentionPicture, positionChart } from "./namePictures.ts";
import { alphabet, endSymbol, loadNames } from "./namesData.ts";

/** Bits per character below the bigram: fixed after trials on another division of the names. */
const margin = 0.5;

interface Learned {
  readonly plan: NameModel;
  readonly model: Model;
  readonly validationBits: number;
  readonly bits: PositionBits;
}

export async function run(telling: Telling): Promise<Comparison> {
  const { seed, heading, log, table, lines, draw } = telling;
  const { train, validation, test } = loadNames();

  heading({ en: "Names, and how a model of them is judged", zh: "名字，以及如何评判名字模型" });
  log({
    en: `${count(train.length + validation.length + test.length)} different first names of women and men in small letters: ${count(train.length)} to learn from, ${validation.length} for choices, ${test.length} to judge by. A model guesses each next letter of a name, and its end. What it says is worth −log₂ p bits: the fewer, the better it knew. The score is the mean over all letters and ends of the ${test.length} names.`,
    zh: `${count(train.length + validation.length + test.length)} 个不同的男女名字（小写）：${count(train.length)} 个用于学习，${validation.length} 个用于选择，${test.length} 个用于评判。模型逐个猜下一个字母以及名字的结尾。每次猜测的代价是 −log₂ p 比特：越少说明知道得越多。得分是这 ${test.length} 个名字全部字母与结尾的平均值。`,
  });
  lines("bits per character = −(1/n) Σ log₂ p(letterₜ | letters before)");
  const bigram = bestBigramModel(train, validation);
  const baseline = bigram.bitsPerCharacter(test);
  log({
    en: `The baseline counts pairs: p(b | a) = (count(ab) + k) / (count(a) + 27k), k = ${bigram.k} chosen on the validation names. It needs ${fixed(baseline)} bits. The networks are to need at least ${margin} fewer.`,
    zh: `基线统计相邻字母对：p(b | a) = (count(ab) + k) / (count(a) + 27k)，k = ${bigram.k} 由验证集选出。它需要 ${fixed(baseline)} 比特。网络应当至少少用 ${margin} 比特。`,
  });

  heading({ en: "Three networks", zh: "三个网络" });
  const data = nameDataset(train);
  const held = nameDataset(test);
  const learned: Learned[] = [];
  for (const plan of [threeLetters, recurrent, transformer]) {
    const model = await trainNames(plan, data, { seed });
    const validationBits = meanBits(await networkBits(model, nameDataset(validation)));
    learned.push({ plan, model, validationBits, bits: await networkBits(model, held) });
  }
  table({
    columns: [
      { en: "model", zh: "模型" },
      { en: "guesses from", zh: "依据" },
      { en: "parameters", zh: "参数" },
      { en: "bits per character", zh: "每字符比特" },
    ],
    rows: [
      [{ en: "bigram", zh: "二元计数" }, { en: "the last letter", zh: "最后一个字母" }, "729", fixed(baseline)],
      ...learned.map(({ plan, model, bits }) => [
        plan.name,
        plan.sees,
        String(parameterCount(model)),
        fixed(meanBits(bits)),
      ]),
    ],
  });
  draw(
    "positions",
    positionChart([
      { label: { en: "bigram", zh: "二元计数" }, bits: bigramBits(bigram, test) },
      ...learned.map(({ plan, bits }) => ({ label: plan.name, bits })),
    ]),
  );
  log({
    en: "All models know the first letter equally badly: nothing stands before it. From the second on the networks are ahead: they know that it is the second, and later which letters came before the last.",
    zh: "所有模型对第一个字母都同样没有把握：它前面什么都没有。从第二个字母起网络领先：它们知道这是第二个，后来还知道最后一个之前是哪些字母。",
  });

  const [, gruLearned, transformerLearned] = learned;
  if (gruLearned === undefined || transformerLearned === undefined) throw new TypeError("three models were trained");
  heading({ en: "New names", zh: "新的名字" });
  const known = new Set([...train, ...validation, ...test]);
  table({
    columns: [
      { en: "GRU", zh: "GRU" },
      { en: "transformer", zh: "Transformer" },
    ],
    rows: await sampledRows([gruLearned.model, transformerLearned.model], known, seed),
  });
  log({
    en: "Drawn letter by letter with temperature 0.8 until the end symbol. Those with a star are names of the lists.",
    zh: "以温度 0.8 逐个字母抽取，直到结束符。带星号的是名单中已有的名字。",
  });

  heading({ en: "Which letters the transformer looks at", zh: "Transformer 看哪些字母" });
  draw("attention", await attentionPicture(transformerLearned.model, "christopher"));
  log({
    en: "Each row is one guess; its shares over the letters before add up to 1 (· is the beginning). Nobody told the heads what to look for. Some rows single out one letter, often two or three places back, which counts of pairs can't see; others spread over the whole name.",
    zh: "每一行是一次猜测；对前面各字母的占比之和为 1（· 是开头）。没有人告诉这些头该看什么。有的行只盯住一个字母，常在两三个位置之前，这是字母对计数看不到的；有的行分散到整个名字。",
  });

  const bestOnValidation = learned.reduce((a, b) => (b.validationBits < a.validationBits ? b : a));
  const best = meanBits(bestOnValidation.bits);
  log({
    en: `Promised: at least ${margin} bits below the bigram. Reached: ${fixed(baseline - best)} bits by the ${bestOnValidation.plan.name.en}, which is the best on the validation names.`,
    zh: `预先承诺：比二元计数至少少 ${margin} 比特。实际：验证名字上最好的 ${bestOnValidation.plan.name.zh} 少 ${fixed(baseline - best)} 比特。`,
  });
  return {
    scores: {
      bitsPerCharacter: best,
      ...Object.fromEntries(learned.map(({ plan, bits }) => [plan.score, meanBits(bits)])),
    },
    baseline: { bitsPerCharacter: baseline },
  };
}

/** Ten names of each model side by side, those of the lists with a star. */
async function sampledRows(
  models: readonly Model[],
  known: ReadonlySet<string>,
  seed: number,
): Promise<readonly string[][]> {
  const drawn = 10;
  const prompts = Array.from({ length: drawn }, () => [endSymbol]);
  const columns: string[][] = [];
  for (const model of models) {
    const names = await generateBatch(model, {
      prompts,
      tokens: positions - 1,
      end: endSymbol,
      temperature: 0.8,
      seed,
    });
    columns.push(names.map(({ tokens }) => spelled(tokens)).map((name) => (known.has(name) ? `${name} *` : name)));
  }
  return Array.from({ length: drawn }, (_, i) => columns.map((column) => column[i] ?? ""));
}

function spelled(symbols: readonly number[]): string {
  return symbols.map((symbol) => alphabet.charAt(symbol - 1)).join("");
}

function parameterCount(model: Model): number {
  return model.network.rows.reduce((total, row) => total + row.parameters, 0);
}

function count(value: number): string {
  return value.toLocaleString("en");
}
