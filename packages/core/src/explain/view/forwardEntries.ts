import { elementCount } from "../../graph/shape.ts";
import type { Tensor } from "../../graph/tensor.ts";
import type { ForwardRecord } from "../explainLog.ts";
import type { TensorFigures } from "../figures.ts";
import { application } from "../formula.ts";
import { consistentDigits, figuresLatex } from "./printedNumbers.ts";
import {
  type Entry,
  type Line,
  math,
  mostCalculated,
  numbers,
  type Piece,
  type ReportContext,
  said,
} from "./reportTree.ts";

/** The symbol of a node's value. */
export function valueSymbol({ log, mark, words }: ReportContext, tensor: Tensor): string {
  const symbol = log.symbols.of(tensor).replaceAll("\\text{otherwise}", `\\text{${words.otherwise}}`);
  return tensor.op.lowering.kind === "constant" ? symbol : mark(symbol, `v:${log.nameOf(tensor)}`);
}

/** An entry for every node but constants: what it is, its formula, the formula with numbers. */
export function forwardEntries(context: ReportContext): Entry[] {
  return context.log.forward
    .filter((record) => record.kind !== "constant")
    .map((record) => ({
      quantity: `v:${record.name}`,
      node: record.name,
      title: title(context, record),
      lines: record.kind === "op" ? opLines(context, record) : [valueLine(context, record)],
    }));
}

function title(context: ReportContext, { name, kind, tensor }: ForwardRecord): Piece[] {
  const { words, language } = context;
  const what = kind === "op" ? (tensor.op.traits?.summary[language] ?? tensor.op.name) : words[kind];
  return [said(`${name} · ${what}`)];
}

function valueLine(context: ReportContext, { tensor, value }: ForwardRecord): Line {
  return { role: "value", pieces: [math(`${valueSymbol(context, tensor)} =`), numbers(context, value)] };
}

function opLines(context: ReportContext, record: ForwardRecord): Line[] {
  const { tensor, value } = record;
  const otherwise = `\\text{${context.words.otherwise}}`;
  const written = application(
    tensor,
    tensor.inputs.map((input) => valueSymbol(context, input)),
  ).replaceAll("\\text{otherwise}", otherwise);
  const formulaLine: Line = { role: "formula", pieces: [math(`${valueSymbol(context, tensor)} = ${written}`)] };
  const operands = tensor.inputs.map((input) => context.log.node(context.log.nameOf(input)).value);
  const isSmall = [value, ...operands].every((each) => each.values.length <= mostCalculated);
  if (!isSmall) return [formulaLine, valueLine(context, record)];
  const compute = (given: readonly TensorFigures[]): Float64Array => {
    const output = new Float64Array(elementCount(tensor.shape));
    tensor.op.forward({
      inputs: given.map((each) => Float64Array.from(each.values)),
      inputShapes: tensor.inputs.map((input) => input.shape),
      output,
      shape: tensor.shape,
    });
    return output;
  };
  const digits = consistentDigits(operands, value, context.digits, compute);
  const calculation = application(
    tensor,
    operands.map((operand) => figuresLatex(operand, digits)),
  ).replaceAll("\\text{otherwise}", otherwise);
  const calculated: Line = {
    role: "calculation",
    pieces: [math(`= ${calculation} = ${figuresLatex(value, context.digits)}`)],
  };
  return [formulaLine, calculated];
}
