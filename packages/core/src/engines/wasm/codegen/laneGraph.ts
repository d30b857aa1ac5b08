import type { Lane, Lanes, LaneType } from "../../../graph/lanes.ts";
import type { simd } from "../binary/opcodes.ts";
import {
  cosLanes,
  erfLanes,
  expLanes,
  expm1Lanes,
  log1pLanes,
  logLanes,
  powLanes,
  sigmoidLanes,
  sinLanes,
  tanhLanes,
} from "./mathLanes.ts";

/** A SIMD instruction on whole vectors. */
export type LaneInstruction = keyof typeof simd;

/** A node of the expression that a generated loop computes for four neighbouring elements. */
export interface LaneNode extends Lane {
  readonly id: number;
  readonly value:
    | { readonly kind: "operand"; readonly operand: number }
    | { readonly kind: "constant"; readonly bits: number }
    | { readonly kind: "index" }
    | {
        readonly kind: "apply";
        readonly instruction: LaneInstruction;
        readonly inputs: readonly LaneNode[];
        readonly shift?: number;
      };
}

const scratch = new DataView(new ArrayBuffer(4));

function floatBits(value: number): number {
  scratch.setFloat32(0, value);
  return scratch.getInt32(0);
}

const f32Instruction = {
  add: "f32x4Add",
  sub: "f32x4Sub",
  mul: "f32x4Mul",
  neg: "f32x4Neg",
  abs: "f32x4Abs",
  equal: "f32x4Eq",
  notEqual: "f32x4Ne",
  less: "f32x4Lt",
  lessEqual: "f32x4Le",
  greater: "f32x4Gt",
  greaterEqual: "f32x4Ge",
} as const;

const i32Instruction = {
  add: "i32x4Add",
  sub: "i32x4Sub",
  mul: "i32x4Mul",
  neg: "i32x4Neg",
  abs: "i32x4Abs",
  equal: "i32x4Eq",
  notEqual: "i32x4Ne",
  less: "i32x4Lt",
  lessEqual: "i32x4Le",
  greater: "i32x4Gt",
  greaterEqual: "i32x4Ge",
} as const;

type NumericInstruction = keyof typeof f32Instruction;

/** Builds the expression of a loop from the lane instructions that ops declare; equal subexpressions become one node. */
export class LaneGraph implements Lanes {
  /** In order of construction: inputs before users. */
  readonly nodes: LaneNode[] = [];
  private readonly known = new Map<string, LaneNode>();
  private readonly fused: boolean;

  constructor(fused: boolean) {
    this.fused = fused;
  }

  private intern(key: string, type: LaneType, value: LaneNode["value"]): LaneNode {
    const typed = `${type}:${key}`;
    let node = this.known.get(typed);
    if (node === undefined) {
      node = { id: this.nodes.length, type, value };
      this.nodes.push(node);
      this.known.set(typed, node);
    }
    return node;
  }

  private node(lane: Lane): LaneNode {
    const node = "id" in lane && typeof lane.id === "number" ? this.nodes[lane.id] : undefined;
    if (node !== lane || node === undefined) throw new TypeError("a lane of another expression");
    return node;
  }

  private apply(instruction: LaneInstruction, type: LaneType, inputs: readonly Lane[], shift?: number): Lane {
    const nodes = inputs.map((input) => this.node(input));
    const key = `${instruction}(${nodes.map((node) => node.id).join()})${shift ?? ""}`;
    return this.intern(key, type, {
      kind: "apply",
      instruction,
      inputs: nodes,
      ...(shift === undefined ? {} : { shift }),
    });
  }

  private numeric(name: NumericInstruction, type: LaneType | "operands", a: Lane, b?: Lane): Lane {
    const table = a.type === "f32" ? f32Instruction : i32Instruction;
    return this.apply(table[name], type === "operands" ? a.type : type, b === undefined ? [a] : [a, b]);
  }

  /** Operand `operand` of the loop, as it is loaded. */
  operand(operand: number, type: LaneType): LaneNode {
    return this.intern(`operand${operand}`, type, { kind: "operand", operand });
  }

  float(value: number): Lane {
    const bits = floatBits(value);
    return this.intern(`constant${bits}`, "f32", { kind: "constant", bits });
  }

  integer(value: number): Lane {
    return this.intern(`constant${value | 0}`, "i32", { kind: "constant", bits: value | 0 });
  }

  truth(value: boolean): Lane {
    return this.intern(`constant${value ? -1 : 0}`, "bool", { kind: "constant", bits: value ? -1 : 0 });
  }

  index(): Lane {
    return this.intern("index", "i32", { kind: "index" });
  }

  add(a: Lane, b: Lane): Lane {
    return this.numeric("add", "operands", a, b);
  }
  sub(a: Lane, b: Lane): Lane {
    return this.numeric("sub", "operands", a, b);
  }
  mul(a: Lane, b: Lane): Lane {
    return this.numeric("mul", "operands", a, b);
  }
  neg(a: Lane): Lane {
    return this.numeric("neg", "operands", a);
  }
  abs(a: Lane): Lane {
    return this.numeric("abs", "operands", a);
  }
  mulAdd(a: Lane, b: Lane, c: Lane): Lane {
    return this.fused && a.type === "f32"
      ? this.apply("f32x4RelaxedMadd", "f32", [a, b, c])
      : this.add(this.mul(a, b), c);
  }

