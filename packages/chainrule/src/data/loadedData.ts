import { Dataset, type Preparation, type TermFeatures, type Tokenizer } from "@chainrule/core";
import type { TextsDescription } from "./dataDescription.ts";
import type { Truncated } from "./tokenRows.ts";

/** Examples ready for training. */
export interface LoadedData {
  readonly train: Dataset;
  readonly test: Dataset | undefined;
  /** How rows of a table become inputs. */
  readonly preparation?: Preparation | undefined;
  /** How text becomes tokens. */
  readonly tokenizer?: Tokenizer | undefined;
  /** How whole texts become features. */
  readonly features?: TermFeatures | undefined;
  /** How texts are taken, where each is an example. */
  readonly texts?: TextsDescription | undefined;
  /** Training texts that were cut. */
  readonly truncated?: Truncated | undefined;
  /** How examples are held back, where not at random. */
  readonly holdBack?: ((share: number) => { readonly train: Dataset; readonly test: Dataset }) | undefined;
}

/** Examples divided for training. */
export interface TrainingData extends LoadedData {
  /** Measured after each epoch. */
  readonly validation: Dataset | undefined;
}

/**
 * Holds examples of the training part back for validation, where a share or number of them is named; by default the test
 * part validates, and `false` is for none.
 */
export function withValidation(loaded: LoadedData, share: number | false | undefined, seed: number): TrainingData {
  if (share === false) return { ...loaded, validation: undefined };
  if (share === undefined) return { ...loaded, validation: loaded.test };
  const { train, test } = loaded.holdBack?.(share) ?? loaded.train.split({ test: share, seed });
  return { ...loaded, train, validation: test };
}

/** The same examples with classes counted and named as another part has them. */
export function withClasses(examples: Dataset, classCount: number, classNames: readonly string[] | undefined): Dataset {
  const { targets } = examples;
  if (targets.kind !== "class") return examples;
  return new Dataset(examples.inputs, examples.inputShape, { ...targets, classCount, classNames });
}
