import { formula, gradientFormula } from "../../src/explain/formula.ts";
import type { Tensor } from "../../src/graph/tensor.ts";
import { topologicalOrder } from "../../src/graph/topologicalOrder.ts";
import type { OpDescription } from "../../src/ops/description.ts";
import { elementwiseDescriptions } from "../../src/ops/elementwiseDescriptions.ts";
import { input } from "../../src/ops/input.ts";
import { ops } from "../../src/ops/registry.ts";
import { structuralDescriptions } from "../../src/ops/structuralDescriptions.ts";
import { caseInputs, opCases } from "../ops/opCases.ts";
import { families, type Language, lowerings, opTableTexts, reasonText } from "./opTableTexts.ts";

/** Operands, then the output, as the definitions write them; `x` and `y`, or `a`, `b` and `y`, where nothing is said. */
const symbols: Readonly<Record<string, readonly string[]>> = {
  where: ["c", "a", "b", "y"],
  matMul: ["A", "B", "Y"],
  concat: ["x_1", "x_2", "x_3", "y"],
  gather: ["x", "n", "y"],
  scatterAdd: ["u", "n", "y"],
  conv2d: ["X", "W", "Y"],
  conv2dInputGradient: ["{\\partial Y}", "W", "{\\partial X}"],
  conv2dWeightGradient: ["X", "{\\partial Y}", "{\\partial W}"],
  averagePool2d: ["X", "Y"],
  averagePool2dGradient: ["{\\partial Y}", "{\\partial X}"],
  maxPool2d: ["X", "Y"],
  maxPool2dScatter: ["X", "{\\partial Y}", "{\\partial X}"],
  maxPool2dSelect: ["X", "V", "Y"],
};

/** The page that lists every op, in Markdown with LaTeX. */
export function opTable(language: Language): string {
  const texts = opTableTexts[language];
  const descriptions = [...elementwiseDescriptions, ...structuralDescriptions];
  const sections = Object.entries(families).map(([family, heading]) => {
    const members = descriptions.filter((each) => each.family === family);
    const rows = members.sort((a, b) => (a.name < b.name ? -1 : 1)).map((each) => primitiveRow(each, language));
    return `### ${heading[language]}\n\n${table(texts.primitiveColumns, rows)}`;
  });
  const known = new Set([...descriptions.map(({ name }) => name), "constant"]);
  const composed = Object.keys(ops).filter((name) => !known.has(name));
  const parts = [
    `# ${texts.title}`,
    texts.introduction,
    `## ${texts.primitives}`,
    ...sections,
    `## ${texts.compositions}`,
    texts.aboutCompositions,
    table(texts.compositionColumns, composed.map(compositionRow)),
  ];
  return `${parts.join("\n\n")}\n`;
}

function table(columns: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll("|", "\\vert ")).join(" | ")} |`;
  return [line(columns), line(columns.map(() => "---")), ...rows.map(line)].join("\n");
}

/** LaTeX between dollars, with figures of no more than six places. */
function math(latex: string): string {
  return `$${latex.replace(/\d+\.\d{7,}/g, (figure) => String(Number(Number(figure).toPrecision(6))))}$`;
}

function primitiveRow(description: OpDescription, language: Language): readonly string[] {
  const { name, summary, tolerance, source } = description;
  const example = exampleOf(description);
  const sourceText = source === undefined ? [] : [opTableTexts[language].source(source)];
  return [
    `\`${name}\``,
    [math(description.formula), summary[language], ...sourceText].join("<br>"),
    derivativeText(example, description, language),
    shapesText(example, language),
    lowerings[example.op.lowering.kind][language],
    tolerance === 0 ? "0" : tolerance.toExponential(),
  ];
}

/** The op's own node in a case of its own. */
function exampleOf(description: OpDescription): Tensor {
  for (const example of opCases) {
    const output = example.build(caseInputs(example));
    const found = topologicalOrder([output]).find(({ op }) => op.traits?.summary === description.summary);
    if (found !== undefined) return found;
  }
  throw new Error(`no case applies ${description.name}`);
}

