import type { Local } from "../binary/functionBuilder.ts";
import { type LoopFunction, LoopNest, lanesPerVector } from "./loopNest.ts";

/** Elements of a long row that make up one unit when there are too few rows to share. */
const chunkElements = 64;
const fewRows = 16;

/** Every place computed and stored by itself: any share of the rows, or of a single long row, is a unit. */
export class ElementwiseLoop extends LoopNest {
  override emit(): LoopFunction {
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
    const length = this.emitStartOfUnits(chunkElements);
    const position = builder.local("i32");
    builder
      .get(length)
      .i32(0)
      .op("i32GtS")
      .ifThen(() => {
        this.expression.emitRowLevel();
        this.emitDynamicRow(position, () => builder.get(length), size % lanesPerVector);
      });
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
}
