/**
 * Damerau–Levenshtein distance (optimal string alignment): the fewest insertions, deletions, substitutions and swaps of
 * neighbours that turn `a` into `b`.
 */
export function editDistance(a: string, b: string): number {
  let beforePrevious: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= b.length; column += 1) {
      const same = a[row - 1] === b[column - 1];
      let best = Math.min(
        (previous[column] ?? 0) + 1,
        (current[column - 1] ?? 0) + 1,
        (previous[column - 1] ?? 0) + (same ? 0 : 1),
      );
      if (row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1]) {
        best = Math.min(best, (beforePrevious[column - 2] ?? 0) + 1);
      }
      current.push(best);
    }
    beforePrevious = previous;
    previous = current;
  }
  return previous[b.length] ?? 0;
}

const longestCompared = 100;

/**
 * The choice that a mistyped name most likely meant, or `undefined` when none is near: at most one edit for every three
 * characters, letter case, hyphens and underscores not counted. Of equally near choices the first wins.
 *
 * @example
 * nearestName("rellu", ["sigmoid", "relu"]); // "relu"
 */
export function nearestName(name: string, choices: readonly string[]): string | undefined {
  if (name.length > longestCompared) return undefined;
  const plain = simplify(name);
  let nearest: string | undefined;
  let nearestDistance = Number.POSITIVE_INFINITY;
  for (const choice of choices) {
    const candidate = simplify(choice);
    if (candidate.length > longestCompared) continue;
    const allowed = Math.floor(Math.max(plain.length, candidate.length) / 3);
    const distance = editDistance(plain, candidate);
    if (distance <= allowed && distance < nearestDistance) {
      nearest = choice;
      nearestDistance = distance;
    }
  }
  return nearest;
}

function simplify(name: string): string {
  return name.toLowerCase().replace(/[-_\s]/g, "");
}
