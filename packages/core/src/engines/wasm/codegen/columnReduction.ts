import { emitStore } from "./expressionEmitter.ts";
import { type LoopFunction, lanesPerVector } from "./loopNest.ts";
import { ReductionLoop } from "./reductionLoop.ts";

/** The inner axis is kept: vectors of neighbouring sums, each added up in order. */
export class ColumnReduction extends ReductionLoop {
  override emit(): LoopFunction {
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
