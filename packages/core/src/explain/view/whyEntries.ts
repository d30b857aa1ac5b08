import { figures } from "../figures.ts";
import { gradientSymbol } from "../symbols.ts";
import type { WhyNumber, WhyPath, WhyTerm } from "../why.ts";
import { valueSymbol } from "./forwardEntries.ts";
import { consistentDigits, type Digits, figuresLatex } from "./printedNumbers.ts";
import { type Entry, type Line, math, type ReportContext, said } from "./reportTree.ts";

const mostListed = 20;

/** One number of a gradient: its uses, the paths to the cost, and its finite difference. */
export function whyEntries(context: ReportContext, why: WhyNumber): Entry[] {
  const { log, words, digits } = context;
  const name = why.name.replace(/\[[^[\]]*\]$/, "");
  const entry = { quantity: `g:${name}`, node: name };
  const target = elementSymbol(context, why.name);
  const gradient = gradientSymbol(log.symbols.cost, target);
  const value = `${gradient} = ${scalar(why.gradient, digits)}`;
  const { finiteDifference } = why;
  const entries: Entry[] = [
    {
      ...entry,
      title: [math(gradient)],
      lines: [
        {
          role: "value",
          pieces: [said(`${words.whyValue}${words.colon}`), math(`${target} = ${scalar(why.value, digits)}`)],
        },
        { role: "value", pieces: [said(`${words.gradient}${words.colon}`), math(value)] },
        {
          role: "value",
          pieces: [
            said(`${words.finiteDifference}${words.colon}`),
            math(scalar(finiteDifference.value, digits)),
            said(
              ` (${words.finiteDifferenceError} ${Math.abs(finiteDifference.value - why.gradient).toExponential(1)})`,
            ),
          ],
        },
      ],
    },
    { ...entry, title: [said(words.uses(why.terms.length))], lines: useLines(context, why, gradient) },
  ];
  if (why.paths === undefined) return entries;
  return [
    ...entries,
    {
      ...entry,
      title: [said(words.paths(why.paths.length))],
      lines: why.paths.slice(0, mostListed).flatMap((path) => pathLines(context, path)),
    },
  ];
}

function useLines(context: ReportContext, { name, terms, gradient: total }: WhyNumber, gradient: string): Line[] {
  const { log, words, digits } = context;
  const listed = terms.length <= mostListed ? terms : largest(terms);
  const rest = total - listed.reduce((sum, term) => sum + term.contribution, 0);
  const parts = [...listed.map((term) => term.contribution), ...(listed.length < terms.length ? [rest] : [])];
  const used = consistentDigits(
    parts.map((part) => figures([], [part])),
    figures([], [total]),
    digits,
    (given) => [given.reduce((sum, each) => sum + (each.values[0] ?? 0), 0)],
  );
  const lines = listed.map((term): Line => {
    const via = elementSymbol(context, term.via);
    const factors = [term.upstream, term.local].map((factor) => figures([], [factor]));
    const own = consistentDigits(factors, figures([], [term.contribution]), used, ([u, l]) => [
      (u?.values[0] ?? 0) * (l?.values[0] ?? 0),
    ]);
    const product = `${scalar(term.upstream, own)} \\cdot ${bracketed(scalar(term.local, own))}`;
    return {
      role: "term",
      pieces: [
        said(words.via(term.via) + words.colon),
        math(
          `${gradientSymbol(log.symbols.cost, via)} \\cdot \\frac{\\partial ${via}}{\\partial ${elementSymbol(context, name)}} = ${product} = ${scalar(term.contribution, used)}`,
        ),
      ],
    };
  });
  const others: Line[] =
    listed.length < terms.length
      ? [
          {
            role: "term",
            pieces: [said(words.others(terms.length - listed.length) + words.colon), math(scalar(rest, used))],
          },
        ]
      : [];
  return [
    ...lines,
    ...others,
    { role: "term", pieces: [said(words.sum + words.colon), math(`${gradient} = ${scalar(total, digits)}`)] },
  ];
}

function pathLines(context: ReportContext, { nodes, factors, contribution }: WhyPath): Line[] {
  const product = (given: readonly { readonly values: ArrayLike<number> }[]): number[] => [
    given.reduce((all, each) => all * (each.values[0] ?? 0), 1),
  ];
  const used = consistentDigits(
    factors.map((factor) => figures([], [factor])),
    figures([], [contribution]),
    context.digits,
    product,
  );
  return [
    {
      role: "term",
      pieces: nodes.map((node, place) => math(`${place === 0 ? "" : "\\to "}${elementSymbol(context, node)}`)),
    },
    {
      role: "term",
      pieces: [
        math(
          `${factors.map((factor) => bracketed(scalar(factor, used))).join(" \\cdot ")} = ${scalar(contribution, context.digits)}`,
        ),
      ],
    },
  ];
}

/** The textbook symbol of `add[0,2]` with its index. */
function elementSymbol(context: ReportContext, element: string): string {
  const parts = /^(.*)\[([^[\]]*)\]$/.exec(element);
  const name = parts?.[1] ?? element;
  const symbol = valueSymbol(context, context.log.node(name).tensor);
  return parts === null ? symbol : `${symbol}[${parts[2] ?? ""}]`;
}

function scalar(value: number, digits: Digits): string {
  return figuresLatex(figures([], [value]), digits);
}

function bracketed(number: string): string {
  return number.startsWith("-") ? `\\left(${number}\\right)` : number;
}

function largest(terms: readonly WhyTerm[]): readonly WhyTerm[] {
  const kept = new Set(
    [...terms].sort((a, b) => Math.abs(b.contribution) - Math.abs(a.contribution)).slice(0, mostListed),
  );
  return terms.filter((term) => kept.has(term));
}
