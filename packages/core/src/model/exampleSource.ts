import { Dataset } from "../data/dataset.ts";
import type { Feeds } from "../engines/session.ts";
import { ChainruleError } from "../errors/chainruleError.ts";
import { elementCount } from "../graph/shape.ts";
import type { ExampleType } from "../layers/layer.ts";
import type { Loss } from "../losses/loss.ts";
import type { Network, Port } from "./network.ts";
import { requireInput, shapeError } from "./requireInput.ts";
import { requireInputRange } from "./requireInputRange.ts";
import { requireTarget } from "./requireTarget.ts";
import { shorterOutputs } from "./shorterOutputs.ts";

/**
 * What a model learns from or is measured on: a data set; for networks of several inputs or outputs, one data set for
 * each input and output by name, whose examples belong together in order. Inputs use their data set's inputs, outputs
 * its targets; one data set may serve several names.
 */
export type ModelData = Dataset | { readonly [port: string]: Dataset };

/** Reads examples into arrays that are fed to a graph. */
export interface ExampleSource {
  readonly length: number;
  /** What the network's inputs hold for these examples: their sequences may be shorter than the network's own. */
  readonly inputs: readonly Port[];
  /** What its outputs hold then. */
  readonly outputs: readonly Port[];
  /** Types of the targets that are fed, by the output's name; none without losses. */
  readonly targets: ReadonlyMap<string, TargetType>;
  /** Feeds of the given examples; the arrays are used again by the next call of the same length. */
  readonly feeds: (indices: ArrayLike<number>) => Feeds;
}

export interface TargetType extends ExampleType {
  readonly areClasses: boolean;
  readonly count: number;
}

/** The name under which an output's targets are fed. */
export function targetFeed(output: string): string {
  return `target:${output}`;
}

function dataFor(data: ModelData, port: Port, subject: string): Dataset {
  if (data instanceof Dataset) return data;
  const found = data[port.name];
  if (found === undefined) {
    throw new ChainruleError("learning.outputs", {
      subject,
      expected: port.name,
      received: Object.keys(data).join(", "),
    });
  }
  return found;
}

/** Puts data against a network's inputs and, where losses are given, its outputs; raises what does not fit. */
export function exampleSource(
  network: Network,
  data: ModelData,
  losses: ReadonlyMap<string, Loss> | undefined,
): ExampleSource {
  const inputs = network.inputs.map((port) => ({ port, data: dataFor(data, port, "inputs") }));
  const lengths = new Set(inputs.map((input) => input.data.length));
  const ports = portsFor(network, inputs);
  const outputs = [...(losses ?? [])].map(([name, loss]) => {
    const port = ports.outputs.find((output) => output.name === name);
    if (port === undefined) {
      throw new ChainruleError("learning.outputs", {
        subject: "losses",
        expected: network.outputs.map((output) => output.name).join(", "),
        received: name,
      });
    }
    return targetOf(port, dataFor(data, port, "targets"), loss);
  });
  for (const output of outputs) lengths.add(output.data.length);
  const [length = 0, other] = lengths;
  if (other !== undefined) throw new ChainruleError("data.lengths", { inputs: length, targets: other });
  const arrays = new Map<number, ReturnType<typeof allocate>>();
  const allocate = (size: number): { readonly [name: string]: Float32Array | Int32Array } => ({
    ...Object.fromEntries(inputs.map(({ port, data: own }) => [port.name, own.createBatch(size).inputs])),
    ...Object.fromEntries(outputs.map(({ name, data: own }) => [targetFeed(name), own.createBatch(size).targets])),
  });
  return {
    length,
    inputs: ports.inputs,
    outputs: ports.outputs,
    targets: new Map(outputs.map(({ name, type }) => [name, type])),
    feeds: (indices) => {
      const size = indices.length;
      const own = arrays.get(size) ?? allocate(size);
      arrays.set(size, own);
      for (const { port, data: from } of inputs) {
        const { targets } = spare(from, size);
        const into = own[port.name];
        // A data set that also gives targets is read once for both.
        const target = outputs.find((output) => output.source === from);
        const targetArray = target === undefined ? targets : (own[targetFeed(target.name)] ?? targets);
        if (into !== undefined) from.batch(indices, { inputs: into, targets: targetArray });
      }
      for (const { name, data: from, source, signs } of outputs) {
        const into = own[targetFeed(name)];
        if (into === undefined) continue;
        if (source === undefined) from.batch(indices, { inputs: spare(from, size).inputs, targets: into });
        if (signs) for (let i = 0; i < into.length; i += 1) into[i] = 2 * (into[i] ?? 0) - 1;
      }
      return own;
    },
  };

  function spare(from: Dataset, size: number): ReturnType<Dataset["createBatch"]> {
    const known = spares.get(from);
    if (known !== undefined && known.size === size) return known.arrays;
    const made = { size, arrays: from.createBatch(size) };
    spares.set(from, made);
    return made.arrays;
  }

  function targetOf(port: Port, own: Dataset, loss: Loss): TargetSource {
    const isClass = own.targets.kind === "class";
    const asIndices = isClass && loss.classTargets === "indices";
    const used = asIndices ? own : own.withValueTargets();
    const shared = used === own && inputs.some((input) => input.data === own) ? own : undefined;
    requireTarget(port, own, loss);
    const shape = asIndices ? port.type.shape.slice(0, -1) : own.targetShape;
    const dtype = asIndices ? "i32" : "f32";
    const type: TargetType = { shape, dtype, areClasses: isClass, count: elementCount(shape) };
    return { name: port.name, data: used, source: shared, type, signs: isClass && loss.classTargets === "signs" };
  }
}

interface InputSource {
  readonly port: Port;
  readonly data: Dataset;
}

/** A network's inputs and outputs on data whose sequences may be shorter than its own. */
function portsFor(network: Network, inputs: readonly InputSource[]): Pick<ExampleSource, "inputs" | "outputs"> {
  const shorter = inputs.filter(({ port, data }) => requireInput(port, data));
  for (const { port, data } of inputs) requireInputRange(port, data);
  const [first] = shorter;
  if (first === undefined) return network;
  const own = inputs.map(({ port, data }) => ({ ...port, type: { ...port.type, shape: data.inputShape } }));
  try {
    return { inputs: own, outputs: shorterOutputs(network, own) };
  } catch (cause) {
    if (cause instanceof ChainruleError) throw shapeError(first.port, first.data, cause);
    throw cause;
  }
}

/** Tells sources apart whose graphs differ. */
export function shapesOf({ inputs, targets }: ExampleSource): string {
  return JSON.stringify([inputs.map(({ type }) => type.shape), ...targets.values()]);
}

interface TargetSource {
  readonly name: string;
  readonly data: Dataset;
  /** The data set that is read for an input too, if this is the same. */
  readonly source: Dataset | undefined;
  readonly type: TargetType;
  readonly signs: boolean;
}

const spares = new WeakMap<Dataset, { readonly size: number; readonly arrays: ReturnType<Dataset["createBatch"]> }>();
