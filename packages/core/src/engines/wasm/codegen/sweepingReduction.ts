import type { LoopAxis } from "./loop.ts";
import { type LoopFunction, lanesPerVector } from "./loopNest.ts";
import { ReductionLoop } from "./reductionLoop.ts";

/** Elements of the kept axis in one unit: a cache line. */
const blockElements = 16;

/**
 * Columns summed over all rows, row by row: the running sums stay in their places in memory, which are few, while the rows
 * stream by in order. The order of each sum is that of `ColumnReduction`, whose columns of far apart rows miss the caches.
 */
export class SweepingReduction extends ReductionLoop {
  /** Whether a loop's axes suit: only the inner one is kept, in whole vectors and more than one block. */
  static suits(axes: readonly LoopAxis[]): boolean {
    const inner = axes[axes.length - 1];
    return (
      inner !== undefined &&
      !inner.reduced &&
      axes.length > 1 &&
      axes.slice(0, -1).every(({ reduced }) => reduced) &&
      inner.size % lanesPerVector === 0 &&
      inner.size > blockElements
    );
  }

  override emit(): LoopFunction {
    const { builder, loop } = this;
    const { size } = this.inner;
    const back = builder.local("i32");
    const position = builder.local("i32");
    const sum = builder.local("v128");
    const sums = loop.reductions.map((reduction, i) => {
      const access = loop.operands.length + loop.outputs.length + i;
      return { reduction, pointer: this.pointers[access] ?? 0, address: this.addresses[access] ?? 0 };
    });
    this.expression.emitFunctionLevel();
    const length = this.emitStartOfUnits(blockElements);
    builder.i32(0).get(length).op("i32Sub").set(back);
    const alongRow = (body: () => void): void => {
      builder.forLoop(
        position,
        () => builder.i32(0),
        () => builder.get(length),
        lanesPerVector,
        () => {
          body();
          this.emitAdvance(this.innerAxis, lanesPerVector);
        },
      );
      this.emitAdvanceBy(this.innerAxis, back);
    };
    alongRow(() => {
      for (const { reduction, pointer, address } of sums) {
        builder.get(pointer);
        this.emitIdentity(reduction);
        builder.simdMemory("store", address);
      }
    });
    this.emitNest(this.outerAxes, () => {
      this.expression.emitRowLevel();
      alongRow(() => {
        this.emitVectorAndStores(0, lanesPerVector);
        sums.forEach(({ reduction, pointer, address }, i) => {
          builder.get(pointer).simdMemory("load", address).get(this.expression.reductionValue(i));
          this.emitCombine(reduction);
          builder.set(sum).get(pointer).get(sum).simdMemory("store", address);
        });
      });
    });
    return { builder, units: Math.ceil(size / blockElements), grain: 1 };
  }
}
