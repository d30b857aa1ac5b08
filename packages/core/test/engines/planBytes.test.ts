import { expect, test } from "vitest";
import { createWasmSession } from "../../src/engines/wasm/wasmSession.ts";
import { sharedStep } from "../processes/sharedStep.ts";

const weightBytes = 4 * 96 * 80;

test.each([1, 2, 3])(
  "the planned bytes are what the arena takes, before the first step and after many, on %i threads",
  async (threads) => {
    const { step, feeds } = sharedStep();
    const session = await createWasmSession({ threads });
    expect(session.arenaBytes).toBe(0);
    const { planBytes, run } = await session.compile(step).then((program) => ({
      planBytes: program.planBytes,
      run: (steps: number) => program.run(feeds, { steps }),
    }));
    expect(session.arenaBytes).toBe(planBytes + weightBytes);
    run(1);
    run(200);
    expect(session.arenaBytes).toBe(planBytes + weightBytes);
    const second = await session.compile(step);
    expect(session.arenaBytes).toBe(planBytes + second.planBytes + weightBytes);
  },
);
