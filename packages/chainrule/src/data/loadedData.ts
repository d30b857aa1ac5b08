import { Dataset, type Preparation } from "@chainrule/core";

/** Examples ready for training. */
export interface LoadedData {
  readonly train: Dataset;
  readonly test: Dataset | undefined;
  /** How rows of a table become inputs. */
  readonly preparation?: Preparation | undefined;
}

/** The same examples with classes counted and named as another part has them. */
export function withClasses(examples: Dataset, classCount: number, classNames: readonly string[] | undefined): Dataset {
  const { targets } = examples;
  if (targets.kind !== "class") return examples;
  return new Dataset(examples.inputs, examples.inputShape, { ...targets, classCount, classNames });
}
