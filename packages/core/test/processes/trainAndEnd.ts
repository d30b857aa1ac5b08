// Trains on three threads and does nothing more: the process must end by itself.
import { compile } from "../../src/engines/compile.ts";
import { sharedStep } from "./sharedStep.ts";

const { step, feeds, weight } = sharedStep();
const training = await compile(step, { threads: 3 });
training.run(feeds, { steps: 20 });
process.stdout.write(JSON.stringify({ threads: training.session.threads, first: training.read(weight).data[0] }));