function derivativeText(example: Tensor, { name, convention }: OpDescription, language: Language): string {
  const { derivative } = example.op;
  const note = convention === undefined ? [] : [convention[language]];
  if (derivative.kind === "none") return [`0: ${reasonText(derivative.reason, language)}`, ...note].join("<br>");
  const names = symbols[name] ?? [...(example.inputs.length === 1 ? ["x"] : ["a", "b"]), "y"];
  const nameOf = (index: number): string => names[index] ?? "";
  const barred = (symbol: string): string => (symbol.length > 1 ? `\\overline{${symbol}}` : `\\bar{${symbol}}`);
  const dy = input("dy", example.shape);
  const result = names.at(-1) ?? "y";
  const known = new Map([[example, result], [dy, barred(result)]]); // biome-ignore format: two pairs
  example.inputs.forEach((operand, index) => {
    known.set(operand, nameOf(index));
  });
  const call = { inputs: example.inputs, output: example, ops, wants: () => true, gradientsOf: () => [] };
  const leaf = (node: Tensor): string | undefined => known.get(node);
  const rule = (operand: Tensor, index: number): string | undefined => {
    const symbol = nameOf(index);
    if (operand.dtype !== "f32") return undefined;
    if (derivative.kind === "elementwise") {
      const partial = derivative.partials(call)[index] ?? 0;
      const written = typeof partial === "number" ? String(partial) : formula(partial, leaf);
      return `\\tfrac{\\partial ${result}}{\\partial ${symbol}} = ${written ?? "\\dots"}`;
    }
    if (derivative.kind === "multilinear" && !derivative.wrt.includes(index)) return undefined;
    const slope =
      derivative.kind === "multilinear" ? derivative.transpose(call, dy, index) : derivative.reverse(call, dy)[index];
    return slope === undefined ? undefined : `${barred(symbol)} = ${gradientFormula(slope, leaf) ?? "\\dots"}`;
  };
  const rules = example.inputs.map(rule).filter((line) => line !== undefined);
  return [...rules.map(math), ...note].join("<br>");
}

function shapesText(example: Tensor, language: Language): string {
  const hasOwnShape = example.inputs.every(({ shape }) => shape.length < example.shape.length);
  if (example.op.lowering.kind !== "elementwise" || (hasOwnShape && example.shape.length > 0))
    return arrow(example.inputs, example);
  const { alike, broadcast } = opTableTexts[language];
  const type = example.dtype === "f32" ? "" : ` → ${example.dtype}`;
  return `${example.inputs.length === 1 ? alike : broadcast}${type}`;
}

function arrow(inputs: readonly Tensor[], output: Tensor): string {
  const type = ({ dtype }: Tensor): string => (dtype === "f32" ? "" : ` ${dtype}`);
  const shape = (tensor: Tensor): string => `[${tensor.shape.join(", ")}]${type(tensor)}`;
  return [inputs.map(shape).join(" × "), shape(output)].filter((side) => side !== "").join(" → ");
}

const x = input("x", [2, 6]);
/** Compositions whose cases wrap them in something else. */
const unwrapped: Readonly<Record<string, Tensor>> = {
  ones: ops.ones([2, 3]),
  zeros: ops.zeros([2, 3]),
  split: ops.split(x, [2, 4], -1)[0] ?? x,
};

function compositionRow(name: string): readonly string[] {
  const example = opCases.find((each) => each.name.split(",")[0] === name);
  const inputs = name === "split" ? [x] : example === undefined || name in unwrapped ? [] : caseInputs(example);
  const output = unwrapped[name] ?? example?.build(inputs);
  if (output === undefined) throw new Error(`no case applies ${name}`);
  const symbol = (node: Tensor): string | undefined => {
    const index = inputs.indexOf(node);
    return index < 0 ? undefined : inputs.length === 1 ? "x" : `x_${index + 1}`;
  };
  const written = formula(output, symbol);
  const order = topologicalOrder([output]).filter((node) => !inputs.includes(node) && node.op.name !== "constant");
  const made = [...new Set(order.map(({ op }) => `\`${op.name}\``))].join(", ");
  const isReadable = written !== undefined && written.length < 180;
  return [`\`${name}\``, isReadable ? math(written) : "", made, arrow(inputs, output)];
}
