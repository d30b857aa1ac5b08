import type { Language } from "@chainrule/core";
import { english } from "./en.ts";
import { chinese } from "./zh.ts";

/** Every kind of fault that the command line itself finds. */
export type CommandErrorCode = keyof typeof english;

type ErrorParams = { readonly [Code in CommandErrorCode]: Parameters<(typeof english)[Code]>[0] };
type Table = { readonly [Code in CommandErrorCode]: (params: ErrorParams[Code]) => string };

const tables: Readonly<Record<Language, Table>> = { en: english, zh: chinese };

function textOf<Code extends CommandErrorCode>(code: Code, params: ErrorParams[Code], language: Language): string {
  return tables[language][code](params);
}

/** A fault in the command line, a configuration, a file or a run; worded in every language. */
export class CommandError<Code extends CommandErrorCode = CommandErrorCode> extends Error {
  override readonly name: string = "CommandError";
  readonly code: CommandErrorCode;
  /** The whole text in the named language. */
  readonly toText: (language: Language) => string;

  constructor(code: Code, params: ErrorParams[Code], options?: ErrorOptions) {
    super(textOf(code, params, "en"), options);
    this.code = code;
    this.toText = (language) => textOf(code, params, language);
  }
}
