import { ChainruleError } from "../../errors/chainruleError.ts";
import type { Shape } from "../../graph/shape.ts";
import { figures, type TensorFigures } from "../figures.ts";

/** How many decimals are printed, or all digits. */
export type Digits = number | "full";

/** All digits that a double can tell apart. */
const mostDigits = 17;

/** @throws ChainruleError if the number of digits is none */
export function checkDigits(digits: Digits): Digits {
  if (digits === "full" || (Number.isInteger(digits) && digits >= 0 && digits <= mostDigits))
    return digits === mostDigits ? "full" : digits;
  throw new ChainruleError("explain.digits", { received: String(digits) });
}

/** A number with some decimals; one too small for them with as many significant digits; `full`: as it is. */
export function printNumber(value: number, digits: Digits): string {
  if (Number.isNaN(value)) return "NaN";
  if (!Number.isFinite(value)) return value > 0 ? "∞" : "-∞";
  if (digits === "full") return String(value === 0 ? 0 : value);
  if (value === 0) return (0).toFixed(digits);
  const size = Math.abs(value);
  if (size >= 10 ** -digits) return size < 1e9 ? value.toFixed(digits) : value.toExponential(Math.max(1, digits));
  if (size >= 1e-7)
    return Number(value.toPrecision(Math.max(1, digits))).toFixed(
      Math.max(1, digits) - 1 - Math.floor(Math.log10(size)),
    );
  return value.toExponential(Math.max(1, digits) - 1);
}

/**
 * Every number of a tensor as text; whole numbers stay whole.
 *
 * @example
 * printFigures({ shape: [2], values: Float64Array.of(0.5, 0.6457) }, 3); // ["0.500", "0.646"]
 */
export function printFigures({ values }: TensorFigures, digits: Digits): string[] {
  const list = Array.from(values);
  if (list.every((value) => Number.isInteger(value) && Math.abs(value) < 1e9))
    return list.map((value) => String(value === 0 ? 0 : value));
  return list.map((value) => printNumber(value, digits));
}

/** The tensor that a reader of the printed numbers would work with. */
function asPrinted(tensor: TensorFigures, digits: Digits): TensorFigures {
  if (digits === "full") return tensor;
  const read = (text: string): number => (text.endsWith("∞") ? Number(text.replace("∞", "Infinity")) : Number(text));
  return figures(tensor.shape, Float64Array.from(printFigures(tensor, digits), read));
}

/**
 * The fewest decimals, at least `digits`, with which `operands` must be printed so that computing with the printed numbers gives
 * the printed result.
 */
export function consistentDigits(
  operands: readonly TensorFigures[],
  result: TensorFigures,
  digits: Digits,
  compute: (operands: readonly TensorFigures[]) => ArrayLike<number>,
): Digits {
  if (digits === "full") return "full";
  const wanted = printFigures(result, digits).join(" ");
  for (let tried = digits; tried < mostDigits; tried += 1) {
    const computed = compute(operands.map((operand) => asPrinted(operand, tried)));
    if (printFigures(figures(result.shape, computed), digits).join(" ") === wanted) return tried;
  }
  return "full";
}

/** A tensor of printed numbers as LaTeX: a number, a row in brackets, a matrix, nested for more axes. */
export function figuresLatex(tensor: TensorFigures, digits: Digits): string {
  const cells = printFigures(tensor, digits).map(numberLatex);
  return arrange(tensor.shape, cells);
}

function arrange(shape: Shape, cells: readonly string[]): string {
  const [first, second] = shape;
  if (first === undefined) return cells[0] ?? "";
  if (shape.length === 1) return `\\left[${cells.join(", ")}\\right]`;
  const size = cells.length / Math.max(1, first);
  const rows = Array.from({ length: first }, (_, row) => cells.slice(row * size, (row + 1) * size));
  if (shape.length === 2 && second !== undefined) {
    return `\\begin{bmatrix} ${rows.map((row) => row.join(" & ")).join(" \\\\ ")} \\end{bmatrix}`;
  }
  return `\\left[${rows.map((row) => arrange(shape.slice(1), row)).join(", ")}\\right]`;
}

function numberLatex(text: string): string {
  const scientific = /^(-?[\d.]+)e([+-])(\d+)$/.exec(text);
  if (scientific === null) return text.replace("∞", "\\infty").replace("NaN", "\\mathrm{NaN}");
  return `${scientific[1] ?? ""} \\cdot 10^{${scientific[2] === "-" ? "-" : ""}${scientific[3] ?? ""}}`;
}
