import { ChainruleError } from "../errors/chainruleError.ts";
import type { Incremental } from "./incremental.ts";

/** For layers that need positions yet to come, or all at once: going on position by position is refused. */
export function wholeSequence(subject: string, path: string): Incremental {
  const refuse = (): never => {
    throw new ChainruleError("learning.wholeSequence", { subject, path });
  };
  return { state: refuse, apply: refuse };
}
