import { assemble } from "./assemble.ts";
import { english } from "./en/index.ts";
import type { Language } from "./language.ts";
import { captureOrigin } from "./origin.ts";
import type { Place, Wording } from "./wording.ts";
import { chinese } from "./zh/index.ts";

/** Every kind of error, as `domain.name`. */
export type ErrorCode = keyof typeof english;

/** What each kind of error is told when it is thrown. */
export type ErrorParams = {
  readonly [Code in ErrorCode]: Parameters<(typeof english)[Code]> extends [infer Params] ? Params & Place : Place;
};

type Table = { readonly [Code in ErrorCode]: (params: ErrorParams[Code]) => Wording };

const tables: Readonly<Record<Language, Table>> = { en: english, zh: chinese };

function wordingOf<Code extends ErrorCode>(code: Code, params: ErrorParams[Code], language: Language): Wording {
  return tables[language][code](params);
}

/** Errors of graphs that no layer builds are placed by the user's own line. */
function placeOf(code: ErrorCode, place: Place): Place {
  if (!code.startsWith("graph.") || place.path !== undefined || place.line !== undefined) return place;
  return { ...place, line: captureOrigin().line };
}

/**
 * An error caused by what the user gave: data with fields, worded in English as its `message` and in any language by
 * {@link ChainruleError.toText}.
 *
 * @example
 * try {
 *   await model.fit(data, options);
 * } catch (error) {
 *   if (error instanceof ChainruleError && error.code === "data.empty") console.error(error.toText("zh"));
 * }
 */
export class ChainruleError<Code extends ErrorCode = ErrorCode> extends Error {
  override readonly name: string = "ChainruleError";
  /** The kind of error, as `domain.name`. */
  readonly code: ErrorCode;
  /** What the error is about: an op, a file, a column. */
  readonly subject: string | undefined;
  /** What must hold, in English. */
  readonly expected: string;
  /** What came instead. */
  readonly received: string | undefined;
  /** A place in the user's model, configuration or file. */
  readonly path: string | undefined;
  /** `file:line:column` in the user's program. */
  readonly line: string | undefined;
  /** How to mend it, where that is plain. */
  readonly hint: string | undefined;
  /** The values that the texts are made from. */
  readonly params: Readonly<Record<string, unknown>>;
  readonly #text: (language: Language) => string;

  /**
   * @param code the kind of error
   * @param params the values that its texts name; `path` and `line` may be added to any
   * @param options `cause`, the error that led to this one
   */
  constructor(code: Code, params: ErrorParams[Code], options?: ErrorOptions) {
    const place = placeOf(code, params);
    const text = (language: Language): string => assemble(wordingOf(code, params, language), place, language);
    super(text("en"), options);
    const wording = wordingOf(code, params, "en");
    this.code = code;
    this.subject = wording.subject;
    this.expected = wording.expected;
    this.received = wording.received;
    this.path = place.path;
    this.line = place.line;
    this.hint = wording.hint;
    this.params = Object.fromEntries(Object.entries(params));
    this.#text = text;
  }

  /** The whole text in the named language. */
  toText(language: Language): string {
    return this.#text(language);
  }
}
