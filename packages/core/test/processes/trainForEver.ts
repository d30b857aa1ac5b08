// Trains on three threads until somebody stops it: steps one by one, or, with the argument "long", in one call.
import { compile } from "../../src/engines/compile.ts";
import { sharedStep } from "./sharedStep.ts";

const { step, feeds } = sharedStep();
const training = await compile(step, { threads: 3 });
training.run(feeds);
process.stdout.write("running\n");
await new Promise((resolve) => setTimeout(resolve, 20));
for (;;) {
  training.run(feeds, { steps: process.argv[2] === "long" ? 100_000_000 : 1 });
  await new Promise((resolve) => setImmediate(resolve));
}
