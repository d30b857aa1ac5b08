import { data } from "./data.ts";
import { engine } from "./engine.ts";
import { graph } from "./graph.ts";
import { learning } from "./learning.ts";
import { model } from "./model.ts";
import { random } from "./random.ts";
import { serialization } from "./serialization.ts";

/** 所有错误的中文文本。 */
export const chinese: typeof data &
  typeof engine &
  typeof graph &
  typeof learning &
  typeof model &
  typeof random &
  typeof serialization = {
  ...data,
  ...engine,
  ...graph,
  ...learning,
  ...model,
  ...random,
  ...serialization,
};
