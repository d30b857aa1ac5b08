import type { Local } from "../binary/functionBuilder.ts";
import { emitStore } from "./expressionEmitter.ts";
import type { LoopReduction } from "./loop.ts";
import { type LoopFunction, lanesPerVector } from "./loopNest.ts";
import { ReductionLoop } from "./reductionLoop.ts";

/** The inner axis is summed over: a few running vectors along it, joined in a fixed tree. */
export class RowReduction extends ReductionLoop {
  override emit(): LoopFunction {
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
}
