/** The parts of one error text, in one language; {@link assemble} joins them. */
export interface Wording {
  /** What the error is about: an op, a file, a column. */
  readonly subject?: string;
  /** What must hold. */
  readonly expected: string;
  /** What came instead, already as text. */
  readonly received?: string | undefined;
  /** How to mend it, where that is plain. */
  readonly hint?: string | undefined;
}

/** Where the fault lies; any code may take these beside its own parameters. */
export interface Place {
  /** A place in the user's model, configuration or file, say `model.layers[2], "hidden"`. */
  readonly path?: string | undefined;
  /** `file:line:column` in the user's program. */
  readonly line?: string | undefined;
}

/** Texts by code: each a function of that code's parameters. */
export type Wordings = Readonly<Record<string, (params: never) => Wording>>;

/** The same codes and parameters as `Source`, worded in another language. */
export type Translation<Source extends Wordings> = {
  readonly [Code in keyof Source]: (...params: Parameters<Source[Code]>) => Wording;
};
