import { CommandError } from "../errors/commandError.ts";
import type { Text } from "../texts/text.ts";

/** A flag of a command as data. */
export interface Flag<T> {
  readonly description: Text;
  /** What stands for its value in help, say `N`; a flag without takes no value. */
  readonly placeholder: string | undefined;
  /** One letter that stands for it. */
  readonly short?: string;
  /** Its value from what was written; an error names the flag as `name`. */
  readonly parse: (written: string, name: string) => T;
}

/** Values of flags by name; those not given are `undefined`. */
export type FlagValues<Flags> = {
  readonly [Name in keyof Flags]: Flags[Name] extends Flag<infer T> ? T | undefined : never;
};

/** Flags by name, without their types. */
export type AnyFlags = Readonly<Record<string, Flag<unknown>>>;

/** A flag that is there or not. */
export function switchFlag(description: Text, short?: string): Flag<true> {
  return { description, placeholder: undefined, parse: () => true, ...(short === undefined ? {} : { short }) };
}

/** A flag with any text as its value. */
export function textFlag(placeholder: string, description: Text): Flag<string> {
  return {
    description,
    placeholder,
    parse: (written, flag) => {
      if (written !== "") return written;
      throw new CommandError("commandLine.flagValue", {
        flag,
        expected: { en: "some text", zh: "文本" },
        received: written,
      });
    },
  };
}

/** A flag with a whole number of at least `min`. */
export function wholeNumberFlag(min: number, description: Text): Flag<number> {
  const expected = { en: `a whole number of at least ${min}`, zh: `不小于 ${min} 的整数` };
  return {
    description,
    placeholder: "N",
    parse: (written, flag) => {
      const value = /^-?\d+$/.test(written) ? Number(written) : Number.NaN;
      if (Number.isSafeInteger(value) && value >= min) return value;
      throw new CommandError("commandLine.flagValue", { flag, expected, received: written });
    },
  };
}

/** A flag with a number for which `fits` holds. */
export function numberFlag(fits: (value: number) => boolean, expected: Text, description: Text): Flag<number> {
  return {
    description,
    placeholder: "X",
    parse: (written, flag) => {
      const value = /^-?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(written) ? Number(written) : Number.NaN;
      if (Number.isFinite(value) && fits(value)) return value;
      throw new CommandError("commandLine.flagValue", { flag, expected, received: written });
    },
  };
}

/** A flag with one of some words. */
export function choiceFlag<const Word extends string>(
  placeholder: string,
  words: readonly Word[],
  description: Text,
): Flag<Word> {
  const expected = { en: `one of ${words.join(", ")}`, zh: `下列之一：${words.join("、")}` };
  return {
    description,
    placeholder,
    parse: (written, flag) => {
      const word = words.find((candidate) => candidate === written);
      if (word !== undefined) return word;
      throw new CommandError("commandLine.flagValue", { flag, expected, received: written });
    },
  };
}
