import { ChainruleError } from "../errors/chainruleError.ts";
import { elementCount, formatShape } from "../graph/shape.ts";
import type { Model } from "../model/model.ts";
import type { Network, Port } from "../model/network.ts";
import type { NetworkSteps } from "../model/networkSteps.ts";
import type { NumberLists } from "./numberLists.ts";

/** A network that says for every position of its tokens which token comes next. */
export interface TokenModel {
  readonly network: Network;
  /** The input that is gone on with: [context], i32. */
  readonly tokens: Port;
  /** How it goes on by one position; `undefined` where it can't. */
  readonly steps: () => NetworkSteps | undefined;
  /** Inputs that are given and stay as they are, say the sentence to translate. */
  readonly others: readonly Port[];
  /** Place of the logits [context, vocabulary] among the outputs. */
  readonly output: number;
  /** Most positions that the network sees at once. */
  readonly context: number;
  readonly vocabulary: number;
  /** The greatest token that the input may hold. */
  readonly lastToken: number;
}

/**
 * A model as one that continues tokens.
 *
 * @param subject - who asks, for errors
 * @param given - names of the inputs that are given
 * @throws ChainruleError if the model does not turn tokens into logits for every position
 */
export function tokenModel(subject: string, { network }: Model, given: readonly string[]): TokenModel {
  const names = network.inputs.map((port) => port.name);
  const unknown = given.find((name) => !names.includes(name));
  if (unknown !== undefined)
    throw new ChainruleError("learning.outputs", { subject, expected: names.join(", "), received: unknown });
  const others = network.inputs.filter((port) => given.includes(port.name));
  const [tokens, another] = network.inputs.filter((port) => !given.includes(port.name));
  if (tokens === undefined || another !== undefined || tokens.type.dtype !== "i32" || tokens.type.shape.length !== 1) {
    throw unfit(
      subject,
      {
        en: "have one input of tokens [positions] (i32) beside those given in inputs",
        zh: "除 inputs 给出的以外有且只有一个词元输入 [位置数]（i32）",
      },
      network.inputs,
    );
  }
  const [context = 1] = tokens.type.shape;
  const output = network.outputs.findIndex(({ type }) => type.shape.length === 2 && type.shape[0] === context);
  const vocabulary = network.outputs[output]?.type.shape[1];
  if (vocabulary === undefined) {
    throw unfit(
      subject,
      {
        en: `give logits [${context}, tokens] for its ${context} positions`,
        zh: `为它的 ${context} 个位置给出 logits [${context}, 词元数]`,
      },
      network.outputs,
    );
  }
  const lastToken = tokens.range?.max ?? vocabulary - 1;
  if (vocabulary - 1 > lastToken) {
    throw unfit(
      subject,
      {
        en: `take every token that it gives: its input takes 0 to ${lastToken}`,
        zh: `能接受它给出的每个词元：其输入只接受 0 到 ${lastToken}`,
      },
      network.outputs,
    );
  }
  const steps = (): NetworkSteps | undefined => network.steps(network.inputs.indexOf(tokens), output);
  return { network, tokens, steps, others, output, context, vocabulary, lastToken };
}

function unfit(subject: string, expected: { readonly en: string; readonly zh: string }, ports: readonly Port[]): Error {
  const received = ports.map(({ name, type }) => `${name} ${formatShape(type.shape)} (${type.dtype})`).join(", ");
  return new ChainruleError("learning.tokenModel", { subject, expected, received });
}

/** Refuses a prompt that is empty or holds what is no token. */
export function requireTokens(subject: string, place: string, tokens: readonly number[], last: number): void {
  if (tokens.length === 0) {
    throw new ChainruleError("learning.option", {
      subject,
      name: place,
      expected: {
        en: "a list of at least one token, say that of the beginning",
        zh: "至少一个词元的列表（如起始词元）",
      },
      received: "[]",
    });
  }
  const index = tokens.findIndex((token) => !(Number.isInteger(token) && token >= 0 && token <= last));
  if (index === -1) return;
  throw new ChainruleError("learning.tokens", {
    subject,
    place: `${place}[${index}]`,
    max: last,
    received: String(tokens[index]),
  });
}

/** Refuses an end, or tokens to leave out, that the model can't say. */
export function requireSayable(
  subject: string,
  { end, exclude }: { readonly end: number | undefined; readonly exclude: readonly number[] },
  { vocabulary }: TokenModel,
): void {
  const max = vocabulary - 1;
  if (end !== undefined && end > max)
    throw new ChainruleError("learning.tokens", { subject, place: "end", max, received: String(end) });
  if (exclude.length > 0) requireTokens(subject, "exclude", exclude, max);
}

/** The numbers of the other inputs, checked: one list for each of `rows` sequences. */
export function requireInputs(
  subject: string,
  { others }: TokenModel,
  inputs: NumberLists,
  rows: number,
): Readonly<Record<string, readonly ArrayLike<number>[]>> {
  return Object.fromEntries(
    others.map(({ name, type, range }) => {
      const lists = inputs[name] ?? [];
      const count = elementCount(type.shape);
      const wrong = lists.findIndex((list) => list.length !== count);
      if (lists.length !== rows || wrong !== -1) {
        throw new ChainruleError("learning.option", {
          subject,
          name: `inputs.${name}`,
          expected: {
            en: `${count} numbers (${formatShape(type.shape)}) for each of ${rows} sequences`,
            zh: `为 ${rows} 个序列各给出 ${count} 个数（${formatShape(type.shape)}）`,
          },
          received: lists.length === rows ? `${lists[wrong]?.length} numbers` : `${lists.length} lists`,
        });
      }
      const max = range?.max;
      if (type.dtype === "i32" && max !== undefined) {
        lists.forEach((list, row) => {
          requireTokens(subject, `inputs.${name}[${row}]`, Array.from(list), max);
        });
      }
      return [name, lists];
    }),
  );
}
