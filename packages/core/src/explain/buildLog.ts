import type { Contribution, ReverseNode } from "../autodiff/reverseGraph.ts";
import { ChainruleError } from "../errors/chainruleError.ts";
import type { Values } from "../graph/boundOp.ts";
import { formatShape } from "../graph/shape.ts";
import type { Update } from "../graph/step.ts";
import type { Tensor } from "../graph/tensor.ts";
import { variableOf } from "../ops/variable.ts";
import { exampleAxis, gradientTerms, type RunnableEdge } from "./accumulate.ts";
import type {
  Accumulation,
  BackwardEdge,
  ExplainLog,
  ForwardRecord,
  LocalDerivative,
  ParameterUpdate,
} from "./explainLog.ts";
import { elementName, figures, placeOf, type TensorFigures } from "./figures.ts";
import { application, formula } from "./formula.ts";
import { localDerivative } from "./localDerivative.ts";
import { nodeNames } from "./nodeNames.ts";
import { subgraph, withValues } from "./subgraph.ts";
import { symbolsOf } from "./symbols.ts";
import { undefinedDerivatives } from "./undefinedDerivatives.ts";
import { toJsonLines } from "./view/toJsonLines.ts";
import { toMarkdown } from "./view/toMarkdown.ts";
import { toText } from "./view/toText.ts";
import { whyElement } from "./why.ts";

/** One step with all its numbers, still as graphs. */
export interface ComputedStep {
  readonly cost: Tensor;
  readonly order: readonly Tensor[];
  readonly reverse: ReadonlyMap<Tensor, ReverseNode>;
  readonly values: ReadonlyMap<Tensor, Values>;
  readonly fed: ReadonlyMap<string, Values>;
  readonly stepNumber: number;
  readonly updates: readonly Update[];
}

