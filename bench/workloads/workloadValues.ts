import { input, parameter, random, type Tensor } from "@chainrule/core";
import type { NamedValues } from "./workload.ts";

/** Makes a workload's parameters and inputs, with random values that depend on the workload's name alone. */
export class WorkloadValues {
  readonly weights: NamedValues[] = [];
  readonly parameters: Tensor[] = [];
  readonly inputs: NamedValues[] = [];
  private readonly generator: ReturnType<typeof random>;

  constructor(name: string) {
    this.generator = random({ seed: 1, stream: name });
  }

  /** A weight, uniform in ±√(gain / fanIn), where fan-in counts all axes but the first. */
  weight(name: string, shape: readonly number[], gain = 3): Tensor {
    const fanIn = shape.slice(1).reduce((product, size) => product * size, 1);
    return this.parameter(name, shape, this.uniform(shape, Math.sqrt(gain / fanIn)));
  }

  /** A bias or shift near zero, or with `centre` 1 a scale near one: not all alike, so that mistakes show. */
  vector(name: string, size: number, centre = 0): Tensor {
    const values = this.uniform([size], 0.1);
    return this.parameter(
      name,
      [size],
      values.map((value) => centre + value),
    );
  }

  /** An f32 input with values uniform in ±1. */
  numbers(name: string, shape: readonly number[]): Tensor {
    this.inputs.push({ name, shape, dtype: "f32", data: this.uniform(shape, 1) });
    return input(name, shape);
  }

  /** An i32 input with whole numbers below `limit`. */
  classes(name: string, shape: readonly number[], limit: number): Tensor {
    const data = Int32Array.from({ length: elementsOf(shape) }, () => this.generator.integer(0, limit));
    this.inputs.push({ name, shape, dtype: "i32", data });
    return input(name, shape, "i32");
  }

  /** An input with given values. */
  given(name: string, shape: readonly number[], values: readonly number[]): Tensor {
    this.inputs.push({ name, shape, dtype: "f32", data: Float32Array.from(values) });
    return input(name, shape);
  }

  private parameter(name: string, shape: readonly number[], data: Float32Array): Tensor {
    const tensor = parameter(name, { shape, initial: () => data });
    this.weights.push({ name, shape, dtype: "f32", data });
    this.parameters.push(tensor);
    return tensor;
  }

  private uniform(shape: readonly number[], bound: number): Float32Array {
    return Float32Array.from({ length: elementsOf(shape) }, () => (2 * this.generator.uniform() - 1) * bound);
  }
}

function elementsOf(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}
