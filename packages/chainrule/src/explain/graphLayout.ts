import type { ExplainLog, ForwardRecord, TensorFigures } from "@chainrule/core";
import { latexToText, printFigures, summarizeFigures } from "@chainrule/core";
import { Graph, layout } from "@dagrejs/dagre";

/** What a node shows, and where its middle is. */
export interface PlacedNode {
  readonly name: string;
  readonly kind: "input" | "parameter" | "state" | "op" | "cost";
  readonly symbol: string;
  /** How it is made, for ops. */
  readonly formula: string | undefined;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** An edge with the value that flows forward above it and the gradient that flows back below. */
export interface PlacedEdge {
  readonly from: string;
  readonly to: string;
  readonly points: readonly { readonly x: number; readonly y: number }[];
  readonly value: readonly string[];
  /** Empty where no gradient flows. */
  readonly gradient: readonly string[];
  readonly labelX: number;
  readonly labelY: number;
  readonly labelWidth: number;
}

export interface PlacedGraph {
  readonly nodes: readonly PlacedNode[];
  readonly edges: readonly PlacedEdge[];
  readonly width: number;
  readonly height: number;
}

const characterWidth = 6.7;
const lineHeight = 14;
const mostRows = 6;
const mostColumns = 6;
/** Beyond this, leaves are drawn once for every use. */
const mostWithLongEdges = 60;
/** Beyond this, layers are assigned by the quick rule. */
const mostForNetworkSimplex = 200;

/** Lays out the computational graph of a log from left to right. */
export function layoutGraph(log: ExplainLog, digits: number | "full"): PlacedGraph {
  const shown = log.forward.filter((record) => record.kind !== "constant");
  const graph = new Graph({ multigraph: true });
  graph.setGraph({
    rankdir: "LR",
    nodesep: 26,
    edgesep: 18,
    ranksep: 34,
    marginx: 16,
    marginy: 16,
    ranker: shown.length > mostForNetworkSimplex ? "longest-path" : "network-simplex",
  });
  // In a large graph every use of an input or parameter is drawn beside its user: edges across the whole width would hide it.
  const isLarge = shown.length > mostWithLongEdges;
  const setNode = (id: string, { name, kind, tensor }: ForwardRecord): void => {
    const symbol = latexToText(log.symbols.of(tensor));
    const formula = kind === "op" ? shortFormula(log, name) : undefined;
    const width = Math.max(44, 9 * symbol.length, characterWidth * (formula?.length ?? 0)) + 18;
    const height = formula === undefined ? 34 : 46;
    graph.setNode(id, { name, width, height, symbol, formula, kind: name === log.costName ? "cost" : kind });
  };
  for (const record of shown) if (record.kind === "op" || !isLarge) setNode(record.name, record);
  const edges = new Map(log.backward.map((edge) => [`${edge.from}\n${edge.inputIndex}`, edge]));
  for (const record of shown) {
    record.inputs.forEach((input, inputIndex) => {
      const source = log.node(input);
      if (source.kind === "constant") return;
      const id = source.kind === "op" || !isLarge ? input : `${input}\n${record.name}`;
      if (!graph.hasNode(id)) setNode(id, source);
      const edge = edges.get(`${record.name}\n${inputIndex}`);
      const value = figureLines(source.value, digits);
      const gradient = edge === undefined ? [] : figureLines(edge.contribution, digits);
      const longest = Math.max(...[...value, ...gradient].map((line) => line.length));
      const width = longest * characterWidth + 10;
      const height = 2 * Math.max(value.length, gradient.length) * lineHeight + 8;
      graph.setEdge(
        id,
        record.name,
        { width, height, labelpos: "c", value, gradient, from: input },
        String(inputIndex),
      );
    });
  }
  layout(graph);
  return {
    nodes: graph.nodes().map((id: string) => placedNode(graph.node(id))),
    edges: graph
      .edges()
      .map((edge: { readonly v: string; readonly w: string }) => placedEdge(edge.w, graph.edge(edge))),
    width: numberOr(graph.graph().width, 0),
    height: numberOr(graph.graph().height, 0),
  };
}

function shortFormula(log: ExplainLog, name: string): string {
  const { tensor } = log.node(name);
  const text = latexToText(log.formulaOf(name));
  return text.length <= 28 ? text : tensor.op.name;
}

type Label = Readonly<Record<string, unknown>>;

function placedNode(label: Label): PlacedNode {
  const kinds = ["input", "parameter", "state", "op", "cost"] as const;
  return {
    name: String(label["name"]),
    kind: kinds.find((kind) => kind === label["kind"]) ?? "op",
    symbol: String(label["symbol"]),
    formula: typeof label["formula"] === "string" ? label["formula"] : undefined,
    x: numberOr(label["x"], 0),
    y: numberOr(label["y"], 0),
    width: numberOr(label["width"], 0),
    height: numberOr(label["height"], 0),
  };
}

function placedEdge(to: string, label: Label): PlacedEdge {
  const points: readonly unknown[] = Array.isArray(label["points"]) ? label["points"] : [];
  return {
    from: String(label["from"]),
    to,
    points: points.filter(isPoint),
    value: texts(label["value"]),
    gradient: texts(label["gradient"]),
    labelX: numberOr(label["x"], 0),
    labelY: numberOr(label["y"], 0),
    labelWidth: numberOr(label["width"], 0),
  };
}

function isPoint(value: unknown): value is { readonly x: number; readonly y: number } {
  return (
    typeof value === "object" &&
    value !== null &&
    "x" in value &&
    "y" in value &&
    typeof value.x === "number" &&
    typeof value.y === "number"
  );
}

function texts(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.map(String) : [];
}

function numberOr(value: unknown, fallback: number): number {
  return typeof value === "number" ? value : fallback;
}

/** A small matrix row by row; of a large tensor its shape and norm. */
function figureLines(figures: TensorFigures, digits: number | "full"): string[] {
  const { shape } = figures;
  const columns = shape.at(-1) ?? 1;
  const rows = figures.values.length / Math.max(1, columns);
  if (columns > mostColumns || rows > mostRows || shape.length > 2) {
    return [
      `[${shape.join("×")}]  ‖·‖ = ${printFigures({ shape: [], values: [summarizeFigures(figures).norm] }, digits)[0] ?? ""}`,
    ];
  }
  const cells = printFigures(figures, digits);
  if (figures.values.length === 1) return cells;
  const width = Math.max(...cells.map((cell) => cell.length));
  return Array.from(
    { length: rows },
    (_, row) =>
      `[${cells
        .slice(row * columns, (row + 1) * columns)
        .map((cell) => (rows > 1 ? cell.padStart(width) : cell))
        .join(", ")}]`,
  );
}
