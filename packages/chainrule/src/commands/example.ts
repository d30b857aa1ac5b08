import { join, resolve } from "node:path";
import { type Command, defineCommand, usageOf } from "../commandLine/command.ts";
import { textFlag, wholeNumberFlag } from "../commandLine/flag.ts";
import { CommandError } from "../errors/commandError.ts";
import { comparisonOf } from "../gallery/example.ts";
import { loadExamples } from "../gallery/loadExamples.ts";
import { scoresTable } from "../gallery/scoresTable.ts";
import { jsonTelling, terminalTelling } from "../gallery/terminalTelling.ts";
import { makeFolder } from "../run/atomicFile.ts";
import { textTable } from "../terminal/textTable.ts";

const titles = { name: { en: "example", zh: "示例" }, shows: { en: "what it shows", zh: "内容" } } as const;

/** Lists the gallery, or runs one of its programs. */
export const exampleCommand: Command = defineCommand({
  name: "example",
  summary: { en: "List the gallery's examples, or run one.", zh: "列出示例库，或运行其中一个。" },
  arguments: [{ name: "NAME", isRequired: false }],
  flags: {
    out: textFlag("DIR", {
      en: "folder for pictures (default: runs/examples/NAME)",
      zh: "图片文件夹（默认 runs/examples/NAME）",
    }),
    seed: wholeNumberFlag(0, {
      en: "seed of the random numbers it draws (default: 1, that of the pages in docs)",
      zh: "示例所抽随机数的种子（默认 1，即文档页面所用）",
    }),
  },
  examples: [
    { line: "example", meaning: { en: "What there is", zh: "有哪些示例" } },
    {
      line: "example or-gate --out pictures",
      meaning: { en: "Solve the OR gate, with pictures", zh: "求解或门，并画图" },
    },
    {
      line: "example adding-problem --seed 2",
      meaning: { en: "Does its margin hold for other random numbers?", zh: "换一组随机数，承诺是否仍然成立？" },
    },
  ],
  run: async ({ values: [name], flags, isJson, language, terminal }) => {
    const examples = await loadExamples();
    if (name === undefined) {
      if (flags.seed !== undefined) {
        throw new CommandError("commandLine.missingArgument", {
          command: "example",
          name: "NAME",
          usage: usageOf(exampleCommand),
        });
      }
      const rows = examples.map((example): [string, string] => [example.name, example.summary[language]]);
      if (isJson) for (const [one, summary] of rows) terminal.out(`${JSON.stringify({ example: one, summary })}\n`);
      else
        terminal.out(
          `${textTable([titles.name[language], titles.shows[language]], rows, terminal.columns() - 1).join("\n")}\n`,
        );
      return 0;
    }
    const example = examples.find((candidate) => candidate.name === name);
    if (example === undefined) {
      throw new CommandError("example.unknown", { received: name, choices: examples.map((one) => one.name) });
    }
    if (flags.seed !== undefined && !example.isRandom) throw new CommandError("example.noSeed", { name });
    const seed = flags.seed ?? 1;
    const shownFolder = flags.out ?? join("runs", "examples", name);
    const outputFolder = resolve(terminal.folder, shownFolder);
    makeFolder(outputFolder);
    const files: string[] = [];
    const target = {
      terminal,
      language,
      seed,
      outputFolder,
      shownPath: (file: string): string => join(shownFolder, file),
      onFile: (path: string): void => void files.push(path),
    };
    const { run } = await example.load();
    const outcome = comparisonOf(await run(isJson ? jsonTelling(target) : terminalTelling(target)));
    if (isJson) {
      const drawn = example.isRandom ? { seed } : {};
      terminal.out(`${JSON.stringify({ done: true, example: name, ...drawn, ...outcome, files })}\n`);
    } else {
      const { columns, rows } = scoresTable(outcome, language);
      terminal.out(
        `${textTable(columns, rows)
          .map((line) => `  ${line}`)
          .join("\n")}\n`,
      );
    }
    return 0;
  },
});
