import { basename, extname } from "node:path";
import {
  booleanOption,
  type Configurable,
  fromConfig,
  integerOption,
  isConfigurable,
  type Json,
  type JsonObject,
  type Layer,
  type Loss,
  layerRegistry,
  lossRegistry,
  type Metric,
  makeOption,
  metricRegistry,
  numberOption,
  type Optimizer,
  type OptionSpec,
  type OptionSpecs,
  type OptionText,
  optimizerRegistry,
  optional,
  type Registry,
  toConfig,
} from "@chainrule/core";
import type { ConfigPath, ConfigSource } from "./configSource.ts";
import { type DataConfig, hasTokens, parseData } from "./dataConfig.ts";
import { fieldsSchema, readFields, text, valueError, withPlace } from "./fields.ts";
import { isStateful } from "./statefulLayers.ts";

/** When training ends before its last epoch; see the library's `earlyStopping`. */
export interface EarlyStopping {
  readonly monitor?: string | undefined;
  readonly isGreaterBetter?: boolean | undefined;
  readonly patience: number;
  readonly least: number;
  readonly restoresBest: boolean;
}

interface Fields {
  readonly $schema: string | undefined;
  readonly name: string | undefined;
  readonly data: unknown;
  readonly model: readonly unknown[];
  readonly loss: unknown;
  readonly optimizer: unknown;
  readonly metrics: readonly unknown[] | undefined;
  readonly epochs: number;
  readonly batchSize: number;
  readonly accumulate: number;
  readonly seed: number;
  readonly shuffle: boolean | undefined;
  readonly validation: number | false | undefined;
  readonly earlyStopping: EarlyStopping | undefined;
}

/** A configuration whose every key has been read. */
export interface TrainingConfig {
  readonly source: ConfigSource;
  readonly name: string;
  readonly data: DataConfig;
  /** The layers as they are written. */
  readonly model: readonly Json[];
  /** The layers, where the word `vocabulary` stands for a number of tokens. */
  readonly layers: (vocabulary: number | undefined) => readonly Layer[];
  readonly loss: Loss;
  readonly optimizer: Optimizer;
  /** By default accuracy, where targets are classes. */
  readonly metrics: readonly Metric[] | undefined;
  readonly epochs: number;
  readonly batchSize: number;
  /** Batches whose gradients make one update. */
  readonly accumulate: number;
  readonly seed: number;
  readonly shuffle: boolean;
  /** Whether a layer hands its state from batch to batch. */
  readonly isStateful: boolean;
  /** Share or number of training examples that validate; `false` for none; by default the test part does. */
  readonly validation: number | false | undefined;
  readonly earlyStopping: EarlyStopping | undefined;
}

function anything(schema: JsonObject, options: OptionText<unknown>): OptionSpec<unknown> {
  return makeOption<unknown>(options, { expected: { en: "given", zh: "给出的值" }, schema, read: (value) => value });
}

function list(schema: JsonObject, options: OptionText<readonly unknown[]>): OptionSpec<readonly unknown[]> {
  return makeOption<readonly unknown[]>(options, {
    expected: { en: "a list", zh: "列表" },
    schema: { type: "array", items: schema },
    read: (value) => (Array.isArray(value) ? value : undefined),
  });
}

const stoppingSpecs: OptionSpecs<EarlyStopping> = {
  monitor: optional(
    text({
      en: "Figure that is watched (default: validation.loss where there is one, else loss).",
      zh: "所监视的指标（默认有验证时为 validation.loss，否则为 loss）。",
    }),
  ),
  isGreaterBetter: optional(
    booleanOption({
      en: "Whether greater is better (default: by the figure's name).",
      zh: "是否越大越好（默认由指标名决定）。",
    }),
  ),
  patience: integerOption({
    default: 5,
    min: 1,
    en: "Epochs without improvement that are borne.",
    zh: "可容忍的无改善轮数。",
  }),
  least: numberOption({ default: 0, min: 0, en: "Least improvement that counts.", zh: "算作改善的最小变化。" }),
  restoresBest: booleanOption({
    default: true,
    en: "Whether the weights of the best epoch are put back.",
    zh: "结束时是否恢复最佳一轮的权重。",
  }),
};

