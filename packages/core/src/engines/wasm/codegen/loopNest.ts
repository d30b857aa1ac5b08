import { FunctionBuilder, type Local } from "../binary/functionBuilder.ts";
import type { Move } from "../plan/planBuffer.ts";
import { ExpressionEmitter } from "./expressionEmitter.ts";
import type { Access, Loop, LoopAxis } from "./loop.ts";

const bytesPerElement = 4;
export const lanesPerVector = 4;

/** A loop as a function (begin, end) over independent units of its output. */
export interface LoopFunction {
  readonly builder: FunctionBuilder;
  readonly units: number;
  readonly grain: number;
}

/** How many bytes before its first place a loop can take a pointer with these strides. */
function biasBytes(axes: readonly LoopAxis[], strides: readonly number[]): number {
  return axes.reduce((sum, axis, i) => sum + Math.max(0, -(strides[i] ?? 0)) * (axis.size - 1) * bytesPerElement, 0);
}

/** The same for the turns of scans that run backwards. */
function moveBias(moves: readonly Move[]): number {
  return moves.reduce((sum, { bytes, count }) => sum + Math.max(0, -bytes) * (count - 1), 0);
}

/** The frame that every kind of loop is emitted in: pointers that walk the axes, and the body's expression. */
export abstract class LoopNest {
  protected readonly builder: FunctionBuilder;
  protected readonly begin: Local = 0;
  protected readonly end: Local = 1;
  /** The turn of the outermost scan around the loop, where there is one; those of inner ones follow. */
  protected readonly firstTurn: Local = 2;
  protected readonly loop: Loop;
  protected readonly axes: readonly LoopAxis[];
  protected readonly inner: LoopAxis;
  /** One pointer for every different run of strides; accesses that move alike share it. */
  protected readonly classStrides: (readonly number[])[] = [];
  protected readonly classLocals: Local[] = [];
  protected readonly classBiases: number[] = [];
  protected readonly classMoves: (readonly Move[])[] = [];
  protected readonly pointers: Local[] = [];
  protected readonly addresses: readonly number[];
  protected readonly expression: ExpressionEmitter;

  constructor(loop: Loop, axes: readonly LoopAxis[]) {
    this.loop = loop;
    this.axes = axes;
    this.builder = new FunctionBuilder(["i32", "i32", ...Array.from({ length: loop.depth }, () => "i32" as const)]);
    const inner = axes[axes.length - 1];
    if (inner === undefined) throw new RangeError("a loop has at least one axis");
    this.inner = inner;
    const classes = new Map<string, Local>();
    const accesses: readonly Access[] = [...loop.operands, ...loop.outputs, ...loop.reductions];
    for (let access = 0; access < inner.strides.length; access += 1) {
      const strides = axes.map((axis) => axis.strides[access] ?? 0);
      const moves = accesses[access]?.moves ?? [];
      const key = `${strides.join()}/${moves.map(({ bytes }) => bytes).join()}`;
      let local = classes.get(key);
      if (local === undefined) {
        local = this.builder.local("i32");
        classes.set(key, local);
        this.classStrides.push(strides);
        this.classLocals.push(local);
        this.classBiases.push(biasBytes(axes, strides) + moveBias(moves));
        this.classMoves.push(moves);
      }
      this.pointers.push(local);
    }
    const addresses = accesses.map((access, i) => {
      const strides = axes.map((axis) => axis.strides[i] ?? 0);
      return access.address - biasBytes(axes, strides) - moveBias(access.moves ?? []);
    });
    this.addresses = addresses;
    this.expression = new ExpressionEmitter(this.builder, loop, {
      strides: inner.strides,
      pointers: this.pointers,
      addresses,
    });
  }

  /** Pointers at the first place. Those that will run backwards begin high, since addresses can't be negative. */
  protected emitStartPointers(): void {
    this.classLocals.forEach((local, i) => {
      this.builder.i32(this.classBiases[i] ?? 0);
      this.classMoves[i]?.forEach(({ bytes }, level) => {
        if (bytes === 0) return;
        this.builder
          .get(this.firstTurn + level)
          .i32(bytes)
          .op("i32Mul")
          .op("i32Add");
      });
      this.builder.set(local);
    });
  }

