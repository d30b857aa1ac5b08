// Fails between two steps on three threads, as a user's callback may.
import { compile } from "../../src/engines/compile.ts";
import { sharedStep } from "./sharedStep.ts";

const { step, feeds } = sharedStep();
const training = await compile(step, { threads: 3 });
for (let round = 0; ; round += 1) {
  training.run(feeds);
  if (round === 0) process.stdout.write("running\n");
  if (round === 5) throw new Error("a user's own error");
}
