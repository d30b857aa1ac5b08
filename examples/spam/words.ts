const pattern = /https?:|[a-z]+(?:'[a-z]+)?|\d+|[$!%]/g;

/** The words of a text in small letters. Numbers become `0`, `00`, … by their length up to four: what they are matters less than that they are. */
export function wordsOf(text: string): readonly string[] {
  const found = text.toLowerCase().match(pattern) ?? [];
  return found.map((word) => (/^\d/.test(word) ? "0".repeat(Math.min(4, word.length)) : word));
}
