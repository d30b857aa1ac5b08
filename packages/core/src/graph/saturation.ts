/** How an activation can stop passing gradients on. */
export type Saturation =
  /** Passes nothing where its output is 0. */
  | { readonly kind: "rectified" }
  /** Passes less than a tenth of its greatest slope where the output is this far from the centre, or farther. */
  | { readonly kind: "bounded"; readonly center: number; readonly limit: number };
