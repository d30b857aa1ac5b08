import type { Language } from "@chainrule/core";
import { writeFileAtomically } from "../run/atomicFile.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { textTable } from "../terminal/textTable.ts";
import { wrapText } from "../terminal/wrapText.ts";
import type { Cell, Telling } from "./example.ts";

const widest = 96;

export interface TellingTarget {
  readonly terminal: Terminal;
  readonly language: Language;
  readonly seed: number;
  /** Where pictures are written. */
  readonly outputFolder: string;
  /** How a picture's file is named to the user. */
  readonly shownPath: (file: string) => string;
  /** Called with every file that was written, as the user would name it. */
  readonly onFile: (path: string) => void;
  readonly writeFile?: typeof writeFileAtomically;
}

/** A cell in one language. */
export function cellText(cell: Cell, language: Language): string {
  return typeof cell === "string" ? cell : cell[language];
}

/** Tells in plain text, as wide as the terminal but no wider than reads well. */
export function terminalTelling(target: TellingTarget): Telling {
  const { terminal, language } = target;
  const columns = Math.min(widest, Math.max(40, terminal.columns() - 1));
  const paragraph = (lines: readonly string[]): void => terminal.out(`${lines.join("\n")}\n\n`);
  const bold = (text: string): string => (terminal.isInteractive ? `\u001b[1m${text}\u001b[0m` : text);
  return {
    seed: target.seed,
    outputFolder: target.outputFolder,
    heading: (text) => paragraph([bold(text[language])]),
    log: (text) => paragraph(wrapText(text[language], columns)),
    lines: (...lines) => paragraph(lines.map((line) => `    ${line}`)),
    table: (table) => {
      const written = table.rows.map((row) => row.map((cell) => cellText(cell, language)));
      const titles = table.columns.map((cell) => cellText(cell, language));
      paragraph(textTable(titles, written, columns - 2).map((line) => `  ${line}`));
    },
    draw: (name, picture) => {
      const path = writePicture(target, name, picture.svg(language));
      paragraph([`  [${picture.title[language]}] ${path}`]);
    },
  };
}

/** Tells as one JSON object a line. */
export function jsonTelling(target: TellingTarget): Telling {
  const { terminal, language } = target;
  const line = (value: object): void => terminal.out(`${JSON.stringify(value)}\n`);
  return {
    seed: target.seed,
    outputFolder: target.outputFolder,
    heading: (text) => line({ kind: "heading", text: text[language] }),
    log: (text) => line({ kind: "text", text: text[language] }),
    lines: (...lines) => line({ kind: "lines", lines }),
    table: (table) =>
      line({
        kind: "table",
        columns: table.columns.map((cell) => cellText(cell, language)),
        rows: table.rows.map((row) => row.map((cell) => cellText(cell, language))),
      }),
    draw: (name, picture) => {
      const path = writePicture(target, name, picture.svg(language));
      line({ kind: "picture", title: picture.title[language], file: path });
    },
  };
}

function writePicture(target: TellingTarget, name: string, svg: string): string {
  const file = `${name}.svg`;
  (target.writeFile ?? writeFileAtomically)(`${target.outputFolder}/${file}`, svg);
  const path = target.shownPath(file);
  target.onFile(path);
  return path;
}
