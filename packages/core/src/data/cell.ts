const numberForm = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;
const missingForms: ReadonlySet<string> = new Set(["", "na", "n/a", "nan", "?", "null"]);

/** Whether a field stands for a missing value: empty, `NA`, `N/A`, `NaN`, `?` or `null`, in any case. */
export function isMissing(field: string): boolean {
  return missingForms.has(field.trim().toLowerCase());
}

/** The number that a field writes in decimal; infinite forms give ±∞, anything else `undefined`. */
export function numberIn(field: string): number | undefined {
  const text = field.trim();
  if (numberForm.test(text)) return Number(text);
  const infinite = /^([+-]?)inf(?:inity)?$/i.exec(text);
  if (infinite === null) return undefined;
  return infinite[1] === "-" ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
}