/** Makes the log of a step. */
export function buildLog(step: ComputedStep): ExplainLog {
  const { cost, order, reverse, values } = step;
  const names = nodeNames(order);
  const nameOf = (tensor: Tensor): string => names.get(tensor) ?? tensor.op.name;
  const forwardValues = new Map(order.map((tensor) => [tensor, numbersOf(values, tensor)]));
  const examples = exampleAxis(order.filter(isInput).map((tensor) => tensor.shape));
  const exampleCount = examples?.count ?? 1;
  const symbols = symbolsOf(order, cost, exampleCount === 1);
  const figuresOf = (tensor: Tensor): TensorFigures => figures(tensor.shape, numbersOf(values, tensor));

  const forward = order.map(
    (tensor): ForwardRecord =>
      Object.freeze({
        name: nameOf(tensor),
        kind: kindOf(tensor),
        op: tensor.op.name,
        inputs: Object.freeze(tensor.inputs.map(nameOf)),
        value: figuresOf(tensor),
        tensor,
      }),
  );

  const symbolOfForward = (tensor: Tensor): string | undefined =>
    forwardValues.has(tensor) ? symbols.of(tensor) : undefined;
  const edgesTo = new Map<Tensor, RunnableEdge[]>();
  for (const node of reverse.values()) {
    edgesTo.set(
      node.tensor,
      node.contributions.map((contribution) => runnableEdge(node.tensor, contribution, step, forwardValues, nameOf)),
    );
  }
  const backward = [...reverse.values()].flatMap(({ tensor }) =>
    (edgesTo.get(tensor) ?? []).map((edge): BackwardEdge => {
      let local: LocalDerivative | undefined;
      return Object.freeze({
        from: nameOf(edge.from),
        to: nameOf(tensor),
        inputIndex: edge.inputIndex,
        upstream: figures(edge.from.shape, edge.upstreamValue),
        get local(): LocalDerivative {
          local ??= localDerivative(edge, { values: forwardValues, symbol: symbolOfForward });
          return local;
        },
        contribution: figures(tensor.shape, edge.value),
        tensor: edge.tensor,
        contributionOf: edge.run,
        upstreamTensor: edge.upstream,
      });
    }),
  );

  const gradients = [...reverse.values()].map(({ tensor, gradient }): Accumulation => {
    let terms: Accumulation["terms"] | undefined;
    const edges = edgesTo.get(tensor) ?? [];
    const ownTerms = (): Accumulation["terms"] => {
      terms ??= Object.freeze([...gradientTerms(edges, forwardValues, examples)]);
      return terms;
    };
    return Object.freeze({
      name: nameOf(tensor),
      value: figures(tensor.shape, numbersOf(values, gradient)),
      get reason(): Accumulation["reason"] {
        return edges.length > 1 ? "fanOut" : ownTerms().length > 1 ? "shared" : "single";
      },
      get terms(): Accumulation["terms"] {
        return ownTerms();
      },
    });
  });

  const byName = new Map(forward.map((record) => [record.name, record]));
  const node = (name: string): ForwardRecord => {
    const found = byName.get(name);
    if (found !== undefined) return found;
    const choices = forward.filter((record) => record.kind !== "constant").map((record) => record.name);
    throw new ChainruleError("explain.unknownNode", { received: name, choices });
  };
  const gradient = (name: string): Accumulation => {
    const found = gradients.find((accumulation) => accumulation.name === name);
    if (found !== undefined) return found;
    throw new ChainruleError("explain.noGradient", {
      name: node(name).name,
      choices: gradients.map((each) => each.name),
    });
  };

  const log: ExplainLog = {
    stepNumber: step.stepNumber,
    exampleCount,
    costName: nameOf(cost),
    cost: numbersOf(values, cost)[0] ?? Number.NaN,
    forward: Object.freeze(forward),
    backward: Object.freeze(backward),
    gradients: Object.freeze(gradients),
    updates: Object.freeze(parameterUpdates(step, nameOf)),
    undefinedDerivatives: Object.freeze(
      undefinedDerivatives(
        order.filter((tensor) => reverse.has(tensor)),
        forwardValues,
        nameOf,
      ),
    ),
    symbols,
    nameOf,
    formulaOf: (name) => {
      const { tensor } = node(name);
      return application(tensor, tensor.inputs.map(symbols.of));
    },
    isForward: (tensor) => forwardValues.has(tensor),
    gradientTensors: new Map([...reverse.values()].map((node) => [nameOf(node.tensor), node.gradient])),
    markedLocal: ({ from, to, inputIndex }, symbol) => {
      const edge = edgesTo.get(node(to).tensor)?.find((each) => each.name === from && each.inputIndex === inputIndex);
      const partial = edge?.partial;
      if (partial === undefined || typeof partial === "number") return partial?.toString();
      return formula(partial, (tensor) => (forwardValues.has(tensor) ? symbol(tensor) : undefined));
    },
    node,
    gradient,
    why: (place) => {
      const { tensor } = node(nodePart(place, names));
      gradient(nameOf(tensor));
      return whyElement(
        {
          cost,
          values: forwardValues,
          edgesTo: (at) => edgesTo.get(at) ?? [],
          gradientOf: (at) => {
            const reverseNode = reverse.get(at);
            return reverseNode && values.get(reverseNode.gradient);
          },
          nameOf,
          costWith: (changed, changedValues) => costWith(cost, order, forwardValues, changed, changedValues),
        },
        tensor,
        elementPlace(place, nameOf(tensor), tensor),
      );
    },
    toText: (options) => toText(log, options),
    toMarkdown: (options) => toMarkdown(log, options),
    toJsonLines: (options) => toJsonLines(log, options),
  };
  return Object.freeze(log);
}

function numbersOf(values: ReadonlyMap<Tensor, Values>, tensor: Tensor): Values {
  const value = values.get(tensor);
  if (value === undefined) throw new TypeError(`${tensor.op.name} has no value`);
  return value;
}

function isInput(tensor: Tensor): boolean {
  return tensor.op.lowering.kind === "input";
}