  /** pointer ← Σ position · stride over `axes`, whose positions are digits of the number in `unit`. */
  protected emitDecode(unit: Local, axes: readonly number[]): void {
    const { builder } = this;
    this.emitStartPointers();
    const rest = builder.local("i32");
    const digit = builder.local("i32");
    builder.get(unit).set(rest);
    for (let i = axes.length - 1; i >= 0; i -= 1) {
      const axis = axes[i] ?? 0;
      const size = this.axes[axis]?.size ?? 1;
      if (i === 0) {
        builder.get(rest).set(digit);
      } else {
        builder.get(rest).i32(size).op("i32RemU").set(digit);
        builder.get(rest).i32(size).op("i32DivU").set(rest);
      }
      this.emitAdvanceBy(axis, digit);
    }
  }

  /** pointer += steps · stride along `axis`, for every pointer. */
  protected emitAdvanceBy(axis: number, steps: Local): void {
    this.classStrides.forEach((strides, i) => {
      const stride = (strides[axis] ?? 0) * bytesPerElement;
      const local = this.classLocals[i];
      if (stride === 0 || local === undefined) return;
      this.builder.get(local).get(steps).i32(stride).op("i32Mul").op("i32Add").set(local);
    });
  }

  /**
   * Pointers at the first place of this thread's units, each `unitElements` long, of a single row.
   *
   * @returns a local with how many elements there are until the end of the units or of the row; 0 or less if none
   */
  protected emitStartOfUnits(unitElements: number): Local {
    const { builder, inner } = this;
    const from = builder.local("i32");
    const length = builder.local("i32");
    this.emitStartPointers();
    builder.get(this.begin).i32(unitElements).op("i32Mul").set(from);
    this.emitAdvanceBy(this.innerAxis, from);
    builder.get(this.end).i32(unitElements).op("i32Mul").set(length);
    builder
      .get(length)
      .i32(inner.size)
      .op("i32GtS")
      .ifThen(() => builder.i32(inner.size).set(length));
    builder.get(length).get(from).op("i32Sub").set(length);
    return length;
  }

  protected emitAdvance(axis: number, steps: number): void {
    this.classStrides.forEach((strides, i) => {
      const stride = (strides[axis] ?? 0) * bytesPerElement * steps;
      const local = this.classLocals[i];
      if (stride === 0 || local === undefined) return;
      this.builder.get(local).i32(stride).op("i32Add").set(local);
    });
  }

  protected get innerAxis(): number {
    return this.axes.length - 1;
  }

  protected get outerAxes(): number[] {
    return this.axes.slice(0, -1).map((_, axis) => axis);
  }

  protected productOf(axes: readonly number[]): number {
    return axes.reduce((product, axis) => product * (this.axes[axis]?.size ?? 1), 1);
  }

  abstract emit(): LoopFunction;

  protected emitVectorAndStores(elements: number, lanes: number): void {
    this.expression.emitVector(elements, lanes);
    this.expression.emitStores(elements, lanes);
  }

  /** Vectors along the inner axis up to `elements` (a multiple of the step), moving the pointers. */
  protected emitVectorLoop(position: Local, elements: number, unroll: number, body?: (vector: number) => void): void {
    this.builder.forLoop(
      position,
      () => this.builder.i32(0),
      () => this.builder.i32(elements),
      lanesPerVector * unroll,
      () => {
        for (let vector = 0; vector < unroll; vector += 1) {
          if (body === undefined) this.emitVectorAndStores(vector * lanesPerVector, lanesPerVector);
          else body(vector);
        }
        this.emitAdvance(this.innerAxis, lanesPerVector * unroll);
      },
    );
  }

  /** Loops over `axes` around `body`, moving the pointers and bringing them back. */
  protected emitNest(axes: readonly number[], body: () => void): void {
    const [axis, ...rest] = axes;
    if (axis === undefined) {
      body();
      return;
    }
    const size = this.axes[axis]?.size ?? 1;
    const counter = this.builder.local("i32");
    this.builder.forLoop(
      counter,
      () => this.builder.i32(0),
      () => this.builder.i32(size),
      1,
      () => {
        this.emitNest(rest, body);
        this.emitAdvance(axis, 1);
      },
    );
    this.emitAdvance(axis, -size);
  }
}
