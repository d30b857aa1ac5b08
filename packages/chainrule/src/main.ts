import { readFileSync } from "node:fs";
import { ChainruleError, type Language } from "@chainrule/core";
import { commandHelp, programHelp } from "./commandLine/help.ts";
import { chooseLanguage } from "./commandLine/language.ts";
import { checkArguments, commandIndex, parseFlags } from "./commandLine/parseFlags.ts";
import { commands } from "./commands/registry.ts";
import { CommandError } from "./errors/commandError.ts";
import { processTerminal, type Terminal } from "./terminal/terminal.ts";

/** What the process ends with: 0 done, 1 a fault of the program, 2 a fault in what was given, 130 stopped by Ctrl-C. */
const exitCodes = { done: 0, internal: 1, input: 2 } as const;

/** Runs the command line and gives its exit code. */
export async function main(words: readonly string[], terminal: Terminal = processTerminal()): Promise<number> {
  const language = chooseLanguage(words, terminal.environment);
  try {
    return await dispatch(words, language, terminal);
  } catch (error) {
    return report(error, language, words.includes("--debug"), terminal);
  }
}

async function dispatch(words: readonly string[], language: Language, terminal: Terminal): Promise<number> {
  const index = commandIndex(words);
  const rest = words.filter((_, i) => i !== index);
  const asksHelp = rest.includes("--help") || rest.includes("-h");
  const name = index === undefined ? undefined : words[index];
  if (name === undefined && rest.includes("--version")) {
    terminal.out(`${version()}\n`);
    return exitCodes.done;
  }
  if ((name === undefined && asksHelp) || (name === "help" && rest[0] === undefined)) {
    terminal.out(programHelp(commands, language));
    return exitCodes.done;
  }
  const choices = commands.map((command) => command.name);
  if (name === undefined) {
    if (rest.length > 0 && rest.some((word) => word.startsWith("-"))) refuseStrayFlags(rest);
    throw new CommandError("commandLine.noCommand", { choices });
  }
  const wanted = name === "help" ? rest.find((word) => !word.startsWith("-")) : name;
  const command = commands.find((candidate) => candidate.name === wanted);
  if (command === undefined)
    throw new CommandError("commandLine.unknownCommand", { received: wanted ?? name, choices });
  if (asksHelp || name === "help") {
    terminal.out(commandHelp(command, language));
    return exitCodes.done;
  }
  const { values, flags } = parseFlags(command, rest);
  checkArguments(command, values);
  return command.run({ values, flags, language, terminal, isJson: flags["json"] === true });
}

/** Flags before any command: name the first that no command could take. */
function refuseStrayFlags(words: readonly string[]): void {
  const none = {
    name: "chainrule",
    summary: { en: "", zh: "" },
    arguments: [],
    flags: {},
    examples: [],
    run: async () => 0,
  };
  parseFlags(none, words);
}

function report(error: unknown, language: Language, isDebug: boolean, terminal: Terminal): number {
  const isExpected = error instanceof ChainruleError || error instanceof CommandError;
  const hint = {
    en: "This is a fault of chainrule; --debug shows where it arose.",
    zh: "这是 chainrule 自身的错误；--debug 可显示出处。",
  };
  terminal.err(`${isExpected ? error.toText(language) : `chainrule: ${String(error)}\n${hint[language]}`}\n`);
  if (isDebug && error instanceof Error) {
    terminal.err(`${error.stack ?? ""}\n`);
    for (let { cause } = error; cause instanceof Error; cause = cause.cause) terminal.err(`${cause.stack ?? ""}\n`);
  }
  return isExpected ? exitCodes.input : exitCodes.internal;
}

function version(): string {
  const text = readFileSync(new URL("../package.json", import.meta.url), "utf8");
  return /"version": "([^"]+)"/.exec(text)?.[1] ?? "";
}
