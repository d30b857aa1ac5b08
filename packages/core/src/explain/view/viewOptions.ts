import type { Language } from "../../errors/language.ts";

/** What every view of a log takes. */
export interface ViewOptions {
  /** `"en"` (default) or `"zh"`. */
  readonly language?: Language;
  /** Decimals to print (default 3), or `"full"` for all digits. Small numbers keep that many significant digits. */
  readonly digits?: number | "full";
  /** Show this node alone, with its edges. */
  readonly node?: string | undefined;
  /** Show why one number of a gradient is what it is, say `0.weight[0,1]`, and nothing else. */
  readonly why?: string | undefined;
}
