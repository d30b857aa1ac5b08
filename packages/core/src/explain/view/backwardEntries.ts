import type { Tensor } from "../../graph/tensor.ts";
import type { Accumulation, BackwardEdge, GradientTerm } from "../explainLog.ts";
import { figures, type TensorFigures } from "../figures.ts";
import { binding, gradientFormula } from "../formula.ts";
import { gradientSymbol } from "../symbols.ts";
import { valueSymbol } from "./forwardEntries.ts";
import { consistentDigits, figuresLatex } from "./printedNumbers.ts";
import {
  type Entry,
  type Line,
  math,
  mostCalculated,
  mostPrinted,
  numbers,
  type ReportContext,
  said,
} from "./reportTree.ts";

const mostTermsListed = 16;
const mostTermNumbers = 96;
const mostJacobianPrinted = 16;

/** ∂Cost/∂node, marked as that quantity. */
export function gradientOf({ log, mark }: ReportContext, name: string): string {
  return mark(gradientSymbol(log.symbols.cost, log.symbols.of(log.node(name).tensor)), `g:${name}`);
}

/** An entry for every gradient: the edges it comes along, with formula and numbers, and the terms that sum to it. */
export function backwardEntries(context: ReportContext): Entry[] {
  const { log } = context;
  return log.gradients
    .filter(({ name }) => context.node === undefined || context.node === name)
    .map((gradient) => {
      const edges = log.backward.filter((edge) => edge.to === gradient.name);
      return {
        quantity: `g:${gradient.name}`,
        node: gradient.name,
        title: [math(gradientOf(context, gradient.name)), said(` · ${gradient.name}`)],
        lines:
          edges.length === 0
            ? [seedLine(context, gradient)]
            : [...edges.flatMap((edge) => edgeLines(context, edge, edges.length > 1)), ...termLines(context, gradient)],
      };
    });
}

function seedLine(context: ReportContext, { name, value }: Accumulation): Line {
  return {
    role: "value",
    pieces: [math(`${gradientOf(context, name)} =`), numbers(context, value), said(` (${context.words.seed})`)],
  };
}

function edgeLines(context: ReportContext, edge: BackwardEdge, isOneOfSeveral: boolean): Line[] {
  const target = gradientOf(context, edge.to);
  const left = isOneOfSeveral ? `${target} \\mathrel{+}=` : `${target} =`;
  const lines: Line[] = [
    { role: "formula", pieces: [math(`${left} ${edgeFormula(context, edge)}`)] },
    calculation(context, edge),
  ];
  const { local } = edge;
  if (local.kind === "jacobian" && local.value !== undefined && local.value.values.length <= mostJacobianPrinted) {
    lines.push({
      role: "note",
      pieces: [said(`${context.words.jacobian} `), math(figuresLatex(local.value, context.digits))],
    });
  }
  return lines;
}

/** upstream · local, or what the edge makes of the upstream gradient as a whole. */
function edgeFormula(context: ReportContext, edge: BackwardEdge): string {
  const upstream = gradientOf(context, edge.from);
  const whole = gradientFormula(
    edge.tensor,
    leafOf(context, edge, (tensor) => valueSymbol(context, tensor), upstream),
  );
  const { from, to } = edge;
  const isSummed = context.log.node(from).value.values.length !== context.log.node(to).value.values.length;
  if (edge.local.kind === "jacobian" || isSummed) return whole ?? `${upstream} \\cdot ${partialSymbol(context, edge)}`;
  const local = localFormula(context, edge);
  if (local === "1") return upstream;
  if (local === "-1") return `-${upstream}`;
  if (local === undefined) return `${upstream} \\odot ${partialSymbol(context, edge)}`;
  const dot = edge.upstream.values.length > 1 ? "\\odot" : "\\cdot";
  return `${upstream} ${dot} ${binding(local) !== "atom" ? `\\left(${local}\\right)` : local}`;
}

function localFormula(context: ReportContext, edge: BackwardEdge): string | undefined {
  const { tensor: consumer } = context.log.node(edge.from);
  const { derivative } = consumer.op;
  if (derivative.kind !== "elementwise") return undefined;
  // The log's own formula has no marks; where none are wanted it will do.
  const plain = edge.local.formula;
  if (plain === undefined || context.mark("x", "v:x") === "x") return plain;
  return context.log.markedLocal(edge, (tensor) => valueSymbol(context, tensor));
}

function partialSymbol({ log }: ReportContext, { from, to }: BackwardEdge): string {
  return `\\frac{\\partial ${log.symbols.of(log.node(from).tensor)}}{\\partial ${log.symbols.of(log.node(to).tensor)}}`;
}

function leafOf(
  { log }: ReportContext,
  edge: BackwardEdge,
  forward: (tensor: Tensor) => string,
  upstream: string,
): (tensor: Tensor) => string | undefined {
  return (tensor) => (tensor === edge.upstreamTensor ? upstream : log.isForward(tensor) ? forward(tensor) : undefined);
}