  div(a: Lane, b: Lane): Lane {
    return this.apply("f32x4Div", "f32", [a, b]);
  }
  sqrt(a: Lane): Lane {
    return this.apply("f32x4Sqrt", "f32", [a]);
  }
  min(a: Lane, b: Lane): Lane {
    return this.apply(a.type === "i32" ? "i32x4Min" : "f32x4Min", a.type, [a, b]);
  }
  max(a: Lane, b: Lane): Lane {
    return this.apply(a.type === "i32" ? "i32x4Max" : "f32x4Max", a.type, [a, b]);
  }
  /** The smaller, or `a` where either is NaN: one machine instruction, unlike `min`. */
  atMost(a: Lane, bound: Lane): Lane {
    return this.apply("f32x4PMin", "f32", [a, bound]);
  }
  /** The larger, or `a` where either is NaN. */
  atLeast(a: Lane, bound: Lane): Lane {
    return this.apply("f32x4PMax", "f32", [a, bound]);
  }
  floor(a: Lane): Lane {
    return this.apply("f32x4Floor", "f32", [a]);
  }
  ceil(a: Lane): Lane {
    return this.apply("f32x4Ceil", "f32", [a]);
  }
  trunc(a: Lane): Lane {
    return this.apply("f32x4Trunc", "f32", [a]);
  }
  nearest(a: Lane): Lane {
    return this.apply("f32x4Nearest", "f32", [a]);
  }

  equal(a: Lane, b: Lane): Lane {
    return this.numeric("equal", "bool", a, b);
  }
  notEqual(a: Lane, b: Lane): Lane {
    return this.numeric("notEqual", "bool", a, b);
  }
  less(a: Lane, b: Lane): Lane {
    return this.numeric("less", "bool", a, b);
  }
  lessEqual(a: Lane, b: Lane): Lane {
    return this.numeric("lessEqual", "bool", a, b);
  }
  greater(a: Lane, b: Lane): Lane {
    return this.numeric("greater", "bool", a, b);
  }
  greaterEqual(a: Lane, b: Lane): Lane {
    return this.numeric("greaterEqual", "bool", a, b);
  }

  and(a: Lane, b: Lane): Lane {
    return this.apply("and", a.type, [a, b]);
  }
  or(a: Lane, b: Lane): Lane {
    return this.apply("or", a.type, [a, b]);
  }
  xor(a: Lane, b: Lane): Lane {
    return this.apply("xor", a.type, [a, b]);
  }
  not(a: Lane): Lane {
    return this.apply("not", a.type, [a]);
  }
  select(condition: Lane, ifTrue: Lane, ifFalse: Lane): Lane {
    return this.apply("bitSelect", ifTrue.type, [ifTrue, ifFalse, condition]);
  }

  shiftLeft(a: Lane, count: number): Lane {
    return this.apply("i32x4Shl", "i32", [a], count);
  }
  shiftRight(a: Lane, count: number): Lane {
    return this.apply("i32x4ShrU", "i32", [a], count);
  }
  rotateLeft(a: Lane, count: number): Lane {
    return this.or(this.shiftLeft(a, count), this.shiftRight(a, 32 - count));
  }

  toFloat(a: Lane): Lane {
    return this.apply("f32x4ConvertI32", "f32", [a]);
  }
  toInteger(a: Lane): Lane {
    return this.apply("i32x4TruncSatF32", "i32", [a]);
  }
  bitsAsFloat(a: Lane): Lane {
    return this.or0(a, "f32");
  }
  bitsAsInteger(a: Lane): Lane {
    return this.or0(a, "i32");
  }
  private or0(a: Lane, type: LaneType): Lane {
    const node = this.node(a);
    return node.type === type
      ? node
      : this.intern(`bits${node.id}`, type, { kind: "apply", instruction: "or", inputs: [node, node] });
  }

  exp(a: Lane): Lane {
    return expLanes(this, a);
  }
  expm1(a: Lane): Lane {
    return expm1Lanes(this, a);
  }
  log(a: Lane): Lane {
    return logLanes(this, a);
  }
  log1p(a: Lane): Lane {
    return log1pLanes(this, a);
  }
  tanh(a: Lane): Lane {
    return tanhLanes(this, a);
  }
  sigmoid(a: Lane): Lane {
    return sigmoidLanes(this, a);
  }
  erf(a: Lane): Lane {
    return erfLanes(this, a);
  }
  sin(a: Lane): Lane {
    return sinLanes(this, a);
  }
  cos(a: Lane): Lane {
    return cosLanes(this, a);
  }
  pow(x: Lane, y: Lane): Lane {
    return powLanes(this, x, y);
  }
}
