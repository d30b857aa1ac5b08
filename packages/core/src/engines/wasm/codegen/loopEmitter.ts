import { FunctionBuilder, type Local } from "../binary/functionBuilder.ts";
import { ExpressionEmitter, emitStore } from "./expressionEmitter.ts";
import type { LaneInstruction } from "./laneGraph.ts";
import { collapseAxes, type Loop, type LoopAxis, type LoopReduction } from "./loop.ts";

const bytesPerElement = 4;
const lanesPerVector = 4;

/** A loop as a function (begin, end) over independent units of its output. */
export interface LoopFunction {
  readonly builder: FunctionBuilder;
  readonly units: number;
  readonly grain: number;
}

/** Elements of a long row that make up one unit when there are too few rows to share. */
const chunkElements = 64;
const fewRows = 16;

/** Compiles a loop. Every element, and every sum, is computed in an order that depends on the shapes alone. */
export function emitLoop(loop: Loop): LoopFunction {
  const axes = collapseAxes(loop);
  if (loop.reductions.length === 0) return new LoopEmitter(loop, axes).emitElementwise();
  const inner = axes[axes.length - 1];
  return inner?.reduced === true
    ? new LoopEmitter(loop, axes).emitRowReduction()
    : new LoopEmitter(loop, axes).emitColumnReduction();
}

const combine: {
  readonly [type in "f32" | "i32"]: { readonly [reducer in LoopReduction["reducer"]]: LaneInstruction };
} = {
  f32: { sum: "f32x4Add", product: "f32x4Mul", max: "f32x4Max", min: "f32x4Min" },
  i32: { sum: "i32x4Add", product: "i32x4Mul", max: "i32x4Max", min: "i32x4Min" },
};

const identity = {
  f32: { sum: 0, product: 0x3f800000, max: 0xff800000 | 0, min: 0x7f800000 },
  i32: { sum: 0, product: 1, max: 0x80000000 | 0, min: 0x7fffffff },
} as const;

/** How many bytes before its first place a loop can take a pointer with these strides. */
function biasBytes(axes: readonly LoopAxis[], strides: readonly number[]): number {
  return axes.reduce((sum, axis, i) => sum + Math.max(0, -(strides[i] ?? 0)) * (axis.size - 1) * bytesPerElement, 0);
}

class LoopEmitter {
  private readonly builder = new FunctionBuilder(["i32", "i32"]);
  private readonly begin: Local = 0;
  private readonly end: Local = 1;
  private readonly loop: Loop;
  private readonly axes: readonly LoopAxis[];
  private readonly inner: LoopAxis;
  /** One pointer for every different run of strides; accesses that move alike share it. */
  private readonly classStrides: (readonly number[])[] = [];
  private readonly classLocals: Local[] = [];
  private readonly classBiases: number[] = [];
  private readonly pointers: Local[] = [];
  private readonly addresses: readonly number[];
  private readonly expression: ExpressionEmitter;

  constructor(loop: Loop, axes: readonly LoopAxis[]) {
    this.loop = loop;
    this.axes = axes;
    const inner = axes[axes.length - 1];
    if (inner === undefined) throw new RangeError("a loop has at least one axis");
    this.inner = inner;
    const classes = new Map<string, Local>();
    for (let access = 0; access < inner.strides.length; access += 1) {
      const strides = axes.map((axis) => axis.strides[access] ?? 0);
      const key = strides.join();
      let local = classes.get(key);
      if (local === undefined) {
        local = this.builder.local("i32");
        classes.set(key, local);
        this.classStrides.push(strides);
        this.classLocals.push(local);
        this.classBiases.push(biasBytes(axes, strides));
      }
      this.pointers.push(local);
    }
    const addresses = [...loop.operands, ...loop.outputs, ...loop.reductions].map((access, i) => {
      const strides = axes.map((axis) => axis.strides[i] ?? 0);
      return access.address - biasBytes(axes, strides);
    });
    this.addresses = addresses;
    this.expression = new ExpressionEmitter(this.builder, loop, {
      strides: inner.strides,
      pointers: this.pointers,
      addresses,
    });
  }

  /** Pointers at the first place. Those that will run backwards begin high, since addresses can't be negative. */
  private emitStartPointers(): void {
    this.classLocals.forEach((local, i) => {
      this.builder.i32(this.classBiases[i] ?? 0).set(local);
    });
  }