/** Every key of a configuration, as data. */
export const configSpecs: OptionSpecs<Fields> = {
  $schema: optional(text({ en: "Where editors find the JSON Schema.", zh: "编辑器查找 JSON Schema 的位置。" })),
  name: optional(text({ en: "Name of the runs (default: that of the file).", zh: "运行的名称（默认取文件名）。" })),
  data: anything({ $ref: "#/$defs/data" }, { en: "Where examples come from.", zh: "样本的来源。" }),
  model: list({ $ref: "#/$defs/layer" }, { en: "The layers in order.", zh: "依次排列的层。" }),
  loss: anything({ $ref: "#/$defs/loss" }, { en: "What training makes small.", zh: "训练要减小的损失。" }),
  optimizer: anything({ $ref: "#/$defs/optimizer" }, { en: "How parameters are changed.", zh: "参数的更新方法。" }),
  metrics: optional(
    list(
      { $ref: "#/$defs/metric" },
      { en: "Figures that are reported (default: accuracy for classes).", zh: "所报告的指标（分类默认 accuracy）。" },
    ),
  ),
  epochs: integerOption({ default: 10, min: 1, en: "Passes over the training data.", zh: "训练轮数。" }),
  batchSize: integerOption({ default: 32, min: 1, en: "Examples in a step.", zh: "每步的样本数。" }),
  accumulate: integerOption({
    default: 1,
    min: 1,
    en: "Batches whose gradients make one update.",
    zh: "累积多少批的梯度才更新一次。",
  }),
  seed: integerOption({ default: 1, min: 0, en: "Of everything that is random.", zh: "一切随机数的种子。" }),
  shuffle: optional(
    booleanOption({
      en: "Whether examples come in a new order every epoch (default: true; false where a layer is stateful).",
      zh: "每轮是否打乱样本顺序（默认 true；有层是 stateful 时为 false）。",
    }),
  ),
  validation: optional(
    makeOption<number | false>(
      {
        en: "Share or number of training examples that validate; false for none (default: the test part validates).",
        zh: "用作验证的训练样本比例或数量；false 表示不验证（默认用测试部分）。",
      },
      {
        expected: {
          en: "a share between 0 and 1, a number of examples, or false",
          zh: "0 到 1 之间的比例、样本数或 false",
        },
        schema: { anyOf: [{ type: "number", exclusiveMinimum: 0 }, { const: false }] },
        read: (value) =>
          value === false || (typeof value === "number" && value > 0 && (value < 1 || Number.isSafeInteger(value)))
            ? value
            : undefined,
      },
    ),
  ),
  earlyStopping: optional(
    makeOption<EarlyStopping>(
      { en: "When training ends before its last epoch.", zh: "提前停止训练的条件。" },
      {
        expected: { en: "{ monitor, patience, … }", zh: " { monitor, patience, … }" },
        schema: fieldsSchema(stoppingSpecs),
        read: () => ({ patience: 5, least: 0, restoresBest: true }), // read below, key by key,
      },
    ),
  ),
};

/**
 * Reads every key of a configuration.
 *
 * @throws CommandError naming file, line and key of the first fault
 */
