import { parseArgs } from "node:util";
import { CommandError } from "../errors/commandError.ts";
import { type Command, usageOf } from "./command.ts";
import { commonFlags } from "./commonFlags.ts";
import type { AnyFlags } from "./flag.ts";

/** Flags and arguments of one command. */
export interface ParsedFlags {
  readonly values: readonly string[];
  readonly flags: Readonly<Record<string, unknown>>;
}

/** The words of a command line in order, told apart by Node's own parser. */
function tokensOf(words: readonly string[], flags: AnyFlags): ReturnType<typeof parseTokens> {
  return parseTokens(words, flags);
}

function parseTokens(words: readonly string[], flags: AnyFlags) {
  const options = Object.fromEntries(
    Object.entries(flags).map(([name, { placeholder, short }]) => [
      name,
      {
        type: placeholder === undefined ? ("boolean" as const) : ("string" as const),
        ...(short === undefined ? {} : { short }),
      },
    ]),
  );
  return parseArgs({ args: [...words], options, strict: false, allowPositionals: true, tokens: true }).tokens;
}

/** Where the command's name stands: the first word that is neither a common flag nor its value. */
export function commandIndex(words: readonly string[]): number | undefined {
  return tokensOf(words, commonFlags).find((token) => token.kind === "positional")?.index;
}

/** Reads what follows a command's name. */
export function parseFlags(command: Command, words: readonly string[]): ParsedFlags {
  const known: AnyFlags = { ...command.flags, ...commonFlags };
  const values: string[] = [];
  const flags: Record<string, unknown> = {};
  for (const token of tokensOf(words, known)) {
    if (token.kind === "positional") values.push(token.value);
    if (token.kind !== "option") continue;
    const flag = Object.hasOwn(known, token.name) ? known[token.name] : undefined;
    if (flag === undefined) {
      const choices = Object.keys(known).map((name) => `--${name}`);
      throw new CommandError("commandLine.unknownFlag", { command: command.name, received: token.rawName, choices });
    }
    flags[token.name] = readValue(flag, token.rawName, token.value, token.inlineValue === true);
  }
  return { values, flags };
}

function readValue(flag: AnyFlags[string], name: string, written: string | undefined, isInline: boolean): unknown {
  if (flag.placeholder === undefined) {
    if (isInline) throw new CommandError("commandLine.flagTakesNoValue", { flag: name, received: written ?? "" });
    return flag.parse("", name);
  }
  const isFlag = !isInline && written !== undefined && /^-{1,2}[a-z]/i.test(written);
  if (written === undefined || isFlag) {
    const expected = { en: flag.placeholder, zh: ` ${flag.placeholder}` };
    throw new CommandError("commandLine.flagValue", { flag: name, expected, received: written });
  }
  return flag.parse(written, name);
}

/** Refuses a missing or superfluous argument. */
export function checkArguments(command: Command, values: readonly string[]): void {
  const usage = usageOf(command);
  const missing = command.arguments.find(({ isRequired }, i) => isRequired && values[i] === undefined);
  if (missing !== undefined) {
    throw new CommandError("commandLine.missingArgument", { command: command.name, name: missing.name, usage });
  }
  const extra = values[command.arguments.length];
  if (extra === undefined) return;
  throw new CommandError("commandLine.extraArgument", { command: command.name, received: extra, usage });
}
