import { resolve } from "node:path";
import { ChainruleError, type Dataset, decodeText, languageModelData, type Tokenizer } from "@chainrule/core";
import type { TextData } from "../config/textDataConfig.ts";
import { CommandError } from "../errors/commandError.ts";
import { readBytes } from "../run/readFiles.ts";
import type { LoadedData } from "./loadedData.ts";
import { mobyDick } from "./mobyDick.ts";

/**
 * A text file as examples of a language model: windows of tokens, the class of each position the token after it. The
 * tokenizer is made from the training part, which is the text but for its last share.
 *
 * @param lanes - stretches of the text that go on side by side, one for each row of a batch, where a layer is stateful
 * @throws CommandError or ChainruleError if the file is missing, is no UTF-8, or too short
 */
export function loadText(data: TextData, folder: string, lanes: number): LoadedData {
  const { context, stride = context } = data;
  const name = "text" in data ? data.text : data.dataset;
  const text = "text" in data ? readText(resolve(folder, data.text), name) : mobyDick(folder);
  const place = data.test === undefined ? text.length : Math.round(text.length * (1 - data.test));
  // Not between the halves of a character.
  const length = /[\uD800-\uDBFF]/.test(text.charAt(place - 1)) ? place - 1 : place;
  const [first, rest] = [text.slice(0, length), text.slice(length)];
  const tokenizer = data.tokenizer.train(first);
  const tokens = tokenizer.encode(first, { name });
  // Every token of the test part is foretold once.
  const inOrder = (part: Int32Array, of: string): Dataset => textWindows(of, part, tokenizer, context, context);
  const testPart = (): Dataset | undefined =>
    data.test === undefined ? undefined : inOrder(tokenizer.encode(rest, { name }), `${name} (test)`);
  if (lanes === 1) {
    const train = textWindows(name, tokens, tokenizer, context, stride);
    return { train, test: testPart(), tokenizer, holdBack: (share) => lastWindows(train, share, data) };
  }
  const inLanes = (part: Int32Array): Dataset => languageModelData(part, { context, size: tokenizer.size, lanes });
  return {
    train: inLanes(tokens),
    test: testPart(),
    tokenizer,
    holdBack: (share) => {
      const held = share < 1 ? Math.round(tokens.length * share) : share * context;
      const end = tokens.length - held;
      if (held < 2 || end < 2)
        throw new ChainruleError("data.splitEmpty", { length: tokens.length, received: String(share) });
      return { train: inLanes(tokens.subarray(0, end)), test: inOrder(tokens.subarray(end), name) };
    },
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
