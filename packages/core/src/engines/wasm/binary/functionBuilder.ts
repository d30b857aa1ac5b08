import { Bytes } from "./bytes.ts";
import { atomic, plain, simd, type ValueType, valueType } from "./opcodes.ts";

/** The index of a local variable. */
export type Local = number;

/** Writes the body of one WebAssembly function; every method appends one instruction. */
export class FunctionBuilder {
  private readonly code = new Bytes();
  private readonly locals: ValueType[] = [];
  readonly parameters: readonly ValueType[];
  readonly results: readonly ValueType[];

  constructor(parameters: readonly ValueType[], results: readonly ValueType[] = []) {
    this.parameters = parameters;
    this.results = results;
  }

  local(type: ValueType): Local {
    this.locals.push(type);
    return this.parameters.length + this.locals.length - 1;
  }

  op(name: keyof typeof plain): this {
    this.code.byte(plain[name]);
    return this;
  }

  get(local: Local): this {
    this.code.byte(plain.localGet).unsigned(local);
    return this;
  }

  set(local: Local): this {
    this.code.byte(plain.localSet).unsigned(local);
    return this;
  }

  tee(local: Local): this {
    this.code.byte(plain.localTee).unsigned(local);
    return this;
  }

  i32(value: number): this {
    this.code.byte(plain.i32Const).signed(value);
    return this;
  }

  i64(value: number): this {
    this.code.byte(plain.i64Const).signed(value);
    return this;
  }

  f32Infinity(): this {
    this.code.byte(plain.f32Const).append([0x00, 0x00, 0x80, 0x7f]);
    return this;
  }

  call(functionIndex: number): this {
    this.code.byte(plain.call).unsigned(functionIndex);
    return this;
  }

  /** Load or store of one number; the address is on the stack. */
  memory(name: "i32Load" | "f32Load" | "i32Store" | "f32Store" | "f64Store", offset: number): this {
    this.code
      .byte(plain[name])
      .unsigned(name === "f64Store" ? 3 : 2)
      .unsigned(offset);
    return this;
  }

  atomic(name: keyof typeof atomic, offset: number): this {
    this.code.byte(0xfe).unsigned(atomic[name]).unsigned(2).unsigned(offset);
    return this;
  }

  simd(name: keyof typeof simd): this {
    this.code.byte(0xfd).unsigned(simd[name]);
    return this;
  }

  simdMemory(name: "load" | "load32Splat" | "store" | "load32Zero", offset: number): this {
    this.simd(name);
    this.code.unsigned(2).unsigned(offset);
    return this;
  }

  simdLaneMemory(name: "load32Lane" | "store32Lane" | "store64Lane", offset: number, lane: number): this {
    this.simd(name);
    this.code.unsigned(2).unsigned(offset).byte(lane);
    return this;
  }

  v128(bytes: ArrayLike<number>): this {
    this.simd("const");
    this.code.append(bytes);
    return this;
  }

  shuffle(lanes: readonly number[]): this {
    this.simd("shuffle");
    this.code.append(lanes.flatMap((lane) => [4 * lane, 4 * lane + 1, 4 * lane + 2, 4 * lane + 3]));
    return this;
  }

  /** `body` runs inside a block; `exit` in it is `br` by the depth given. */
  block(body: () => void): this {
    this.code.byte(plain.block).byte(0x40);
    body();
    this.code.byte(plain.end);
    return this;
  }

  loop(body: () => void): this {
    this.code.byte(plain.loop).byte(0x40);
    body();
    this.code.byte(plain.end);
    return this;
  }

  ifThen(body: () => void, otherwise?: () => void): this {
    this.code.byte(plain.if).byte(0x40);
    body();
    if (otherwise !== undefined) {
      this.code.byte(plain.else);
      otherwise();
    }
    this.code.byte(plain.end);
    return this;
  }

  br(depth: number): this {
    this.code.byte(plain.br).unsigned(depth);
    return this;
  }

  brIf(depth: number): this {
    this.code.byte(plain.brIf).unsigned(depth);
    return this;
  }

  /** for (local = from; local < to; local += step) body; compares as signed numbers. */
  forLoop(local: Local, from: () => void, to: () => void, step: number, body: () => void): this {
    from();
    this.set(local);
    return this.block(() => {
      this.get(local);
      to();
      this.op("i32GeS").brIf(0);
      this.loop(() => {
        body();
        this.get(local).i32(step).op("i32Add").tee(local);
        to();
        this.op("i32LtS").brIf(0);
      });
    });
  }

  /** The function's entry in the code section. */
  encode(): Uint8Array {
    const body = new Bytes();
    const runs: { type: ValueType; count: number }[] = [];
    for (const type of this.locals) {
      const last = runs[runs.length - 1];
      if (last?.type === type) last.count += 1;
      else runs.push({ type, count: 1 });
    }
    body.unsigned(runs.length);
    for (const run of runs) body.unsigned(run.count).byte(valueType[run.type]);
    body.append(this.code.toArray()).byte(plain.end);
    return body.toArray();
  }
}
