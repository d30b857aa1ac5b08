import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import { expect, test, vi } from "vitest";
import { compile } from "../../src/engines/compile.ts";
import { threadPool } from "../../src/engines/wasm/threads/pool.ts";
import { createWasmSession } from "../../src/engines/wasm/wasmSession.ts";
import { sharedStep } from "../processes/sharedStep.ts";

async function training(
  threads: number,
): Promise<{ readonly run: (steps: number) => void; readonly weights: () => number[] }> {
  const { step, feeds, weight } = sharedStep();
  const { run, read, session } = await compile(step, { threads });
  expect(session.threads).toBe(threads);
  return { run: (steps) => run(feeds, { steps }), weights: () => [...read(weight).data] };
}

async function weightsOnOneThread(steps: number): Promise<number[]> {
  const { run, weights } = await training(1);
  run(steps);
  return weights();
}

test("sessions take helper threads over from one another, whatever number they use", async () => {
  const trainings = await Promise.all([3, 2, 4, 3].map(training));
  for (let round = 0; round < 5; round += 1) for (const { run } of trainings) run(2);
  const expected = await weightsOnOneThread(10);
  for (const { weights } of trainings) expect(weights()).toEqual(expected);
});

test("a program that is compiled later joins the helper threads at work", async () => {
  const { step, feeds, weight } = sharedStep();
  const { session, run } = await compile(step, { threads: 3 });
  run(feeds, { steps: 4 });
  const second = await session.compile(step);
  expect(second).toHaveProperty("report.threads", 3);
  second.run(feeds, { steps: 3 });
  run(feeds, { steps: 3 });
  expect([...session.read(weight).data]).toEqual(await weightsOnOneThread(10));
});

test("a session whose helpers were lost goes on alone, and the next one gets new helpers", async () => {
  const { step, feeds, weight } = sharedStep();
  const session = await createWasmSession({ threads: 3 });
  const program = await session.compile(step);
  program.run(feeds, { steps: 4 });
  threadPool.abandon(session["shared"]);
  program.run(feeds, { steps: 6 });
  expect([...session.read(weight).data]).toEqual(await weightsOnOneThread(10));
  const { run, weights } = await training(3);
  run(10);
  expect(weights()).toEqual(await weightsOnOneThread(10));
});

test("helpers that have died are replaced, whoever they worked for", async () => {
  const first = await training(3);
  first.run(4);
  threadPool["detach"]();
  const [helper] = threadPool["helpers"];
  helper?.post({ memory: "no memory" });
  await vi.waitFor(() => expect(helper?.isGone()).toBe(true));
  const second = await training(4);
  second.run(10);
  first.run(6);
  const expected = await weightsOnOneThread(10);
  expect([first.weights(), second.weights()]).toEqual([expected, expected]);
  expect(threadPool["helpers"].every((each) => each.isUp())).toBe(true);
});

test("training goes on while every core is busy with something else", async () => {
  const loads = Array.from({ length: availableParallelism() }, () => new Worker("for (;;) {}", { eval: true }));
  try {
    const { run, weights } = await training(4);
    for (let round = 0; round < 10; round += 1) run(1);
    expect(weights()).toEqual(await weightsOnOneThread(10));
  } finally {
    await Promise.all(loads.map((load) => load.terminate()));
  }
});

test("many sessions with threads, one after another, find memory", async () => {
  for (let count = 0; count < 100; count += 1) (await training(2)).run(1);
}, 60_000);
