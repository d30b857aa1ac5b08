/** One text in each language. */
export interface Text {
  readonly en: string;
  readonly zh: string;
}
