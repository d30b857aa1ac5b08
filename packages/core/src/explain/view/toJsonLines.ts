import type { NestedNumbers } from "../../graph/nested.ts";
import { variableOf } from "../../ops/variable.ts";
import type { ExplainLog } from "../explainLog.ts";
import { nestedFigures, type TensorFigures } from "../figures.ts";
import type { ViewOptions } from "./viewOptions.ts";

/** A gradient's terms are written out where they hold no more numbers than this in all. */
const mostTermNumbers = 20_000;

/**
 * The log as JSON, one object a line, with nested arrays in full precision. Numbers that JSON has no words for are `null`.
 *
 * `local` of an elementwise op multiplies `upstream` element by element; of another op it is the Jacobian (axes of `from`,
 * then of `to`), or `null` where that would be large.
 */
export function toJsonLines(log: ExplainLog, options: Pick<ViewOptions, "node" | "why"> = {}): string {
  const { node, why } = options;
  if (why !== undefined) return `${JSON.stringify({ kind: "why", ...log.why(why) })}\n`;
  if (node !== undefined) log.node(node);
  const isWanted = (name: string): boolean => node === undefined || name === node;
  const lines: object[] = [];
  for (const { name, op, inputs, value } of log.forward) {
    if (isWanted(name)) lines.push({ kind: "forward", name, op, inputs, shape: value.shape, value: nested(value) });
  }
  lines.push({ kind: "loss", value: log.cost });
  for (const edge of log.backward) {
    if (!isWanted(edge.from) && !isWanted(edge.to)) continue;
    const { from, to, upstream, local, contribution } = edge;
    lines.push({
      kind: "backward",
      from,
      to,
      upstream: nested(upstream),
      local: local.value === undefined ? null : nested(local.value),
      contribution: nested(contribution),
    });
  }
  for (const { name, value, terms } of log.gradients) {
    if (!isWanted(name)) continue;
    const isShort =
      terms.length * value.values.length <= mostTermNumbers || variableOf(log.node(name).tensor)?.trainable === true;
    lines.push({
      kind: "gradient",
      name,
      value: nested(value),
      terms: isShort ? terms.map((term) => nested(term.value)) : [nested(value)],
    });
  }
  for (const { parameter, before, gradient, after, slots } of log.updates) {
    if (!isWanted(parameter)) continue;
    const memory = Object.fromEntries(
      slots.map((slot) => [slot.name, { before: nested(slot.before), after: nested(slot.after) }]),
    );
    lines.push({
      kind: "update",
      parameter,
      before: nested(before),
      gradient: nested(gradient),
      after: nested(after),
      ...(slots.length === 0 ? {} : { slots: memory }),
    });
  }
  return lines.map((line) => `${JSON.stringify(line)}\n`).join("");
}

function nested(value: TensorFigures): NestedNumbers {
  return nestedFigures(value);
}
