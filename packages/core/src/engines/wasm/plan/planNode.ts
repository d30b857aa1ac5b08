import type { AttributeValue } from "../../../graph/boundOp.ts";
import type { DType } from "../../../graph/dtype.ts";
import type { Lowering, View } from "../../../graph/lowering.ts";
import type { Shape } from "../../../graph/shape.ts";
import type { Tensor } from "../../../graph/tensor.ts";
import { topologicalOrder } from "../../../graph/topologicalOrder.ts";

/** A node of the plan: a tensor of the graph, equal ones taken together. */
export interface PlanNode {
  readonly id: number;
  readonly shape: Shape;
  readonly dtype: DType;
  readonly lowering: Lowering;
  readonly inputs: readonly PlanNode[];
  /** The tensor that it stands for (the first of equals), for messages and profiles. */
  readonly tensor: Tensor;
}

/** The nodes in order, inputs first, and which node each tensor became. */
export interface PlanGraph {
  readonly nodes: readonly PlanNode[];
  readonly of: ReadonlyMap<Tensor, PlanNode>;
}

/** Text that is equal for equal attributes, or `undefined` where comparing would cost more than it saves. */
function attributeKey(value: AttributeValue): string | undefined {
  if (value instanceof Float64Array) return value.length <= 16 ? `f[${value.join()}]` : undefined;
  if (typeof value === "object") {
    const parts: string[] = [];
    for (const [key, part] of Object.entries(value)) {
      const text = attributeKey(part);
      if (text === undefined) return undefined;
      parts.push(`${key}:${text}`);
    }
    return `{${parts.join()}}`;
  }
  if (typeof value === "number" && Object.is(value, -0)) return "-0";
  return `${typeof value}:${String(value)}`;
}

/** Turns tensors into plan nodes: the same op with the same attributes on the same inputs is computed once. */
export function planGraph(outputs: readonly Tensor[]): PlanGraph {
  const nodes: PlanNode[] = [];
  const of = new Map<Tensor, PlanNode>();
  const known = new Map<string, PlanNode>();
  const variables = new Map<object, PlanNode>();
  const order = topologicalOrder(outputs);
  const fullest = fullestScans(order);
  const plan = (tensor: Tensor): PlanNode => {
    const inputs = tensor.inputs.map((input) => {
      const node = of.get(input);
      if (node === undefined) throw new RangeError("inputs come before users");
      return node;
    });
    const fuller = fullest.get(tensor);
    if (fuller !== undefined) {
      // The fuller scan's result begins with all of this one's.
      const whole = of.get(fuller) ?? plan(fuller);
      const view = ({ strides, offset }: View): View => ({ shape: tensor.shape, strides, offset });
      const part: PlanNode = {
        id: nodes.length,
        shape: tensor.shape,
        dtype: tensor.dtype,
        lowering: { kind: "view", view },
        inputs: [whole],
        tensor,
      };
      nodes.push(part);
      of.set(tensor, part);
      return part;
    }
    const { lowering } = tensor.op;
    let node: PlanNode | undefined;
    let key: string | undefined;
    if (lowering.kind === "variable") {
      node = variables.get(lowering.variable);
    } else {
      const attributes = attributeKey(tensor.op.attributes);
      if (attributes !== undefined) {
        key = `${tensor.op.name}${attributes}(${inputs.map((input) => input.id).join()})${tensor.dtype}[${tensor.shape.join()}]`;
        node = known.get(key);
      }
    }
    if (node === undefined) {
      node = { id: nodes.length, shape: tensor.shape, dtype: tensor.dtype, lowering, inputs, tensor };
      nodes.push(node);
      if (lowering.kind === "variable") variables.set(lowering.variable, node);
      if (key !== undefined) known.set(key, node);
    }
    of.set(tensor, node);
    return node;
  };
  for (const tensor of order) if (!of.has(tensor)) plan(tensor);
  return { nodes, of };
}

/** Scans that are part of another, which runs the same turns on the same inputs and lists more outputs. */
function fullestScans(order: readonly Tensor[]): Map<Tensor, Tensor> {
  const groups = new Map<string, Tensor[]>();
  for (const tensor of order) {
    const { lowering } = tensor.op;
    if (lowering.kind !== "scan") continue;
    const key = `${lowering.scan.body.family}(${tensor.inputs.map(({ id }) => id).join()})`;
    groups.set(key, [...(groups.get(key) ?? []), tensor]);
  }
  const fullest = new Map<Tensor, Tensor>();
  for (const group of groups.values()) {
    const most = group.reduce((a, b) => (outputCount(b) > outputCount(a) ? b : a));
    for (const tensor of group) if (tensor !== most) fullest.set(tensor, most);
  }
  return fullest;
}

function outputCount(tensor: Tensor): number {
  return tensor.op.lowering.kind === "scan" ? tensor.op.lowering.scan.body.outputs.length : 0;
}
