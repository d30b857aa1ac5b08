import { data } from "./data.ts";
import { engine } from "./engine.ts";
import { graph } from "./graph.ts";
import { model } from "./model.ts";
import { random } from "./random.ts";
import { serialization } from "./serialization.ts";

/** Every error in English. */
export const english: typeof data & typeof engine & typeof graph & typeof model & typeof random & typeof serialization = {
  ...data,
  ...engine,
  ...graph,
  ...model,
  ...random,
  ...serialization,
};
