import type { Language } from "@chainrule/core";
import { isFigure } from "../terminal/textTable.ts";
import { comparisonOf, type Example, type Telling } from "./example.ts";
import { scoresTable } from "./scoresTable.ts";
import { cellText } from "./terminalTelling.ts";

/** A page about an example, and the pictures on it. */
export interface ExamplePage {
  readonly markdown: string;
  /** SVG by the path that the page names, relative to it. */
  readonly pictures: ReadonlyMap<string, string>;
}

const words = {
  run: { en: "Run it:", zh: "运行：" },
  program: { en: "The program:", zh: "程序：" },
  scores: { en: "Scores", zh: "结果" },
  other: { en: "中文", zh: "English" },
  gallery: { en: "The gallery", zh: "示例库" },
} as const;

/**
 * Runs an example and writes what it tells as a Markdown page.
 *
 * @param options - `language`; `program`, the path of its source from the page
 */
export async function examplePage(
  example: Example,
  options: { readonly language: Language; readonly program: string },
): Promise<ExamplePage> {
  const { language, program } = options;
  const { name } = example;
  const pictures = new Map<string, string>();
  const parts: string[] = [];
  const suffix = language === "en" ? "" : ".zh-CN";
  const cell = (text: string): string => text.replaceAll("|", "\\|");
  const tableRow = (cells: readonly string[]): string => `| ${cells.map(cell).join(" | ")} |`;
  const table = (columns: readonly string[], rows: readonly (readonly string[])[]): string => {
    const sides = columns.map((_, i) => (rows.every((row) => isFigure(row[i] ?? "")) ? "---:" : "---"));
    return [tableRow(columns), `|${sides.join("|")}|`, ...rows.map(tableRow)].join("\n");
  };
  const telling: Telling = {
    language,
    outputFolder: ".",
    heading: (text) => parts.push(`## ${text[language]}`),
    log: (text) => parts.push(text[language]),
    lines: (...lines) => parts.push(["```text", ...lines, "```"].join("\n")),
    table: ({ columns, rows }) => {
      const written = rows.map((row) => row.map((one) => cellText(one, language)));
      const titles = columns.map((one) => cellText(one, language));
      parts.push(table(titles, written));
    },
    draw: (file, picture) => {
      const path = `${name}/${file}${suffix}.svg`;
      pictures.set(path, picture.svg(language));
      parts.push(`![${picture.title[language]}](${path})`);
    },
  };
  const { run } = await example.load();
  const outcome = comparisonOf(await run(telling));
  const otherPage = language === "en" ? `${name}.zh-CN.md` : `${name}.md`;
  const index = language === "en" ? "README.md" : "README.zh-CN.md";
  const { columns, rows } = scoresTable(outcome, language);
  const markdown = [
    `# ${name}`,
    `[${words.gallery[language]}](${index}) · [${words.other[language]}](${otherPage})`,
    example.summary[language],
    `${words.run[language]} \`npx chainrule example ${name}\` · ${words.program[language]} [${program.split("/").slice(-2).join("/")}](${program})`,
    ...parts,
    `## ${words.scores[language]}`,
    table(
      columns,
      rows.map(([key, ...figures]) => [`\`${key}\``, ...figures]),
    ),
  ].join("\n\n");
  return { markdown: `${markdown}\n`, pictures };
}
