import { isTensor } from "../ops/operand.ts";
import type { Entry } from "../spec/registry.ts";
import type { Layer } from "./layer.ts";

type Op = (...args: never[]) => unknown;

/** An op under whose name there is also a layer: with options (or nothing) it makes the layer, with a tensor it is the op. */
export type LayerOrOp<F extends Op, Options> = ((options?: Options) => Layer) & F;
/** The same where the layer has no options. */
export type PlainLayerOrOp<F extends Op> = (() => Layer) & F;

/**
 * Joins a layer's factory and an op of the same name.
 *
 * @param number - what a bare number is: an option of the layer, or an operand of the op
 */
export function layerOrOp<Joined extends Op>(
  entry: Entry<Layer>,
  op: Op,
  number: "option" | "operand" = "option",
): Joined {
  const joined = (...args: readonly unknown[]): unknown => {
    const [first] = args;
    return isTensor(first) || (typeof first === "number" && number === "operand")
      ? Reflect.apply(op, undefined, args)
      : entry.make(first);
  };
  if (!isJoined<Joined>(joined)) throw new TypeError("unreachable");
  return joined;
}

/** `joined` is called with the arguments of one of the two, and gives what that one gives; no type can be derived for it. */
function isJoined<Joined extends Op>(_joined: unknown): _joined is Joined {
  return true;
}
