import { ChainruleError, type Dataset, type ExplainLog, explain, type Feeds, trainingStep } from "@chainrule/core";
import type { TrainingConfig } from "../config/trainingConfig.ts";
import { loadData } from "../data/loadData.ts";
import { configOrRun } from "../run/configOrRun.ts";
import { buildModel } from "../training/buildModel.ts";
import { finishedModel } from "../training/finishedModel.ts";

/** Which step of which model is to be explained. */
export interface ExplainedStep {
  /** A configuration (its first weights) or a finished run (its trained weights). */
  readonly name: string;
  readonly folder: string;
  /** An example's number from 0, or `"all"`; by default all where there are few, else the first. */
  readonly example: string | undefined;
  readonly stepNumber: number | undefined;
}

/** More training examples than this are not explained unless asked for. */
const mostByDefault = 64;

/** Runs the step and gives its log. */
export async function explainStep({ name, folder, example, stepNumber = 1 }: ExplainedStep): Promise<ExplainLog> {
  const { config, run } = await configOrRun(name, folder);
  const data = await loadData(config);
  const { train } = data;
  const model = run === undefined ? buildModel(config, data) : finishedModel(run);
  const chosen = chooseExamples(train, example);
  const examples = chosen === undefined ? train : train.select([chosen]);
  const { loss, optimizer } = config;
  const { step, feeds } = trainingStep(model, examples, { loss, optimizer, batchSize: examples.length });
  const { cost } = step.outputs;
  if (cost === undefined) throw new TypeError("a training step without a cost");
  const weights = [...model.weights()].map(([key, { data }]) => [key, data] as const);
  return explain(cost, exactFeeds(feeds, config, chosen), {
    step,
    stepNumber,
    // A configuration's first weights are used in full precision.
    ...(run === undefined ? {} : { state: Object.fromEntries(weights) }),
  });
}

function chooseExamples(train: Dataset, example: string | undefined): number | undefined {
  if (example === "all" || (example === undefined && train.length <= mostByDefault)) return undefined;
  const index = example === undefined ? 0 : /^\d+$/.test(example) ? Number(example) : -1;
  if (index >= 0 && index < train.length) return index;
  throw new ChainruleError("explain.example", { received: example ?? "", count: train.length });
}

/** Feeds with the digits that the configuration wrote: data sets hold f32, the explanation counts in f64. */
function exactFeeds(feeds: Feeds, { data }: TrainingConfig, chosen: number | undefined): Feeds {
  if (data.kind !== "inline") return feeds;
  const { inputs, targets } = data.options.inline;
  const rows = (list: readonly unknown[]): readonly unknown[] =>
    chosen === undefined ? list : list.slice(chosen, chosen + 1);
  const written = [inputs, targets].map((list) => rows(list).flat(Number.POSITIVE_INFINITY));
  return Object.fromEntries(
    Object.entries(feeds).map(([name, feed]) => {
      if (!(feed instanceof Float32Array)) return [name, feed];
      const exact = written.find((list): list is number[] => isSame(list, feed));
      return [name, exact === undefined ? feed : Float64Array.from(exact)];
    }),
  );
}

function isSame(written: readonly unknown[], stored: Float32Array): boolean {
  return (
    written.length === stored.length &&
    written.every((value, place) => typeof value === "number" && Math.fround(value) === stored[place])
  );
}
