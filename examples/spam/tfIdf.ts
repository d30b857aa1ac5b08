// Documents as sparse vectors: how often each word is in a document, weighed by how rare it is among documents.

/** Indices of features that are not 0, and their values. */
export interface SparseVector {
  readonly indices: Int32Array;
  readonly values: Float64Array;
}

export interface TfIdf {
  readonly vocabulary: readonly string[];
  readonly vectorOf: (words: readonly string[]) => SparseVector;
}

/**
 * (1 + ln tf) · (ln((1 + n) / (1 + df)) + 1), scaled to length 1: tf how often a word is in the document, df in how many of
 * the n documents it is. Words in one document alone are left out.
 *
 * Source: Salton, Buckley, "Term-weighting approaches in automatic text retrieval", 1988; smoothed as scikit-learn does.
 */
export function tfIdf(documents: readonly (readonly string[])[]): TfIdf {
  const documentCounts = new Map<string, number>();
  for (const words of documents) {
    for (const word of new Set(words)) documentCounts.set(word, (documentCounts.get(word) ?? 0) + 1);
  }
  const vocabulary = [...documentCounts]
    .filter(([, count]) => count > 1)
    .map(([word]) => word)
    .sort();
  const indexOf = new Map(vocabulary.map((word, index) => [word, index]));
  const rarity = vocabulary.map((word) => Math.log((1 + documents.length) / (1 + (documentCounts.get(word) ?? 0))) + 1);
  return {
    vocabulary,
    vectorOf: (words) => {
      const counts = new Map<number, number>();
      for (const word of words) {
        const index = indexOf.get(word);
        if (index !== undefined) counts.set(index, (counts.get(index) ?? 0) + 1);
      }
      const indices = Int32Array.from(counts.keys()).sort();
      const values = Float64Array.from(
        indices,
        (index) => (1 + Math.log(counts.get(index) ?? 1)) * (rarity[index] ?? 0),
      );
      const length = Math.sqrt(values.reduce((total, value) => total + value * value, 0));
      return { indices, values: length > 0 ? values.map((value) => value / length) : values };
    },
  };
}
