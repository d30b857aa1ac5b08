import { elementCount, rowMajorStrides } from "../graph/shape.ts";
import type { Tensor } from "../graph/tensor.ts";

/** How tightly a formula holds together: a sum, a product, or one symbol. */
type Binding = "sum" | "product" | "atom";

const hole = "\uE000";
const mostNodes = 40;

/**
 * A graph as LaTeX, from the notations of its ops, with brackets where an operand needs them.
 *
 * @param leaf - what stands for a node; `undefined` to write out what it is made of
 * @returns `undefined` where the formula would be longer than a reader can use
 */
export function formula(tensor: Tensor, leaf: (tensor: Tensor) => string | undefined): string | undefined {
  return writeFormula(tensor, leaf, () => false);
}

/**
 * A gradient as LaTeX: like {@link formula}, but what only brings numbers into another shape (repeats them, or reads them in
 * the same order) is left out, as textbooks do.
 */
export function gradientFormula(tensor: Tensor, leaf: (tensor: Tensor) => string | undefined): string | undefined {
  return writeFormula(tensor, leaf, keepsOrder);
}

/** Whether a node's elements are its operand's in the same order, once or repeated. */
function keepsOrder({ op, inputs }: Tensor): boolean {
  const [operand] = inputs;
  if (op.lowering.kind !== "view" || operand === undefined) return false;
  const { shape } = operand;
  const view = op.lowering.view({ shape, strides: rowMajorStrides(shape), offset: 0 });
  if (view === undefined || view.offset !== 0) return false;
  const moving = view.shape.flatMap((size, axis) => (size === 1 || view.strides[axis] === 0 ? [] : [axis]));
  const own = rowMajorStrides(moving.map((axis) => view.shape[axis] ?? 1));
  const isInOrder = moving.every((axis, place) => view.strides[axis] === own[place]);
  return isInOrder && moving.reduce((count, axis) => count * (view.shape[axis] ?? 1), 1) === elementCount(shape);
}

function writeFormula(
  tensor: Tensor,
  leaf: (tensor: Tensor) => string | undefined,
  isTransparent: (tensor: Tensor) => boolean,
): string | undefined {
  let nodesLeft = mostNodes;
  const write = (node: Tensor): string | undefined => {
    const symbol = leaf(node);
    if (symbol !== undefined) return symbol;
    nodesLeft -= 1;
    if (nodesLeft < 0) return undefined;
    const operands: string[] = [];
    for (const input of node.inputs) {
      const operand = write(input);
      if (operand === undefined) return undefined;
      operands.push(operand);
    }
    return isTransparent(node) ? operands[0] : application(node, operands);
  };
  return write(tensor);
}

/** One op applied to operands that are already LaTeX. */
export function application(node: Tensor, operands: readonly string[]): string {
  const holes = operands.map((_, place) => String.fromCharCode(hole.charCodeAt(0) + place));
  const pattern = node.op.notation(holes);
  const own = binding(pattern);
  let text = pattern;
  operands.forEach((operand, place) => {
    const mark = holes[place] ?? hole;
    const at = pattern.indexOf(mark);
    if (at < 0) return;
    text = text.replaceAll(mark, () => enclosed(operand, needsBrackets(pattern, at, own, operand)));
  });
  return tidy(text);
}

function enclosed(operand: string, by: "brackets" | "braces" | "nothing"): string {
  return by === "brackets" ? `\\left(${operand}\\right)` : by === "braces" ? `{${operand}}` : operand;
}

function needsBrackets(pattern: string, at: number, own: Binding, operand: string): "brackets" | "braces" | "nothing" {
  const after = pattern.slice(enclosing(pattern, at) === "group" ? at + 2 : at + 1);
  // A fraction or a raised symbol that is raised itself: Wᵀ keeps its layer's number beside the T, a power needs brackets.
  if (after.startsWith("^") && /^(\\class\{[^}]*\}\{)?\\frac/.test(operand)) return "brackets";
  if (after.startsWith("^") && operand.includes("^")) return after.startsWith("^{\\mathsf T") ? "braces" : "brackets";
  return isLoose(pattern, at, own, operand) ? "brackets" : "nothing";
}

/** Whether an operand would fall apart in its place. */
function isLoose(pattern: string, at: number, own: Binding, operand: string): boolean {
  const held = binding(operand);
  if (held === "atom") return false;
  const enclosure = enclosing(pattern, at);
  if (enclosure === "delimited") return false;
  const after = pattern[enclosure === "group" ? at + 2 : at + 1];
  if (after === "^" || after === "_") return true;
  if (/^\\(sum|max|min)_/.test(pattern)) return held === "sum";
  if (own === "sum") return held === "sum" && /-\s*$/.test(pattern.slice(0, at));
  if (own !== "product") return false;
  // In a product: a sum, a product that begins with a minus sign, a product of another kind.
  return held === "sum" || operand.startsWith("-") || productSign(operand) !== productSign(pattern);
}

/** Whether a place stands open, inside a plain `{…}`, or inside brackets or an argument that set it off. */
function enclosing(pattern: string, at: number): "open" | "group" | "delimited" {
  const depth: ("group" | "delimited")[] = [];
  for (let i = 0; i < at; i += 1) {
    const character = pattern[i];
    if (character === "(" || character === "[") depth.push("delimited");
    if (character === "{")
      depth.push(i === 0 ? "group" : /[A-Za-z}\]^_]/.test(pattern[i - 1] ?? "") ? "delimited" : "group");
    if (character === ")" || character === "]" || character === "}") depth.pop();
  }
  if (pattern.slice(0, at).includes("\\begin{cases}")) return "delimited";
  return depth.at(-1) ?? "open";
}

/** What holds a piece of LaTeX together at its outermost level. */
export function binding(latex: string): Binding {
  const open = outermost(latex).trim();
  if (/^-|[+]|[^^_{]-|^\\sum/.test(open)) return "sum";
  return /\\cdot|\\odot|\\times|\S\s+\S|\\,/.test(open.replace(/\\left|\\right/g, "")) ? "product" : "atom";
}

/** What stands between the factors: matrices stand side by side, elementwise products have a dot. */
function productSign(latex: string): string {
  return /\\cdot|\\odot|\\star|\*/.exec(outermost(latex))?.[0] ?? "";
}

/** The text without what stands inside brackets, braces and environments. */
function outermost(latex: string): string {
  let depth = 0;
  let open = "";
  const plain = latex
    .replace(/\\begin\{\w+\}/g, "{")
    .replace(/\\end\{\w+\}/g, "}")
    .replace(/(\d)e-(\d)/g, "$1e$2");
  for (const character of plain) {
    if (character === ")" || character === "]" || character === "}") depth -= 1;
    if (depth === 0) open += character;
    if (character === "(" || character === "[" || character === "{") depth += 1;
  }
  return open;
}

/** `a + -b` becomes `a - b`, and a negative number behind a product goes before it. */
function tidy(latex: string): string {
  const negative = /^(.*) \\cdot \\left\(-([\d.e+-]+)\\right\)$/.exec(latex);
  const ordered =
    negative !== null && binding(negative[1] ?? "") !== "sum"
      ? `-${negative[2] === "1" ? "" : `${negative[2] ?? ""} \\cdot `}${negative[1] ?? ""}`
      : latex;
  return ordered.replace(/ \+ -/g, " - ");
}
