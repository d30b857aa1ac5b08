import { ChainruleError } from "../../errors/chainruleError.ts";
import type { Values } from "../../graph/boundOp.ts";
import type { DType } from "../../graph/dtype.ts";
import { elementCount, formatShape } from "../../graph/shape.ts";
import type { Step } from "../../graph/step.ts";
import type { Tensor } from "../../graph/tensor.ts";
import { topologicalOrder } from "../../graph/topologicalOrder.ts";
import type { Variable } from "../../graph/variable.ts";
import { variableOf } from "../../ops/variable.ts";
import type { Feeds, Program, RunOptions, RunResult, Session, TensorValue } from "../session.ts";
import { computeNodes, initialValues, readFeeds } from "./evaluate.ts";

type State = Map<Variable, Values>;

/**
 * A session of the reference engine: every op as a plain loop in f64. Slow, exact, and the judge of the others.
 *
 * @example
 * const session = createReferenceSession();
 * const program = await session.compile({ outputs: { cost }, updates: [] });
 */
export function createReferenceSession(): Session {
  const state: State = new Map();
  return {
    engine: "reference",
    threads: 1,
    compile: (step) => Promise.resolve(compileStep(step, state)),
    read: (tensor) => {
      const { shape, dtype } = tensor;
      return { shape, dtype, data: copyOut(valuesOf(requireVariable("read", tensor), state), dtype) };
    },
    write: (tensor, values) => {
      const variable = requireVariable("write", tensor);
      if (values.length !== elementCount(variable.shape)) {
        throw new ChainruleError("engine.feedShape", {
          name: variable.name,
          expected: formatShape(variable.shape),
          received: `${values.length} elements`,
        });
      }
      state.set(variable, Float64Array.from(values));
    },
  };
}

function compileStep(step: Step, state: State): Program {
  const names = Object.keys(step.outputs);
  const wanted = [
    ...Object.values(step.outputs),
    ...step.updates.map((update) => update.value),
    ...(step.guard === undefined ? [] : [step.guard]),
  ];
  const order = topologicalOrder(wanted);
  const targets = step.updates.map((update) => ({ ...update, variable: requireVariable("compile", update.variable) }));
  for (const variable of [...order.map(variableOf), ...targets.map((target) => target.variable)]) {
    if (variable !== undefined) valuesOf(variable, state);
  }
  let kept: ReadonlyMap<string, Values> = new Map();
  const run = (feeds: Feeds, { steps = 1, keepInputs = false }: RunOptions = {}): RunResult => {
    const fed = readFeeds(order, feeds, { kept: keepInputs ? kept : undefined });
    kept = fed;
    let values = new Map<Tensor, Values>();
    let stepsDone = 0;
    while (stepsDone < steps) {
      values = computeNodes(order, wanted, fed, { state });
      if (step.guard !== undefined && !values.get(step.guard)?.every(Number.isFinite)) break;
      // All values are there before any variable changes: every update reads the old state.
      const next = targets.map(
        ({ variable, value }) => [variable, values.get(value)?.slice() ?? new Float64Array()] as const,
      );
      for (const [variable, value] of next) state.set(variable, value);
      stepsDone += 1;
    }
    const outputs = names.map((name) => [name, outputValue(step.outputs[name], values)] as const);
    return { outputs: Object.fromEntries(outputs), stepsDone };
  };
  return { planBytes: order.reduce((bytes, tensor) => bytes + planBytesOf(tensor), 0), run };
}

function planBytesOf(tensor: Tensor): number {
  return tensor.op.lowering.kind === "variable" ? 0 : elementCount(tensor.shape) * Float64Array.BYTES_PER_ELEMENT;
}

function outputValue(tensor: Tensor | undefined, values: ReadonlyMap<Tensor, Values>): TensorValue {
  if (tensor === undefined) throw new TypeError("an output without a tensor");
  const { shape, dtype } = tensor;
  return { shape, dtype, data: copyOut(values.get(tensor) ?? new Float64Array(), dtype) };
}

function copyOut(values: Values, dtype: DType): TensorValue["data"] {
  return dtype === "f32" ? values.slice() : Int32Array.from(values);
}

function valuesOf(variable: Variable, state: State): Values {
  const known = state.get(variable);
  if (known !== undefined) return known;
  const values = initialValues(variable);
  state.set(variable, values);
  return values;
}

function requireVariable(op: string, tensor: Tensor): Variable {
  const variable = variableOf(tensor);
  if (variable === undefined)
    throw new ChainruleError("engine.notVariable", { op, received: tensor.name ?? tensor.op.name });
  return variable;
}
