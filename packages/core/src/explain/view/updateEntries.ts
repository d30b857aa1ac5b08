import type { Tensor } from "../../graph/tensor.ts";
import { variableOf } from "../../ops/variable.ts";
import type { ParameterUpdate } from "../explainLog.ts";
import type { TensorFigures } from "../figures.ts";
import { formula } from "../formula.ts";
import { structureKeys } from "../structureKeys.ts";
import { subgraph } from "../subgraph.ts";
import { nameSymbol } from "../symbols.ts";
import { gradientOf } from "./backwardEntries.ts";
import { valueSymbol } from "./forwardEntries.ts";
import { consistentDigits, figuresLatex } from "./printedNumbers.ts";
import { type Entry, type Line, math, mostCalculated, numbers, type ReportContext, said } from "./reportTree.ts";

/** An entry for every parameter that the step changes: its rule, the rule with numbers, the optimizer's memory. */
export function updateEntries(context: ReportContext): Entry[] {
  const { log } = context;
  if (log.updates.length === 0) return [];
  const key = structureKeys([...log.updates.map((update) => update.tensor), ...log.gradientTensors.values()]);
  return log.updates.map((update) => ({
    quantity: `u:${update.parameter}`,
    node: update.parameter,
    title: [said(update.parameter)],
    lines: updateLines(context, update, key),
  }));
}

function updateLines(context: ReportContext, update: ParameterUpdate, key: ReturnType<typeof structureKeys>): Line[] {
  const { log, words } = context;
  const leaves = new Map<Tensor, TensorFigures>();
  // Several nodes may have one gradient; that of a parameter is named after the parameter, its own first.
  const isOwn = (name: string): number => (name === update.parameter ? 0 : log.node(name).kind === "parameter" ? 1 : 2);
  const gradients = [...log.gradientTensors].sort(([a], [b]) => isOwn(a) - isOwn(b));
  const quantityOf = (tensor: Tensor): { readonly symbol: string; readonly figures: TensorFigures } | undefined => {
    const gradient = gradients.find(([, own]) => own === tensor || key(own) === key(tensor));
    if (gradient !== undefined) {
      const figures = log.gradient(gradient[0]).value;
      return { symbol: gradientOf(context, gradient[0]), figures };
    }
    const variable = variableOf(tensor);
    if (variable === undefined) return undefined;
    if (log.isForward(tensor))
      return { symbol: valueSymbol(context, tensor), figures: log.node(log.nameOf(tensor)).value };
    const before = update.slots.find((slot) => variable.name === `${update.parameter}/${slot.name}`)?.before;
    return before && { symbol: nameSymbol(variable.name.slice(update.parameter.length + 1)), figures: before };
  };
  const symbol = valueSymbol(context, log.node(update.parameter).tensor);
  // The optimizer's own counters stand in the formula by name; their numbers are not in the log.
  let hasUnknown = false;
  const written = formula(update.tensor, (tensor) => {
    const quantity = quantityOf(tensor);
    if (quantity !== undefined) leaves.set(tensor, quantity.figures);
    else if (variableOf(tensor) !== undefined) hasUnknown = true;
    return quantity?.symbol;
  });
  const slotLines = update.slots.map(
    (slot): Line => ({
      role: "value",
      pieces: [
        math(`${nameSymbol(slot.name)}:`),
        numbers(context, slot.before),
        math("\\to"),
        numbers(context, slot.after),
      ],
    }),
  );
  const isComplete =
    written !== undefined && !hasUnknown && [...leaves.values()].every(({ values }) => values.length <= mostCalculated);
  const rule: Line[] =
    written === undefined ? [] : [{ role: "formula", pieces: [math(`${symbol} \\leftarrow ${written}`)] }];
  if (!isComplete) {
    const line = (label: string, figures: TensorFigures): Line => ({
      role: "value",
      pieces: [said(label + words.colon), numbers(context, figures)],
    });
    return [
      ...rule,
      line(words.before, update.before),
      line(words.gradient, update.gradient),
      line(words.after, update.after),
      ...slotLines,
    ];
  }
  const tensors = [...leaves.keys()];
  const run = subgraph([update.tensor], (tensor) => leaves.has(tensor));
  const used = consistentDigits([...leaves.values()], update.after, context.digits, (given) => {
    const known = new Map(
      given.map((each, place) => [tensors[place] ?? update.tensor, Float64Array.from(each.values)]),
    );
    return run(known)[0] ?? new Float64Array();
  });
  const calculated = formula(update.tensor, (tensor) => {
    const leaf = leaves.get(tensor);
    return leaf && figuresLatex(leaf, used);
  });
  return [
    ...rule,
    { role: "calculation", pieces: [math(`= ${calculated ?? ""} = ${figuresLatex(update.after, context.digits)}`)] },
    ...slotLines,
  ];
}
