import type { Language } from "@chainrule/core";
import type { Picture } from "../pictures/figure.ts";
import { isFigure } from "../terminal/textTable.ts";
import { type Cell, comparisonOf, type Example, type Table } from "./example.ts";
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
  config: { en: "From a configuration:", zh: "用配置训练：" },
  scores: { en: "Scores", zh: "结果" },
  other: { en: "中文", zh: "English" },
  gallery: { en: "The gallery", zh: "示例库" },
} as const;

/**
 * Runs an example once and writes what it tells as a Markdown page in each language.
 *
 * @param options - `program`, the path of its source from the page; `config`, that of a configuration which trains its
 *   network, where there is one
 */
export async function examplePages(
  example: Example,
  options: { readonly program: string; readonly config?: string | undefined },
): Promise<Readonly<Record<Language, ExamplePage>>> {
  const drafts = { en: new Draft(example.name, "en"), zh: new Draft(example.name, "zh") };
  const toEach = (tell: (draft: Draft) => void): void => {
    for (const draft of [drafts.en, drafts.zh]) tell(draft);
  };
  const { run } = await example.load();
  const outcome = comparisonOf(
    await run({
      seed: 1,
      outputFolder: ".",
      heading: (text) => toEach((draft) => draft.add(`## ${text[draft.language]}`)),
      log: (text) => toEach((draft) => draft.add(text[draft.language])),
      lines: (...lines) => toEach((draft) => draft.add(["```text", ...lines, "```"].join("\n"))),
      table: (table) => toEach((draft) => draft.addTable(table)),
      draw: (file, picture) => toEach((draft) => draft.draw(file, picture)),
    }),
  );
  const finished = (draft: Draft): ExamplePage => draft.finish(example, options, outcome);
  return { en: finished(drafts.en), zh: finished(drafts.zh) };
}

/** A page while it is being written. */
class Draft {
  readonly language: Language;
  readonly #name: string;
  readonly #parts: string[] = [];
  readonly #pictures = new Map<string, string>();

  constructor(name: string, language: Language) {
    this.#name = name;
    this.language = language;
  }

  add(part: string): void {
    this.#parts.push(part);
  }

  addTable({ columns, rows }: Table): void {
    const written = (cells: readonly Cell[]): string[] => cells.map((one) => cellText(one, this.language));
    this.add(markdownTable(written(columns), rows.map(written)));
  }

  draw(file: string, picture: Picture): void {
    const path = `${this.#name}/${file}${this.language === "en" ? "" : ".zh-CN"}.svg`;
    this.#pictures.set(path, picture.svg(this.language));
    this.add(`![${picture.title[this.language]}](${path})`);
  }

  finish(
    example: Example,
    { program, config }: { readonly program: string; readonly config?: string | undefined },
    outcome: ReturnType<typeof comparisonOf>,
  ): ExamplePage {
    const { language } = this;
    const name = this.#name;
    const otherPage = language === "en" ? `${name}.zh-CN.md` : `${name}.md`;
    const index = language === "en" ? "README.md" : "README.zh-CN.md";
    const { columns, rows } = scoresTable(outcome, language);
    const markdown = [
      `# ${name}`,
      `[${words.gallery[language]}](${index}) · [${words.other[language]}](${otherPage})`,
      example.summary[language],
      `${words.run[language]} \`npx chainrule example ${name}\` · ${words.program[language]} [${lastOf(program, 2)}](${program})`,
      ...(config === undefined
        ? []
        : [
            `${words.config[language]} \`npx chainrule train ${lastOf(config, 3)}\` · [${lastOf(config, 1)}](${config})`,
          ]),
      ...this.#parts,
      `## ${words.scores[language]}`,
      markdownTable(
        columns,
        rows.map(([key, ...figures]) => [`\`${key}\``, ...figures]),
      ),
    ].join("\n\n");
    return { markdown: `${markdown}\n`, pictures: this.#pictures };
  }
}

/** The last parts of a path. */
function lastOf(path: string, count: number): string {
  return path.split("/").slice(-count).join("/");
}

function markdownTable(columns: readonly string[], rows: readonly (readonly string[])[]): string {
  const row = (cells: readonly string[]): string => `| ${cells.map((one) => one.replaceAll("|", "\\|")).join(" | ")} |`;
  const sides = columns.map((_, i) => (rows.every((one) => isFigure(one[i] ?? "")) ? "---:" : "---"));
  return [row(columns), `|${sides.join("|")}|`, ...rows.map(row)].join("\n");
}
