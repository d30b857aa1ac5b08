import { FunctionBuilder } from "../binary/functionBuilder.ts";

/**
 * The words that threads meet at, a cache line each, as byte offsets in the control block.
 * `generation` counts barriers passed, `command` counts orders given to the other threads.
 */
export const control = {
  generation: 0,
  arrived: 64,
  sleepers: 128,
  command: 192,
  commandSleepers: 256,
  program: 320,
  steps: 324,
  threads: 328,
  failed: 384,
  ready: 448,
  bytes: 512,
} as const;

const spinRounds = 100_000;
const wakeNanoseconds = 1_000_000_000;

/** barrier(threads): returns once all have called it. Spins for a while, then sleeps. */
export function emitBarrier(address: number): FunctionBuilder {
  const builder = new FunctionBuilder(["i32"]);
  const threads = 0;
  const generation = builder.local("i32");
  builder
    .get(threads)
    .i32(1)
    .op("i32Eq")
    .ifThen(() => builder.op("return"));
  builder.i32(address).atomic("load", control.generation).set(generation);
  builder.i32(address).i32(1).atomic("add", control.arrived).i32(1).op("i32Add").get(threads).op("i32Eq");
  builder.ifThen(
    () => {
      builder.i32(address).i32(0).atomic("store", control.arrived);
      builder.i32(address).get(generation).i32(1).op("i32Add").atomic("store", control.generation);
      builder
        .i32(address)
        .atomic("load", control.sleepers)
        .ifThen(() => {
          builder.i32(address).i32(-1).atomic("notify", control.generation).op("drop");
        });
    },
    () => {
      emitWaitForChange(builder, address, control.generation, control.sleepers, generation);
    },
  );
  return builder;
}

/** awaitCommand(last): returns the number of the next command once there is one after `last`. */
export function emitAwaitCommand(address: number): FunctionBuilder {
  const builder = new FunctionBuilder(["i32"], ["i32"]);
  emitWaitForChange(builder, address, control.command, control.commandSleepers, 0);
  builder.i32(address).atomic("load", control.command);
  return builder;
}

/** Until the word at `offset` differs from the local `old`: spin, then sleep; traps if another thread has failed. */
function emitWaitForChange(
  builder: FunctionBuilder,
  address: number,
  offset: number,
  sleepers: number,
  old: number,
): void {
  const round = builder.local("i32");
  builder.block(() => {
    builder.i32(0).set(round);
    builder.loop(() => {
      builder.i32(address).atomic("load", offset).get(old).op("i32Ne").brIf(1);
      builder.get(round).i32(1).op("i32Add").tee(round).i32(spinRounds).op("i32LtS").brIf(0);
    });
    builder.i32(address).i32(1).atomic("add", sleepers).op("drop");
    builder.loop(() => {
      builder.i32(address).get(old).i64(wakeNanoseconds).atomic("wait32", offset).op("drop");
      builder
        .i32(address)
        .atomic("load", control.failed)
        .ifThen(() => builder.op("unreachable"));
      builder.i32(address).atomic("load", offset).get(old).op("i32Eq").brIf(0);
    });
    builder.i32(address).i32(-1).atomic("add", sleepers).op("drop");
  });
}
