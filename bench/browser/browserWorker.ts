import { createSession } from "@chainrule/core";
import { hashBits } from "../workloads/hash.ts";
import { feedsOf } from "../workloads/workload.ts";
import { workloadNamed } from "../workloads/workloads.ts";
import type { BrowserRequest, BrowserResult } from "./browserMessages.ts";

const rounds = 5;

/** Trains one workload here, in a worker, and measures it. */
async function measured({ workload: name, threads, seconds, steps }: BrowserRequest): Promise<BrowserResult> {
  const workload = workloadNamed(name);
  const feeds = feedsOf(workload);
  const session = await createSession({ threads });
  const program = await session.compile(workload.step);
  program.run(feeds, { steps });
  const bits = hashBits(workload.parameters.map((parameter) => Float32Array.from(session.read(parameter).data)));
  // The clock is coarse where the page is not isolated: rounds are long, and counted in whole blocks of steps.
  const many = name === "xor" ? 10_000 : 1;
  const timed = (limitMs: number): number => {
    const begin = performance.now();
    let done = 0;
    while (performance.now() - begin < limitMs) {
      program.run({}, { steps: many, keepInputs: true });
      done += many;
    }
    return (performance.now() - begin) / done;
  };
  timed(1000 * seconds);
  const times = Array.from({ length: rounds }, () => timed(1000 * seconds));
  return { workload: name, threads: session.threads, rounds: times, bits };
}

addEventListener("message", (event: MessageEvent<BrowserRequest>) => {
  measured(event.data).then(
    (result) => postMessage(result),
    (error: unknown) => postMessage({ error: String(error) }),
  );
});
