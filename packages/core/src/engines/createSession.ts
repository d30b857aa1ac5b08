import { ChainruleError } from "../errors/chainruleError.ts";
import { createReferenceSession } from "./reference/session.ts";
import type { Session, SessionOptions } from "./session.ts";

/** The engines by name, the default first. */
export const engineNames: readonly NonNullable<SessionOptions["engine"]>[] = ["wasm", "reference"];

/**
 * A session of the chosen engine: variables with their state, and programs that share them.
 *
 * @param options - `engine`: `"wasm"` (default) or `"reference"`; `threads`; `fast`
 * @throws ChainruleError if there is no such engine
 * @example
 * const session = await createSession({ engine: "reference" });
 */
export async function createSession(options: SessionOptions = {}): Promise<Session> {
  const name: string = options.engine ?? "wasm";
  if (name === "reference") return createReferenceSession();
  if (name !== "wasm") throw new ChainruleError("engine.unknown", { received: name, choices: engineNames });
  const { createWasmSession } = await import("./wasm/wasmSession.ts");
  return createWasmSession(options);
}
