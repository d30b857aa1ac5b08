import type { LaneInstruction } from "./laneGraph.ts";
import type { LoopReduction } from "./loop.ts";
import { LoopNest } from "./loopNest.ts";

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

/** What loops that reduce have in common: how running values begin, and how two of them become one. */
export abstract class ReductionLoop extends LoopNest {
  protected typeOf(reduction: LoopReduction): "f32" | "i32" {
    return reduction.lane.type === "f32" ? "f32" : "i32";
  }

  protected emitIdentity(reduction: LoopReduction): void {
    const bits = identity[this.typeOf(reduction)][reduction.reducer];
    this.builder.v128(new Uint8Array(new Int32Array(4).fill(bits).buffer));
  }

  protected emitCombine(reduction: LoopReduction): void {
    this.builder.simd(combine[this.typeOf(reduction)][reduction.reducer]);
  }
}
