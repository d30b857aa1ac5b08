import type { Language } from "@chainrule/core";
import type { Terminal } from "../terminal/terminal.ts";
import type { Text } from "../texts/text.ts";
import type { AnyFlags, FlagValues } from "./flag.ts";

/** An argument without a flag. */
export interface Argument {
  /** As help writes it, say `CONFIG`. */
  readonly name: string;
  readonly isRequired: boolean;
}

/** What a command is called with. */
export interface Invocation<Flags> {
  /** The arguments in order; those left out at the end are `undefined`. */
  readonly values: readonly (string | undefined)[];
  readonly flags: FlagValues<Flags>;
  readonly isJson: boolean;
  readonly language: Language;
  readonly terminal: Terminal;
}

/** An example for help. */
export interface Example {
  readonly line: string;
  readonly meaning: Text;
}

interface CommandDefinition<Flags extends AnyFlags> {
  readonly name: string;
  readonly summary: Text;
  readonly arguments: readonly Argument[];
  readonly flags: Flags;
  readonly examples: readonly Example[];
  /** Does the work and gives the exit code. */
  readonly run: (invocation: Invocation<Flags>) => Promise<number>;
}

/** A command as the registry holds it. */
export interface Command extends Omit<CommandDefinition<AnyFlags>, "run"> {
  readonly run: (invocation: Invocation<AnyFlags>) => Promise<number>;
}

/** Declares a command; `run` sees the values of its flags with their types. */
export function defineCommand<Flags extends AnyFlags>(definition: CommandDefinition<Flags>): Command {
  return {
    ...definition,
    run: (invocation) => {
      const { flags } = invocation;
      if (!areOwn<Flags>(flags)) throw new TypeError("unreachable");
      return definition.run({ ...invocation, flags });
    },
  };
}

/** Every value was parsed by the flag of its name, so the record has the types that the flags give. */
function areOwn<Flags extends AnyFlags>(
  _flags: FlagValues<AnyFlags>,
): _flags is FlagValues<Flags> & FlagValues<AnyFlags> {
  return true;
}

/** `train CONFIG [flags]` as help and errors write it. */
export function usageOf(command: Command): string {
  const names = command.arguments.map(({ name, isRequired }) => (isRequired ? name : `[${name}]`));
  return ["chainrule", command.name, ...names, "[flags]"].join(" ");
}
