// How good decisions about spam are.

/** Figures of decisions: positive means spam. */
export interface Judgement {
  /** Share of right decisions. */
  readonly accuracy: number;
  /** Share of spam among what was called spam. */
  readonly precision: number;
  /** Share of the spam that was found. */
  readonly recall: number;
  readonly errors: number;
}

/** Judges scores, positive for spam, by what the mails are. */
export function judge(scores: ArrayLike<number>, mails: readonly { readonly isSpam: boolean }[]): Judgement {
  let right = 0;
  let found = 0;
  let called = 0;
  let spam = 0;
  for (const [i, { isSpam }] of mails.entries()) {
    const isCalled = (scores[i] ?? 0) > 0;
    right += isCalled === isSpam ? 1 : 0;
    found += isCalled && isSpam ? 1 : 0;
    called += isCalled ? 1 : 0;
    spam += isSpam ? 1 : 0;
  }
  return {
    accuracy: right / mails.length,
    precision: found / called,
    recall: found / spam,
    errors: mails.length - right,
  };
}
