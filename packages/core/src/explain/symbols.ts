import type { Tensor } from "../graph/tensor.ts";
import { variableOf } from "../ops/variable.ts";
import { isRecurrentWeight, recurrentKeys, turnSymbol } from "./turnSymbol.ts";

/** Textbook symbols of a graph's nodes, as LaTeX. */
export interface Symbols {
  readonly of: (tensor: Tensor) => string;
  /** `L` for one example, `Cost` for several. */
  readonly cost: string;
}

const greek: readonly string[] = [
  "alpha",
  "beta",
  "gamma",
  "delta",
  "epsilon",
  "theta",
  "lambda",
  "mu",
  "sigma",
  "eta",
  "phi",
  "psi",
  "omega",
  "rho",
  "tau",
];

/** A name as LaTeX: letters as they are, `W1` with an index below, words upright, `yHat` and `ŷ` with a hat. */
export function nameSymbol(name: string): string {
  const hat = /^([a-z])[_ ]?hat$/i.exec(name);
  if (hat !== null) return `\\hat{${hat[1] ?? ""}}`;
  if (name === "ŷ" || name === "Ŷ") return name === "ŷ" ? "\\hat{y}" : "\\hat{Y}";
  const indexed = /^([A-Za-z]+?)_?(\d+)$/.exec(name);
  if (indexed !== null) return `${word(indexed[1] ?? "")}_{${indexed[2] ?? ""}}`;
  return word(name);
}

function word(text: string): string {
  if (/^[A-Za-z]$/.test(text)) return text;
  if (greek.includes(text)) return `\\${text}`;
  return `\\mathrm{${text.replace(/[{}\\]/g, "").replace(/_/g, "\\_")}}`;
}

/**
 * Gives z to what a layer's weights and bias make of its input, a to what an activation makes of z, ŷ to the last a, W and b
 * (with the layer's number) to weights and biases, and v₁, v₂, … to what textbooks have no letter for.
 */
export function symbolsOf(order: readonly Tensor[], cost: Tensor, isSingle: boolean): Symbols {
  const symbols = new Map<Tensor, string>();
  const costSymbol = isSingle ? "L" : "\\mathrm{Cost}";
  const layers = affineLayers(order);
  const keys = layerKeys(order);
  const recurrent = recurrentKeys(order.flatMap(({ name }) => name ?? []));
  const level = (number: number): string => (layers.length > 1 ? `^{[${number}]}` : "");
  layers.forEach((z, place) => {
    symbols.set(z, `z${level(place + 1)}`);
    const activation = activationOf(z, order);
    if (activation !== undefined)
      symbols.set(activation, place === layers.length - 1 ? "\\hat{y}" : `a${level(place + 1)}`);
  });
  let number = 0;
  for (const tensor of order) {
    if (tensor === cost) symbols.set(tensor, costSymbol);
    else if (tensor.op.lowering.kind === "constant" && tensor.name === undefined)
      symbols.set(tensor, constantSymbol(tensor));
    else if (tensor.name !== undefined) {
      const own =
        portSymbol(tensor, isSingle) ?? turnSymbol(tensor.name, recurrent, word) ?? parameterSymbol(tensor.name, keys);
      symbols.set(tensor, own ?? nameSymbol(tensor.name));
    } else if (!symbols.has(tensor)) {
      number += 1;
      symbols.set(tensor, `v_{${number}}`);
    }
  }
  return { cost: costSymbol, of: (tensor) => symbols.get(tensor) ?? nameSymbol(tensor.op.name) };
}

/** 1/8 for 0.125: constants of graphs are mostly means; other numbers as they are. */
function constantSymbol({ op }: Tensor): string {
  const value = op.lowering.kind === "constant" && op.lowering.values.length === 1 ? (op.lowering.values[0] ?? 0) : 0;
  const count = Math.round(1 / value);
  return value > 0 && value < 1 && Number.isFinite(count) && 1 / count === value
    ? `\\frac{1}{${count}}`
    : op.notation([]);
}

/**
 * What each layer's weights and bias make of its input: the last of a run of nodes that read parameters directly.
 * Recurrent layers name what they compute themselves.
 */
function affineLayers(order: readonly Tensor[]): Tensor[] {
  const isOwn = (input: Tensor): boolean =>
    variableOf(input)?.trainable === true && !isRecurrentWeight(input.name ?? "");
  const readsParameter = (tensor: Tensor): boolean =>
    tensor.op.lowering.kind !== "view" && tensor.inputs.flatMap(throughViews).some(isOwn);
  const continued = new Set(order.filter(readsParameter).flatMap((tensor) => tensor.inputs.flatMap(throughViews)));
  return order.filter((tensor) => readsParameter(tensor) && !continued.has(tensor));
}

/** A node, and behind nodes that only arrange its numbers anew, what they arrange. */
function throughViews(tensor: Tensor): Tensor[] {
  const found = [tensor];
  for (let at = tensor; at.op.lowering.kind === "view"; ) {
    const [source] = at.inputs;
    if (source === undefined) break;
    found.push(source);
    at = source;
  }
  return found;
}

function activationOf(z: Tensor, order: readonly Tensor[]): Tensor | undefined {
  const users = order.filter((tensor) => tensor.inputs.includes(z));
  return users.find((tensor) => tensor.inputs.length === 1 && tensor.op.traits?.family === "activation");
}

/** x and y (X and Y for several examples) for what a model is fed: `input` and `target:output`. */
function portSymbol({ name, op }: Tensor, isSingle: boolean): string | undefined {
  if (op.lowering.kind !== "input") return undefined;
  if (name === "input") return isSingle ? "x" : "X";
  return name === "target:output" ? (isSingle ? "y" : "Y") : undefined;
}

function layerKeys(order: readonly Tensor[]): string[] {
  const keys = order.flatMap((tensor) =>
    variableOf(tensor)?.trainable === true ? [/^(.*)\.\w+$/.exec(tensor.name ?? "")?.[1] ?? ""] : [],
  );
  return [...new Set(keys)].filter((key) => key !== "");
}

function parameterSymbol(name: string, keys: readonly string[]): string | undefined {
  const parts = /^(.*)\.(weight|bias)$/.exec(name);
  const place = keys.indexOf(parts?.[1] ?? "");
  const gate = /\.(weight|bias)_([a-z]+)(?:_l\d+)?$/.exec(name);
  if (gate !== null) return `${gate[1] === "weight" ? "W" : "b"}_{\\mathrm{${gate[2] ?? ""}}}`;
  if (parts === null || place < 0) return undefined;
  return `${parts[2] === "weight" ? "W" : "b"}${keys.length > 1 ? `^{[${place + 1}]}` : ""}`;
}

/** ∂Cost/∂W. */
export function gradientSymbol(of: string, by: string): string {
  return `\\frac{\\partial ${of}}{\\partial ${by}}`;
}
