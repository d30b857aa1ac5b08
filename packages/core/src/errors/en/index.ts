import { data } from "./data.ts";
import { engine } from "./engine.ts";
import { explain } from "./explain.ts";
import { graph } from "./graph.ts";
import { learning } from "./learning.ts";
import { random } from "./random.ts";
import { serialization } from "./serialization.ts";
import { text } from "./text.ts";

/** Every error in English. */
export const english: typeof data &
  typeof engine &
  typeof explain &
  typeof graph &
  typeof learning &
  typeof random &
  typeof serialization &
  typeof text = {
  ...data,
  ...engine,
  ...explain,
  ...graph,
  ...learning,
  ...random,
  ...serialization,
  ...text,
};
