import type { Session, TensorValue } from "../engines/session.ts";
import type { Tensor } from "../graph/tensor.ts";
import { variableOf } from "../ops/variable.ts";

/** Values of variables, in a session once there is one, before that on the host. */
export class StateStore {
  #session: Session | undefined;
  readonly #waiting: Map<Tensor, ArrayLike<number>> = new Map();

  get session(): Session | undefined {
    return this.#session;
  }

  /** The present value of a variable, a copy: f32 as Float32Array (Float64Array on the reference engine). */
  read(tensor: Tensor): TensorValue {
    if (this.#session !== undefined) return this.#session.read(tensor);
    const { shape, dtype } = tensor;
    const values = this.#waiting.get(tensor) ?? variableOf(tensor)?.initial() ?? [];
    return { shape, dtype, data: dtype === "f32" ? Float32Array.from(values) : Int32Array.from(values) };
  }

  write(tensor: Tensor, values: ArrayLike<number>): void {
    if (this.#session !== undefined) this.#session.write(tensor, values);
    else this.#waiting.set(tensor, values);
  }

  /** Moves the values of `kept` into another session; the old one is let go of. */
  moveTo(session: Session, kept: Iterable<Tensor>): void {
    const values =
      this.#session === undefined
        ? this.#waiting
        : new Map([...kept].map((tensor) => [tensor, this.read(tensor).data]));
    for (const [tensor, value] of values) session.write(tensor, value);
    this.#waiting.clear();
    this.#session = session;
  }
}
