// What a model of counts writes.
import { random } from "@chainrule/core";
import type { NgramModel } from "./kneserNey.ts";

/**
 * Goes on with a text character by character, each drawn with p^(1 / temperature), normalised.
 *
 * @param alphabet - the characters to draw from
 */
export function ngramText(
  model: NgramModel,
  prompt: string,
  options: {
    readonly alphabet: readonly string[];
    readonly characters: number;
    readonly temperature: number;
    readonly seed: number;
  },
): string {
  const { alphabet, characters, temperature, seed } = options;
  const draws = random({ seed, stream: "text of counts" });
  let text = prompt;
  for (let i = 0; i < characters; i += 1) {
    const before = text.slice(Math.max(0, text.length - model.order + 1));
    const weights = alphabet.map((next) => model.probability(before, next) ** (1 / temperature));
    let left = draws.uniform() * weights.reduce((a, b) => a + b, 0);
    const place = weights.findIndex((weight) => {
      left -= weight;
      return left < 0;
    });
    text += alphabet.at(place) ?? "";
  }
  return text.slice(prompt.length);
}