function kindOf(tensor: Tensor): ForwardRecord["kind"] {
  const { lowering } = tensor.op;
  if (lowering.kind === "variable") return lowering.variable.trainable ? "parameter" : "state";
  return lowering.kind === "input" || lowering.kind === "constant" ? lowering.kind : "op";
}

function runnableEdge(
  to: Tensor,
  contribution: Contribution,
  { reverse, values }: ComputedStep,
  forwardValues: ReadonlyMap<Tensor, Values>,
  nameOf: (tensor: Tensor) => string,
): RunnableEdge {
  const upstream = reverse.get(contribution.from)?.gradient;
  if (upstream === undefined) throw new TypeError("a contribution without an upstream gradient");
  let run: RunnableEdge["run"] | undefined;
  return {
    ...contribution,
    to,
    upstream,
    name: nameOf(contribution.from),
    value: numbersOf(values, contribution.tensor),
    upstreamValue: numbersOf(values, upstream),
    run: (known) => {
      if (run === undefined) {
        const program = subgraph([contribution.tensor], (tensor) => tensor === upstream || forwardValues.has(tensor));
        run = (given) => program(given)[0] ?? new Float64Array();
      }
      return run(known);
    },
  };
}

function parameterUpdates(
  { updates, values, reverse }: ComputedStep,
  nameOf: (tensor: Tensor) => string,
): ParameterUpdate[] {
  return updates.flatMap(({ variable, value }): ParameterUpdate[] => {
    const own = variableOf(variable);
    const reverseNode = reverse.get(variable);
    if (own?.trainable !== true || reverseNode === undefined) return [];
    const { shape } = variable;
    const slots = updates.flatMap((other) => {
      const name = other.variable.name ?? "";
      if (!name.startsWith(`${own.name}/`)) return [];
      const before = figures(other.variable.shape, numbersOf(values, other.variable));
      return [
        {
          name: name.slice(own.name.length + 1),
          before,
          after: figures(other.variable.shape, numbersOf(values, other.value)),
        },
      ];
    });
    return [
      Object.freeze({
        parameter: nameOf(variable),
        before: figures(shape, numbersOf(values, variable)),
        gradient: figures(shape, numbersOf(values, reverseNode.gradient)),
        after: figures(shape, numbersOf(values, value)),
        slots: Object.freeze(slots),
        tensor: value,
      }),
    ];
  });
}

/** The cost where one node has other values: only what depends on it is computed again. */
function costWith(
  cost: Tensor,
  order: readonly Tensor[],
  values: ReadonlyMap<Tensor, Values>,
  changed: Tensor,
  changedValues: Values,
): number {
  const touched = new Set([changed]);
  for (const tensor of order) if (tensor.inputs.some((input) => touched.has(input))) touched.add(tensor);
  const run = subgraph([cost], (tensor) => tensor === changed || !touched.has(tensor));
  return run(withValues(values, changed, changedValues))[0]?.[0] ?? Number.NaN;
}

/** The node's name in `0.weight[0,1]`; names may hold brackets of their own. */
function nodePart(place: string, names: ReadonlyMap<Tensor, string>): string {
  const known = new Set(names.values());
  return known.has(place) ? place : place.replace(/\[[^[\]]*\]$/, "");
}

function elementPlace(place: string, name: string, { shape }: Tensor): number {
  const written = place.slice(name.length).replace(/^\[|\]$/g, "");
  const index =
    written.trim() === "" ? [] : written.split(",").map((part) => (/^\s*\d+\s*$/.test(part) ? Number(part) : -1));
  const found = index.length === 0 && shape.every((size) => size === 1) ? 0 : placeOf(shape, index);
  if (found !== undefined) return found;
  const last = shape.map((size) => size - 1).join(",");
  throw new ChainruleError("explain.index", {
    name,
    shape: formatShape(shape),
    received: `[${written}]`,
    first: elementName(name, shape, 0),
    last: shape.length === 0 ? name : `${name}[${last}]`,
  });
}
