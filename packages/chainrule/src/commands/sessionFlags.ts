import type { SessionOptions } from "@chainrule/core";
import { choiceFlag, type Flag, switchFlag, wholeNumberFlag } from "../commandLine/flag.ts";

/** Flags that choose the engine. */
export const sessionFlags: {
  readonly threads: Flag<number>;
  readonly engine: Flag<"wasm" | "reference">;
  readonly fast: Flag<true>;
} = {
  threads: wholeNumberFlag(1, {
    en: "threads; results do not depend on it (default: the machine's cores)",
    zh: "线程数；结果与之无关（默认为处理器核数）",
  }),
  engine: choiceFlag("NAME", ["wasm", "reference"], {
    en: "wasm (default), or reference: plain loops in f64",
    zh: "wasm（默认），或 reference：f64 普通循环",
  }),
  fast: switchFlag({
    en: "fused multiply-add where the machine has it: bits may differ between machines",
    zh: "使用融合乘加（若机器支持）：不同机器的结果可能有微小差别",
  }),
};

/** The options of a session from their flags. */
export function sessionOptions(flags: {
  readonly threads: number | undefined;
  readonly engine: "wasm" | "reference" | undefined;
  readonly fast: true | undefined;
}): SessionOptions {
  const { threads, engine, fast } = flags;
  return {
    ...(threads === undefined ? {} : { threads }),
    ...(engine === undefined ? {} : { engine }),
    ...(fast === undefined ? {} : { fast }),
  };
}