  /** pointer ← Σ position · stride over `axes`, whose positions are digits of the number in `unit`. */
  private emitDecode(unit: Local, axes: readonly number[]): void {
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
  private emitAdvanceBy(axis: number, steps: Local, factor = 1): void {
    this.classStrides.forEach((strides, i) => {
      const stride = (strides[axis] ?? 0) * bytesPerElement * factor;
      const local = this.classLocals[i];
      if (stride === 0 || local === undefined) return;
      this.builder.get(local).get(steps).i32(stride).op("i32Mul").op("i32Add").set(local);
    });
  }

  private emitAdvance(axis: number, steps: number): void {
    this.classStrides.forEach((strides, i) => {
      const stride = (strides[axis] ?? 0) * bytesPerElement * steps;
      const local = this.classLocals[i];
      if (stride === 0 || local === undefined) return;
      this.builder.get(local).i32(stride).op("i32Add").set(local);
    });
  }

  private get innerAxis(): number {
    return this.axes.length - 1;
  }

  private get outerAxes(): number[] {
    return this.axes.slice(0, -1).map((_, axis) => axis);
  }

  private productOf(axes: readonly number[]): number {
    return axes.reduce((product, axis) => product * (this.axes[axis]?.size ?? 1), 1);
  }

  emitElementwise(): LoopFunction {
    const rows = this.productOf(this.outerAxes);
    const { size } = this.inner;
    this.expression.emitFunctionLevel();
    if (this.axes.length === 1) {
      this.emitSingleRow();
      return { builder: this.builder, units: Math.ceil(size / chunkElements), grain: 1 };
    }
    const chunks = rows >= fewRows ? 1 : Math.max(1, Math.ceil(size / chunkElements));
    const chunk = chunks === 1 ? size : chunkElements;
    const unit = this.builder.local("i32");
    const row = this.builder.local("i32");
    const from = this.builder.local("i32");
    const length = this.builder.local("i32");
    const position = this.builder.local("i32");
    this.builder.forLoop(
      unit,
      () => this.builder.get(this.begin),
      () => this.builder.get(this.end),
      1,
      () => {
        if (chunks === 1) {
          this.emitDecode(unit, this.outerAxes);
          this.expression.emitRowLevel();
          this.emitStaticRow(position, size);
          return;
        }
        this.builder.get(unit).i32(chunks).op("i32DivU").set(row);
        this.emitDecode(row, this.outerAxes);
        this.builder.get(unit).i32(chunks).op("i32RemU").i32(chunk).op("i32Mul").set(from);
        this.emitAdvanceBy(this.innerAxis, from);
        this.builder.i32(size).get(from).op("i32Sub").set(length);
        this.builder
          .get(length)
          .i32(chunk)
          .op("i32GtS")
          .ifThen(() => this.builder.i32(chunk).set(length));
        this.expression.emitRowLevel();
        this.emitDynamicRow(position, () => this.builder.get(length), size % lanesPerVector);
      },
    );
    return { builder: this.builder, units: rows * chunks, grain: 1 };
  }

  /** One contiguous run from begin to end. */
  private emitSingleRow(): void {
    const { size } = this.inner;
    const { builder } = this;
    const from = builder.local("i32");
    const length = builder.local("i32");
    const position = builder.local("i32");
    this.emitStartPointers();
    builder.get(this.begin).i32(chunkElements).op("i32Mul").set(from);
    this.emitAdvanceBy(this.innerAxis, from);
    builder.get(this.end).i32(chunkElements).op("i32Mul").set(length);
    builder
      .get(length)
      .i32(size)
      .op("i32GtS")
      .ifThen(() => builder.i32(size).set(length));
    builder.get(length).get(from).op("i32Sub").set(length);
    builder
      .get(length)
      .i32(0)
      .op("i32GtS")
      .ifThen(() => {
        this.expression.emitRowLevel();
        this.emitDynamicRow(position, () => builder.get(length), size % lanesPerVector);
      });
  }

  private emitVectorAndStores(elements: number, lanes: number): void {
    this.expression.emitVector(elements, lanes);
    this.expression.emitStores(elements, lanes);
  }

  /** A whole row whose length is known: vectors, then the rest. */
  private emitStaticRow(position: Local, size: number): void {
    const vectors = Math.floor(size / lanesPerVector);
    const rest = size % lanesPerVector;
    if (vectors > 0 && vectors * this.expression.vectorCost <= 48) {
      for (let vector = 0; vector < vectors; vector += 1)
        this.emitVectorAndStores(vector * lanesPerVector, lanesPerVector);
      if (rest > 0) this.emitVectorAndStores(vectors * lanesPerVector, rest);
      return;
    }
    if (vectors > 0) this.emitVectorLoop(position, vectors * lanesPerVector, 1);
    if (rest > 0) this.emitVectorAndStores(0, rest);
  }

  /** Vectors along the inner axis up to `elements` (a multiple of the step), moving the pointers. */
  private emitVectorLoop(position: Local, elements: number, unroll: number, body?: (vector: number) => void): void {
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

  /** A row whose length is in a local; only the end of the whole axis has a remainder, of `rest` elements. */
  private emitDynamicRow(position: Local, length: () => void, rest: number): void {
    const { builder } = this;
    const whole = builder.local("i32");
    length();
    builder.i32(-lanesPerVector);
    builder.op("i32And").set(whole);
    builder.forLoop(
      position,
      () => builder.i32(0),
      () => builder.get(whole),
      lanesPerVector,
      () => {
        this.emitVectorAndStores(0, lanesPerVector);
        this.emitAdvance(this.innerAxis, lanesPerVector);
      },
    );
    if (rest === 0) return;
    length();
    builder
      .get(whole)
      .op("i32Ne")
      .ifThen(() => {
        this.emitVectorAndStores(0, rest);
      });
  }

  private typeOf(reduction: LoopReduction): "f32" | "i32" {
    return reduction.lane.type === "f32" ? "f32" : "i32";
  }

  private emitIdentity(reduction: LoopReduction): void {
    const bits = identity[this.typeOf(reduction)][reduction.reducer];
    this.builder.v128(new Uint8Array(new Int32Array(4).fill(bits).buffer));
  }

  private emitCombine(reduction: LoopReduction): void {
    this.builder.simd(combine[this.typeOf(reduction)][reduction.reducer]);
  }

  /** Loops over `axes` around `body`, moving the pointers and bringing them back. */
  private emitNest(axes: readonly number[], body: () => void): void {
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

  /** The inner axis is summed over: a few running vectors along it, joined in a fixed tree. */
  emitRowReduction(): LoopFunction {
    const { builder, loop } = this;
    const kept = this.outerAxes.filter((axis) => this.axes[axis]?.reduced !== true);
    const summed = this.outerAxes.filter((axis) => this.axes[axis]?.reduced === true);
    const { size } = this.inner;
    const vectors = Math.floor(size / lanesPerVector);
    const rest = size % lanesPerVector;
    const running = vectors >= 16 ? 4 : vectors >= 4 ? 2 : 1;
    const sums = loop.reductions.map(() => Array.from({ length: running }, () => builder.local("v128")));
    const whole = Math.floor(vectors / running);
    const accumulate = (sum: number, masked: boolean): void => {
      loop.reductions.forEach((reduction, i) => {
        const target = sums[i]?.[sum] ?? 0;
        builder.get(target);
        builder.get(this.expression.reductionValue(i));
        if (masked) {
          this.emitIdentity(reduction);
          builder.v128(new Uint8Array(Int32Array.from({ length: 4 }, (_, lane) => (lane < rest ? -1 : 0)).buffer));
          builder.simd("bitSelect");
        }
        this.emitCombine(reduction);
        builder.set(target);
      });
    };
    this.expression.emitFunctionLevel();
    const unit = builder.local("i32");
    const position = builder.local("i32");
    builder.forLoop(
      unit,
      () => builder.get(this.begin),
      () => builder.get(this.end),
      1,
      () => {
        this.emitDecode(unit, kept);
        loop.reductions.forEach((reduction, i) => {
          for (const sum of sums[i] ?? []) {
            this.emitIdentity(reduction);
            builder.set(sum);
          }
        });
        this.emitNest(summed, () => {
          this.expression.emitRowLevel();
          if (whole > 0) {
            this.emitVectorLoop(position, whole * running * lanesPerVector, running, (vector) => {
              this.emitVectorAndStores(vector * lanesPerVector, lanesPerVector);
              accumulate(vector, false);
            });
          }
          for (let vector = whole * running; vector < vectors; vector += 1) {
            this.emitVectorAndStores((vector - whole * running) * lanesPerVector, lanesPerVector);
            accumulate(vector - whole * running, false);
          }
          if (rest > 0) {
            this.emitVectorAndStores((vectors - whole * running) * lanesPerVector, rest);
            accumulate(0, true);
          }
          this.emitAdvance(this.innerAxis, -whole * running * lanesPerVector);
        });
        loop.reductions.forEach((reduction, i) => {
          this.emitJoin(reduction, sums[i] ?? []);
          const access = loop.operands.length + loop.outputs.length + i;
          const pointer = this.pointers[access] ?? 0;
          emitStore(builder, {
            pointer,
            address: this.addresses[access] ?? 0,
            elements: 0,
            value: sums[i]?.[0] ?? 0,
            stride: 1,
            lanes: 1,
          });
        });
      },
    );
    return { builder, units: this.productOf(kept), grain: 1 };
  }

  /** ((s₀ + s₁) + (s₂ + s₃)), then the lanes in the same way; the result is in every lane of the first local. */
  private emitJoin(reduction: LoopReduction, sums: readonly Local[]): void {
    const { builder } = this;
    const first = sums[0] ?? 0;
    for (let width = 1; width < sums.length; width *= 2) {
      for (let i = 0; i + width < sums.length; i += 2 * width) {
        builder.get(sums[i] ?? 0).get(sums[i + width] ?? 0);
        this.emitCombine(reduction);
        builder.set(sums[i] ?? 0);
      }
    }
    for (const order of [
      [2, 3, 0, 1],
      [1, 0, 3, 2],
    ]) {
      builder.get(first).get(first).get(first).shuffle(order);
      this.emitCombine(reduction);
      builder.set(first);
    }
  }

  /** The inner axis is kept: vectors of neighbouring sums, each added up in order. */
  emitColumnReduction(): LoopFunction {
    const { builder, loop } = this;
    const kept = this.outerAxes.filter((axis) => this.axes[axis]?.reduced !== true);
    const summed = this.outerAxes.filter((axis) => this.axes[axis]?.reduced === true);
    const { size } = this.inner;
    const vectorsPerBlock = Math.min(this.expression.vectorCost > 40 ? 1 : 4, Math.ceil(size / lanesPerVector));
    const blockElements = vectorsPerBlock * lanesPerVector;
    const blocks = Math.ceil(size / blockElements);
    const lastElements = size - (blocks - 1) * blockElements;
    const sums = loop.reductions.map(() => Array.from({ length: vectorsPerBlock }, () => builder.local("v128")));
    this.expression.emitFunctionLevel();
    const emitBlock = (elements: number): void => {
      const count = Math.ceil(elements / lanesPerVector);
      const lanesOf = (vector: number): number => Math.min(lanesPerVector, elements - vector * lanesPerVector);
      loop.reductions.forEach((reduction, i) => {
        for (const sum of (sums[i] ?? []).slice(0, count)) {
          this.emitIdentity(reduction);
          builder.set(sum);
        }
      });
      this.emitNest(summed, () => {
        this.expression.emitRowLevel();
        for (let vector = 0; vector < count; vector += 1) {
          this.emitVectorAndStores(vector * lanesPerVector, lanesOf(vector));
          loop.reductions.forEach((reduction, i) => {
            const sum = sums[i]?.[vector] ?? 0;
            builder.get(sum).get(this.expression.reductionValue(i));
            this.emitCombine(reduction);
            builder.set(sum);
          });
        }
      });
      loop.reductions.forEach((_reduction, i) => {
        const access = loop.operands.length + loop.outputs.length + i;
        const stride = this.inner.strides[access] ?? 0;
        for (let vector = 0; vector < count; vector += 1) {
          emitStore(builder, {
            pointer: this.pointers[access] ?? 0,
            address: this.addresses[access] ?? 0,
            elements: vector * lanesPerVector,
            value: sums[i]?.[vector] ?? 0,
            stride,
            lanes: lanesOf(vector),
          });
        }
      });
    };
    const unit = builder.local("i32");
    const row = builder.local("i32");
    const block = builder.local("i32");
    const from = builder.local("i32");
    builder.forLoop(
      unit,
      () => builder.get(this.begin),
      () => builder.get(this.end),
      1,
      () => {
        builder.get(unit).i32(blocks).op("i32DivU").set(row);
        this.emitDecode(row, kept);
        builder.get(unit).i32(blocks).op("i32RemU").set(block);
        builder.get(block).i32(blockElements).op("i32Mul").set(from);
        this.emitAdvanceBy(this.innerAxis, from);
        if (lastElements === blockElements) {
          emitBlock(blockElements);
        } else if (blocks === 1) {
          emitBlock(lastElements);
        } else {
          builder
            .get(block)
            .i32(blocks - 1)
            .op("i32Eq")
            .ifThen(
              () => {
                emitBlock(lastElements);
              },
              () => {
                emitBlock(blockElements);
              },
            );
        }
      },
    );
    return { builder, units: this.productOf(kept) * blocks, grain: 1 };
  }
}