function calculation(context: ReportContext, edge: BackwardEdge): Line {
  const { upstream, contribution, local } = edge;
  const { digits } = context;
  const result = figuresLatex(contribution, digits);
  const factor = local.kind === "elementwise" ? local.value : undefined;
  if (
    upstream.values.length > mostCalculated ||
    contribution.values.length > mostCalculated ||
    (factor?.values.length ?? 0) > mostCalculated
  ) {
    return { role: "value", pieces: [math("="), numbers(context, contribution)] };
  }
  if (factor !== undefined && upstream.values.length === contribution.values.length) {
    const only = factor.shape.length === 0 ? factor.values[0] : undefined;
    if (only === 1 || only === -1) return { role: "calculation", pieces: [math(`= ${result}`)] };
    const used = consistentDigits([upstream, factor], contribution, digits, ([u, f]) => product(u, f));
    const dot = upstream.values.length > 1 && factor.values.length > 1 ? "\\odot" : "\\cdot";
    const written = figuresLatex(factor, used);
    const multiplied = `${figuresLatex(upstream, used)} ${dot} ${written.startsWith("-") ? `\\left(${written}\\right)` : written}`;
    return { role: "calculation", pieces: [math(`= ${multiplied} = ${result}`)] };
  }
  const written = mapCalculation(context, edge);
  return { role: "calculation", pieces: [math(written === undefined ? `= ${result}` : `= ${written} = ${result}`)] };
}

/** The formula of a whole map (a matrix product, a sum) with numbers in place of symbols. */
function mapCalculation(context: ReportContext, edge: BackwardEdge): string | undefined {
  const { log, digits } = context;
  const leaves = new Map<Tensor, TensorFigures>([[edge.upstreamTensor, edge.upstream]]);
  const collect = leafOf(
    context,
    edge,
    (tensor) => {
      leaves.set(tensor, log.node(log.nameOf(tensor)).value);
      return "x";
    },
    "x",
  );
  if (gradientFormula(edge.tensor, collect) === undefined) return undefined;
  if ([...leaves.values()].some(({ values }) => values.length > mostCalculated)) return undefined;
  const tensors = [...leaves.keys()];
  const used = consistentDigits([...leaves.values()], edge.contribution, digits, (given) =>
    edge.contributionOf(
      new Map(given.map((each, place) => [tensors[place] ?? edge.upstreamTensor, Float64Array.from(each.values)])),
    ),
  );
  return gradientFormula(
    edge.tensor,
    leafOf(
      context,
      edge,
      (tensor) => figuresLatex(log.node(log.nameOf(tensor)).value, used),
      figuresLatex(edge.upstream, used),
    ),
  );
}

/** upstream ⊙ local. */
function product(upstream: TensorFigures | undefined, factor: TensorFigures | undefined): Float64Array {
  const by = (place: number): number => factor?.values[factor.values.length === 1 ? 0 : place] ?? Number.NaN;
  return Float64Array.from(upstream?.values ?? [], (value, place) => value * by(place));
}

function termLines(context: ReportContext, gradient: Accumulation): Line[] {
  const { value } = gradient;
  if (value.values.length > mostPrinted) return [];
  const { terms, reason } = gradient;
  if (terms.length < 2) return [];
  const { words } = context;
  const count = Math.max(4, Math.min(mostTermsListed, Math.floor(mostTermNumbers / value.values.length)));
  const listed = terms.length <= count ? terms : largest(terms, count);
  const along = terms[0]?.along;
  const what = along === undefined || along.isExample ? words.examplesWord : words.placesWord(along.axis);
  const lead = reason === "fanOut" ? words.fanOut(terms.length) : words.shared(terms.length, what);
  const rest = terms.length - listed.length;
  const items = [
    ...listed.map((term) => ({ label: termLabel(context, term), figures: term.value })),
    ...(rest === 0 ? [] : [{ label: words.others(rest), figures: remainder(value, listed) }]),
  ];
  const used = consistentDigits(
    items.map((item) => item.figures),
    value,
    context.digits,
    total,
  );
  return [
    { role: "note", pieces: [said(lead + words.colon.trimEnd())] },
    ...items.map(
      (item): Line => ({
        role: "term",
        pieces: [said(item.label + words.colon), math(figuresLatex(item.figures, used))],
      }),
    ),
    {
      role: "term",
      pieces: [
        said(words.sum + words.colon),
        math(`${gradientOf(context, gradient.name)} = ${figuresLatex(value, context.digits)}`),
      ],
    },
  ];
}

function termLabel({ words }: ReportContext, { from, along }: GradientTerm): string {
  if (along === undefined) return words.via(from);
  return along.isExample ? words.example(along.index) : words.place(along.axis, along.index);
}

function largest(terms: readonly GradientTerm[], count: number): readonly GradientTerm[] {
  const size = ({ value }: GradientTerm): number => Array.from(value.values).reduce((sum, x) => sum + x * x, 0);
  const kept = new Set([...terms].sort((a, b) => size(b) - size(a)).slice(0, count));
  return terms.filter((term) => kept.has(term));
}

function remainder(value: TensorFigures, listed: readonly GradientTerm[]): TensorFigures {
  const shown = total(listed.map((term) => term.value));
  return figures(
    value.shape,
    Float64Array.from(value.values, (x, place) => x - (shown[place] ?? 0)),
  );
}

function total(parts: readonly TensorFigures[]): Float64Array {
  const sum = new Float64Array(parts[0]?.values.length ?? 0);
  for (const { values } of parts)
    for (let place = 0; place < sum.length; place += 1) sum[place] = (sum[place] ?? 0) + (values[place] ?? 0);
  return sum;
}
