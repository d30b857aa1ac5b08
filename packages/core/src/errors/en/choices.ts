import { nearestName } from "../nearestName.ts";

const mostListed = 12;

/** `did you mean "relu"?` when a choice is near, a list when there are few, else nothing. */
export function choicesHint(received: string, choices: readonly string[]): string | undefined {
  const nearest = nearestName(received, choices);
  if (nearest !== undefined) return `did you mean "${nearest}"?`;
  if (choices.length === 0 || choices.length > mostListed) return undefined;
  return choices.length === 1 ? `known is ${choices[0]}` : `choose from ${choices.join(", ")}`;
}
