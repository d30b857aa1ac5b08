import { ChainruleError } from "../errors/chainruleError.ts";
import { formatShape, type Shape } from "../graph/shape.ts";
import type { HealthReport } from "../health/healthReport.ts";
import type { Text } from "../spec/text.ts";

/** An operand of the op that gave the first non-finite number. */
export interface OperandReport {
  readonly name: string;
  readonly shape: Shape;
  /** Its value at the same place, where the op goes element by element. */
  readonly value: number | undefined;
  readonly min: number;
  readonly max: number;
}

/** Where the first non-finite number of a training arose. */
export interface NonFiniteReport {
  /** The op; `input` where the data were not finite, `parameter` where nothing better is known. */
  readonly op: string;
  /** Whether it stood in the state before the step, so that an earlier one had made it. */
  readonly isOld: boolean;
  readonly name: string | undefined;
  /** The layer, or `gradients`, `optimizer`. */
  readonly path: string | undefined;
  /** Line of the program that made the node. */
  readonly line: string | undefined;
  readonly shape: Shape;
  /** Place in the op's output. */
  readonly index: readonly number[];
  readonly value: number;
  /** Inside a recurrence: the element of the sequences at which it arose. */
  readonly turn?: number;
  readonly operands: readonly OperandReport[];
  /** Parameter that the update would have made, or had made, non-finite. */
  readonly parameter: string | undefined;
  readonly epoch: number;
  /** Count of updates done when it arose. */
  readonly step: number;
}

/** Training stopped because the loss, or what it is made from, was not finite. The weights are those before the step that failed. */
export class NonFiniteLossError extends ChainruleError {
  override readonly name: string = "NonFiniteLossError";
  /** Where it arose; `undefined` if a repetition of the step in slower arithmetic stayed finite. */
  readonly report: NonFiniteReport | undefined;
  /** What was wrong with the training, where its health was watched. */
  readonly health: HealthReport | undefined;

  constructor(
    place: { readonly epoch: number; readonly step: number },
    report: NonFiniteReport | undefined,
    health?: HealthReport,
  ) {
    super("learning.nonFinite", { ...place, detail: describe(report), path: report?.path, line: report?.line });
    this.report = report;
    this.health = health;
  }
}

function describe(report: NonFiniteReport | undefined): Text {
  if (report === undefined) return { en: "a loss that is not finite", zh: "损失不是有限的数" };
  const { op, index, value, operands, parameter, name, turn } = report;
  const place = index.length === 0 ? "" : `[${index.join(", ")}]`;
  const of = operands.map((operand) => {
    const range = operand.value === undefined ? `${operand.min} … ${operand.max}` : String(operand.value);
    return `${operand.name} ${formatShape(operand.shape)} = ${range}`;
  });
  const label = name === undefined ? op : `${op} "${name}"`;
  const from = of.length === 0 ? { en: "", zh: "" } : { en: ` from ${of.join(", ")}`, zh: `，操作数 ${of.join("，")}` };
  const update =
    parameter === undefined
      ? { en: "", zh: "" }
      : { en: `, in the update of ${parameter}`, zh: `，出现在 ${parameter} 的更新中` };
  const when = turn === undefined ? { en: "", zh: "" } : { en: ` at time ${turn}`, zh: `（时刻 ${turn}）` };
  return {
    en: `${value} first in ${label}${place}${when.en}${from.en}${update.en}`,
    zh: `${value}，首先出现在 ${label}${place}${when.zh}${from.zh}${update.zh}`,
  };
}
