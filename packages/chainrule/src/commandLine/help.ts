import { type Language, textWidth } from "@chainrule/core";
import { padToWidth } from "../terminal/padToWidth.ts";
import type { Text } from "../texts/text.ts";
import { type Command, usageOf } from "./command.ts";
import { commonFlags } from "./commonFlags.ts";
import type { AnyFlags } from "./flag.ts";

const titles = {
  usage: { en: "Usage", zh: "用法" },
  commands: { en: "Commands", zh: "命令" },
  flags: { en: "Flags", zh: "选项" },
  examples: { en: "Examples", zh: "示例" },
  about: {
    en: "Train, evaluate and check neural networks. Every number can be explained.",
    zh: "训练、评估和检查神经网络。每个数都可以解释。",
  },
  more: { en: "More about a command: chainrule COMMAND --help", zh: "某个命令的详细说明：chainrule 命令 --help" },
} satisfies Record<string, Text>;

/** Help for the whole program. */
export function programHelp(commands: readonly Command[], language: Language): string {
  const rows = commands.map((command): [string, string] => [command.name, command.summary[language]]);
  return [
    titles.about[language],
    "",
    `${titles.usage[language]}: chainrule COMMAND [flags]`,
    "",
    `${titles.commands[language]}:`,
    ...columns(rows),
    "",
    `${titles.flags[language]}:`,
    ...columns(flagRows(commonFlags, language)),
    "",
    titles.more[language],
    "",
  ].join("\n");
}

/** Help for one command, with examples. */
export function commandHelp(command: Command, language: Language): string {
  const examples = command.examples.flatMap(({ line, meaning }) => [`  # ${meaning[language]}`, `  chainrule ${line}`]);
  return [
    command.summary[language],
    "",
    `${titles.usage[language]}: ${usageOf(command)}`,
    "",
    `${titles.flags[language]}:`,
    ...columns(flagRows({ ...command.flags, ...commonFlags }, language)),
    "",
    `${titles.examples[language]}:`,
    ...examples,
    "",
  ].join("\n");
}

function flagRows(flags: AnyFlags, language: Language): [string, string][] {
  return Object.entries(flags).map(([name, { placeholder, short, description }]) => [
    `--${name}${placeholder === undefined ? "" : ` ${placeholder}`}${short === undefined ? "" : `, -${short}`}`,
    description[language],
  ]);
}

function columns(rows: readonly (readonly [string, string])[]): string[] {
  const width = Math.max(...rows.map(([left]) => textWidth(left)));
  return rows.map(([left, right]) => `  ${padToWidth(left, width)}  ${right}`);
}
