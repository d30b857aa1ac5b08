import { nearestName } from "../nearestName.ts";

const mostListed = 12;

/** 有相近的名称时提示它；可选项不多时列出全部。 */
export function choicesHint(received: string, choices: readonly string[]): string | undefined {
  const nearest = nearestName(received, choices);
  if (nearest !== undefined) return `是不是想写 "${nearest}"？`;
  if (choices.length === 0 || choices.length > mostListed) return undefined;
  return `可选：${choices.join("、")}`;
}