export function parseConfig(source: ConfigSource): TrainingConfig {
  const fields = readFields<Fields>(source, [], source.value, configSpecs);
  const { $schema: _, name, data, earlyStopping, model, loss, optimizer, metrics, ...plain } = fields;
  if (model.length === 0)
    throw valueError(source, ["model"], { en: "a list with at least one layer", zh: "至少有一层的列表" }, model);
  const parsedData = parseData(source, ["data"], data);
  const written = model.map(plainEntry);
  const layers = (vocabulary: number | undefined): readonly Layer[] =>
    written.map((layer, i) => entry(source, layerRegistry, withVocabulary(layer, vocabulary), ["model", i]));
  // Read now, so that faults are told before any data are read; the number of tokens is not known yet.
  layers(hasTokens(parsedData) ? 2 ** 16 : undefined);
  const isCarried = isStateful(written.map(toJson));
  if (isCarried) requireWindows(source, parsedData);
  return {
    ...plain,
    source,
    name: name ?? basename(source.name, extname(source.name)),
    data: parsedData,
    shuffle: fields.shuffle ?? !isCarried,
    isStateful: isCarried,
    model: written.map(toJson),
    layers,
    loss: entry(source, lossRegistry, loss, ["loss"]),
    optimizer: entry(source, optimizerRegistry, optimizer, ["optimizer"]),
    metrics: metrics?.map((metric, i) => entry(source, metricRegistry, metric, ["metrics", i])),
    earlyStopping:
      earlyStopping === undefined
        ? undefined
        : readFields(source, ["earlyStopping"], rawStopping(source), stoppingSpecs),
  };
}

/** Where state is handed on, each window begins where another ended. */
function requireWindows(source: ConfigSource, data: DataConfig): void {
  const stride = data.kind === "text" ? data.options.stride : undefined;
  if (stride === undefined) return;
  const expected = {
    en: "left out where a layer is stateful: each window begins where another ended",
    zh: "省略，因为有层是 stateful 的：每个窗口接着另一个窗口开始",
  };
  throw valueError(source, ["data", "stride"], expected, stride);
}

function rawStopping(source: ConfigSource): unknown {
  const { value } = source;
  return typeof value === "object" && value !== null && "earlyStopping" in value ? value.earlyStopping : {};
}

/** A registry's value from a name with options, or (in a module) from one that was made already. */
function entry<Result extends Configurable>(
  source: ConfigSource,
  registry: Registry<Result>,
  written: unknown,
  path: ConfigPath,
): Result {
  const [top, index] = path;
  const place = index === undefined ? String(top) : `${String(top)}[${index}]`;
  return withPlace(source, path, () => fromConfig(registry, plainEntry(written), place));
}

/** A value that was made already as a configuration writes it. */
function plainEntry(written: unknown): unknown {
  return isConfigurable(written) ? toConfig(written) : written;
}

/** The same with the number of tokens wherever the word `vocabulary` stands for it. */
function withVocabulary(written: unknown, vocabulary: number | undefined): unknown {
  if (vocabulary === undefined) return written;
  if (written === "vocabulary") return vocabulary;
  if (Array.isArray(written)) return written.map((item: unknown) => withVocabulary(item, vocabulary));
  if (typeof written !== "object" || written === null) return written;
  return Object.fromEntries(Object.entries(written).map(([key, item]) => [key, withVocabulary(item, vocabulary)]));
}

/** What was read from a configuration is JSON, or was made plain. */
function toJson(written: unknown): Json {
  const json: Json = JSON.parse(JSON.stringify(written));
  return json;
}

/** A configuration as JSON with every default filled in; `data` with paths that fit the place where it is kept. */
export function configToJson(config: TrainingConfig, data: JsonObject): JsonObject {
  const optionalKeys: Record<string, Json> = {};
  if (config.validation !== undefined) optionalKeys["validation"] = config.validation;
  const { earlyStopping } = config;
  if (earlyStopping !== undefined) {
    const { monitor, isGreaterBetter, ...rest } = earlyStopping;
    optionalKeys["earlyStopping"] = {
      ...rest,
      ...(monitor === undefined ? {} : { monitor }),
      ...(isGreaterBetter === undefined ? {} : { isGreaterBetter }),
    };
  }
  return {
    name: config.name,
    data,
    model: config.model,
    loss: toConfig(config.loss),
    optimizer: toConfig(config.optimizer),
    ...(config.metrics === undefined ? {} : { metrics: config.metrics.map(toConfig) }),
    epochs: config.epochs,
    batchSize: config.batchSize,
    accumulate: config.accumulate,
    seed: config.seed,
    shuffle: config.shuffle,
    ...optionalKeys,
  };
}
