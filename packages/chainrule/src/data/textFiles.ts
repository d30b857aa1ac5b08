import { resolve } from "node:path";
import { ChainruleError, type Dataset, decodeText, languageModelData, type Tokenizer } from "@chainrule/core";
import type { TextData } from "../config/dataConfig.ts";
import { CommandError } from "../errors/commandError.ts";
import { readBytes } from "../run/readFiles.ts";
import type { LoadedData } from "./loadedData.ts";

/**
 * A text file as examples of a language model: windows of tokens, the class of each position the token after it. The
 * tokenizer is made from the training part, which is the text but for its last share.
 *
 * @throws CommandError or ChainruleError if the file is missing, is no UTF-8, or too short
 */
export function loadText(data: TextData, folder: string): LoadedData {
  const { context, stride = context } = data;
  const text = readText(resolve(folder, data.text), data.text);
  const place = data.test === undefined ? text.length : Math.round(text.length * (1 - data.test));
  // Not between the halves of a character.
  const length = /[\uD800-\uDBFF]/.test(text.charAt(place - 1)) ? place - 1 : place;
  const [first, rest] = [text.slice(0, length), text.slice(length)];
  const tokenizer = data.tokenizer.train(first);
  const train = textWindows(data.text, tokenizer.encode(first, { name: data.text }), tokenizer, context, stride);
  return {
    train,
    // Every token of the test part is foretold once.
    test:
      data.test === undefined
        ? undefined
        : textWindows(`${data.text} (test)`, tokenizer.encode(rest, { name: data.text }), tokenizer, context, context),
    tokenizer,
    holdBack: (share) => lastWindows(train, share, data),
  };
}

/** The text of a file, which must be UTF-8. */
export function readText(path: string, name: string): string {
  return decodeText(readBytes(path, name), name);
}

/**
 * Windows of `context` tokens, `stride` apart; the last is filled up, and its filled positions do not count.
 *
 * @param name - what errors are to call the text
 */
export function textWindows(
  name: string,
  tokens: Int32Array,
  tokenizer: Tokenizer,
  context: number,
  stride: number,
): Dataset {
  if (tokens.length < 2) throw new CommandError("data.shortText", { name, received: tokens.length });
  return languageModelData(tokens, { context, size: tokenizer.size, stride, tail: "pad" });
}

/** Holds the last examples of a text back, and leaves out those before that overlap them. */
function lastWindows(
  train: Dataset,
  share: number,
  data: TextData,
): { readonly train: Dataset; readonly test: Dataset } {
  const { context, stride = context } = data;
  const count = share < 1 ? Math.round(train.length * share) : share;
  const rest = train.length - count - (Math.ceil(context / stride) - 1);
  if (count < 1 || rest < 1)
    throw new ChainruleError("data.splitEmpty", { length: train.length, received: String(share) });
  return { train: train.slice(0, rest), test: train.slice(train.length - count) };
}
