import { type Entry, type ReportContext, said } from "./reportTree.ts";

/** An entry for every op that stands where its derivative is not defined: where, and what was taken for it. */
export function conventionEntries({ log, words, language }: ReportContext): Entry[] {
  return log.undefinedDerivatives.map(({ node, places, count, convention }) => ({
    quantity: `v:${node}`,
    node,
    title: [said(node)],
    lines: [
      {
        role: "note",
        pieces: [
          said(
            `${words.undefinedAt(node, places.join(", ") + (count > places.length ? ", …" : ""), count)} ${convention[language]}`,
          ),
        ],
      },
    ],
  }));
}
