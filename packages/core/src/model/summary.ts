import type { Language } from "../errors/language.ts";
import { elementCount, formatShape } from "../graph/shape.ts";
import { textWidth } from "../spec/textWidth.ts";
import type { Network, NetworkRow } from "./network.ts";

/** A model's layers and sizes as data; {@link summaryText} words it. */
export interface ModelSummary {
  readonly inputs: readonly { readonly name: string; readonly shape: readonly number[] }[];
  readonly layers: readonly NetworkRow[];
  /** Trainable numbers, and those that are not (running statistics). */
  readonly parameters: number;
  readonly otherState: number;
  /** Multiply-adds of one example, forward. */
  readonly multiplyAdds: number;
  /** Bytes of memory that the plan takes, for batches of `batchSize`, where it was asked for. */
  readonly plan: { readonly batchSize: number; readonly bytes: number } | undefined;
}

/** A network's layers, shapes, parameters and multiply-adds, beside the plan of a batch; `Model.summary` makes that too. */
export function summarize(network: Network, plan: ModelSummary["plan"]): ModelSummary {
  const trainable = new Set(Object.values(network.parameters));
  let parameters = 0;
  let otherState = 0;
  for (const tensor of network.weights.values()) {
    if (trainable.has(tensor)) parameters += elementCount(tensor.shape);
    else otherState += elementCount(tensor.shape);
  }
  return {
    inputs: network.inputs.map(({ name, type }) => ({ name, shape: type.shape })),
    layers: network.rows,
    parameters,
    otherState,
    multiplyAdds: network.rows.reduce((total, row) => total + row.multiplyAdds, 0),
    plan,
  };
}

const words = {
  en: {
    key: "layer",
    kind: "kind",
    output: "output",
    parameters: "parameters",
    multiplyAdds: "multiply-adds",
    input: "input",
    total: "total",
    plan: (bytes: string, size: number): string =>
      `planned memory of a prediction: ${bytes} bytes for a batch of ${size}`,
  },
  zh: {
    key: "层",
    kind: "类型",
    output: "输出",
    parameters: "参数",
    multiplyAdds: "乘加次数",
    input: "输入",
    total: "合计",
    plan: (bytes: string, size: number): string => `预测的计划内存：${bytes} 字节（批大小 ${size}）`,
  },
} as const;

/**
 * A summary as a table in plain text.
 *
 * @param options - `language`: `"en"` (default) or `"zh"`
 * @example
 * console.log(summaryText(await model.summary(), { language: "zh" }));
 */
export function summaryText(summary: ModelSummary, options: { readonly language?: Language } = {}): string {
  const text = words[options.language ?? "en"];
  const number = (value: number): string => value.toLocaleString("en-US");
  const rows: readonly (readonly string[])[] = [
    [text.key, text.kind, text.output, text.parameters, text.multiplyAdds],
    ...summary.inputs.map(({ name, shape }) => [
      "",
      name === "input" ? text.input : `${text.input} ${name}`,
      formatShape(shape),
      "",
      "",
    ]),
    ...summary.layers.map((row) => [
      row.key,
      row.kind,
      formatShape(row.output),
      number(row.parameters),
      number(row.multiplyAdds),
    ]),
    ["", text.total, "", number(summary.parameters), number(summary.multiplyAdds)],
  ];
  const widths = [0, 1, 2, 3, 4].map((column) => Math.max(...rows.map((row) => textWidth(row[column] ?? ""))));
  const lines = rows.map((row) =>
    row
      .map((cell, column) => {
        const space = " ".repeat((widths[column] ?? 0) - textWidth(cell));
        return column >= 3 ? space + cell : cell + space;
      })
      .join("  ")
      .trimEnd(),
  );
  const plan = summary.plan;
  return [...lines, ...(plan === undefined ? [] : [text.plan(number(plan.bytes), plan.batchSize)])].join("\n");
}
