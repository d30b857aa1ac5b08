import type { LayerPlace } from "./layerNodes.ts";

/** What can be wrong with a training. */
export type FindingCode =
  | "nonFinite"
  | "inputsUnscaled"
  | "unitsIdentical"
  | "unitsDead"
  | "vanishingGradient"
  | "explodingGradient"
  | "unitsSaturated"
  | "rateTooHigh"
  | "rateTooLow"
  | "labelsUnlearnable"
  | "labelsMemorized";

/** Something that is wrong, as data; `findingText` words it. */
export interface Finding {
  readonly code: FindingCode;
  /** `"error"` where nothing is learned because of it, `"warning"` where learning suffers. */
  readonly severity: "error" | "warning";
  /** The layer where it shows; `undefined` where it is about the whole training. */
  readonly layer: LayerPlace | undefined;
  /** The figures that show it. */
  readonly figures: Readonly<Record<string, number>>;
}
