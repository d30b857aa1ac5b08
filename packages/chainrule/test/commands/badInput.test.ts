import { describe, expect, test } from "vitest";
import { barImages, flowersCsv, idxBytes, WorkFolder, xorConfig } from "../workFolder.ts";

const bars = barImages(12);
const flowers = `
data: { csv: flowers.csv, label: kind, test: 0.2 }
model: [ { linear: 3 } ]
loss: crossEntropy
optimizer: { adam: { learningRate: 0.1 } }
epochs: 2
`;
const images = `
data:
  idx:
    train: [images.idx, labels.idx]
model: [ flatten, { linear: 3 } ]
loss: crossEntropy
optimizer: { sgd: 0.1 }
epochs: 1
`;

/** Trains, and expects one message, exit code 2, and nothing written. */
async function expectRefused(
  files: Readonly<Record<string, string | Uint8Array>>,
  words: readonly string[],
  message: string | RegExp,
) {
  const folder = new WorkFolder(files);
  const before = folder.names();
  const { code, out, err } = await folder.run(words);
  expect(err).toMatch(
    typeof message === "string" ? new RegExp(message.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&")) : message,
  );
  expect({ code, out, lines: err.trimEnd().split("\n").length, names: folder.names() }).toEqual({
    code: 2,
    out: "",
    lines: 1,
    names: before,
  });
}

const train = ["train", "c.yaml"];
const refuse = (config: string, message: string | RegExp): Promise<void> =>
  expectRefused({ "c.yaml": config }, train, message);

describe("a name that is mistyped", () => {
  test.each([
    [
      "a key",
      xorConfig.replace("epochs", "epocs"),
      'c.yaml:6:1: key must be a known one; got "epocs"; did you mean "epochs"?',
    ],
    [
      "a key of data",
      xorConfig.replace("inline:", "inlin:"),
      'c.yaml:2:9: data: key must be a known one; got "inlin"; did you mean "inline"?',
    ],
    [
      "a data set",
      "data: { dataset: mnits }\nmodel: [tanh]\nloss: crossEntropy\noptimizer: adam\n",
      'c.yaml:1:9: data set: name must be a known one; got "mnits" (data.dataset); did you mean "mnist"?',
    ],
    [
      "a layer",
      xorConfig.replace("{ linear: 3 }", "{ lineer: 3 }"),
      /^c\.yaml:3:\d+: layer: name must be a known one; got "lineer" \(model\[0\]\); did you mean "linear"\?/,
    ],
    [
      "an activation",
      xorConfig.replace("sigmoid, {", "sigmiod, {"),
      /^c\.yaml:3:\d+: layer: name must be a known one; got "sigmiod" \(model\[1\]\); did you mean "sigmoid"\?/,
    ],
    [
      "an option of a layer",
      xorConfig.replace("linear: 3", "linear: { unit: 3 }"),
      /^c\.yaml:3:22: linear: option must be a known one; got "unit" .*did you mean "units"\?/,
    ],
    [
      "a loss",
      xorConfig.replace("squaredErrorCost", "squareErrorCost"),
      /^c\.yaml:4:1: loss: name must be a known one.*did you mean "squaredErrorCost"\?/,
    ],
    [
      "an optimizer",
      xorConfig.replace("sgd:", "sdg:"),
      /^c\.yaml:5:\d+: optimizer: name must be a known one.*did you mean "sgd"\?/,
    ],
    [
      "an option of an optimizer",
      xorConfig.replace("momentum", "momemtum"),
      /^c\.yaml:5:38: sgd: option must be a known one.*did you mean "momentum"\?/,
    ],
    [
      "a metric",
      `${xorConfig}metrics: [acuracy]\n`,
      /^c\.yaml:8:11: metric: name must be a known one.*did you mean "accuracy"\?/,
    ],
  ])("%s is refused with the nearest name and its line", async (_, config, message) => refuse(config, message));

  test("the message is Chinese where that is asked for", async () => {
    const config = xorConfig.replace("epochs", "epocs");
    await expectRefused(
      { "c.yaml": config },
      [...train, "--lang", "zh"],
      'c.yaml:6:1：没有这个键；得到 "epocs"；是不是想写 "epochs"？',
    );
  });
});

describe("a value that does not hold", () => {
  test.each([
    [
      "epochs",
      xorConfig.replace("epochs: 6", "epochs: 0"),
      "c.yaml:6:1: config: epochs must be a whole number at least 1; got 0",
    ],
    [
      "batch size",
      xorConfig.replace("batchSize: 2", "batchSize: two"),
      'c.yaml:7:1: config: batchSize must be a whole number at least 1; got "two"',
    ],
    [
      "learning rate",
      xorConfig.replace("learningRate: 1", "learningRate: .nan"),
      /sgd: learningRate must be a number of at least 0, or a schedule; got NaN/,
    ],
    ["no model", xorConfig.replace(/model:.*\n/, ""), "c.yaml:2:1: model must be given; got nothing"],
    [
      "no layers",
      xorConfig.replace(/model:.*\n/, "model: []\n"),
      "c.yaml:3:1: model: must be a list with at least one layer; got []",
    ],
    ["a list", "- 1\n- 2\n", /^c\.yaml:1:1: config: must be a mapping/],
    ["nothing", "", /^c\.yaml: config: must be a mapping|^c\.yaml:1:1: config: must be a mapping/],
  ])("%s is refused", async (_, config, message) => refuse(config, message));

  test("a shape that does not fit names the layer, what must hold and what came", async () => {
    const config = xorConfig.replace("{ linear: 3 }, sigmoid", "{ conv2d: { filters: 2, kernel: 3 } }, sigmoid");
    await refuse(config, /^c\.yaml:3:\d+: conv2d: .*; got \[2\] \(model\.layers\[0\]/);
  });

  test("given weights of another shape are refused", async () => {
    await refuse(
      xorConfig.replace("linear: 3", "linear: { units: 3, weights: [[1, 2]] }"),
      /^c\.yaml:3:\d+: 0\.weight: values must have shape \[3, 2\]; got \[1, 2\]/,
    );
  });
});

describe("a configuration that cannot be read", () => {
  test("text that is not YAML", async () =>
    refuse("data: { inline: [\nmodel: }", /^c\.yaml:2:\d+: must be valid YAML; /));
  test("a key that stands twice", async () =>
    refuse(`${xorConfig}epochs: 3\n`, /^c\.yaml:8:1: must be valid YAML; Map keys must be unique/));
  test("aliases that grow without end", async () => {
    const lines = Array.from({ length: 30 }, (_, i) => `k${i + 1}: &k${i + 1} [${Array(9).fill(`*k${i}`).join(", ")}]`);
    await refuse(`k0: &k0 [1]\n${lines.join("\n")}\n`, /^c\.yaml: must be valid YAML; Excessive alias count/);
  });
  test("JSON with a comma too many", async () =>
    expectRefused({ "c.json": '{"epochs": 3,}' }, ["train", "c.json"], /^c\.json.*: must be valid JSON; /));
  test("a file that is missing", async () => expectRefused({}, train, "c.yaml: file must exist; got none"));
  test("a folder", async () => expectRefused({ "c.yaml/x": "" }, train, "c.yaml: must be a file; got a folder"));
  test("a file of another type", async () =>
    expectRefused({ "c.toml": "" }, ["train", "c.toml"], "c.toml: configuration must be a .yaml"));
  test("a module that throws", async () =>
    expectRefused({ "c.ts": "throw new Error('no luck');" }, ["train", "c.ts"], "c.ts: module must load; no luck"));
  test("a module without a default export", async () =>
    expectRefused(
      { "c.ts": "export const x: number = 1;" },
      ["train", "c.ts"],
      "c.ts: module must export the configuration as its default",
    ));
});

test("a figure to stop by that training does not give is refused before training", async () => {
  const config = `${xorConfig}earlyStopping: { monitor: validation.los }\nvalidation: 1\n`;
  await refuse(
    config,
    /^c\.yaml:\d+:\d+: monitored figure: name must be a known one; got "validation.los".*did you mean "validation.loss"/,
  );
});

describe("examples that cannot be trained on", () => {
  const inline = (inputs: string, targets: string): string =>
    xorConfig
      .replace(/inputs: .*\] \}/, `inputs: ${inputs}, targets: ${targets} }`)
      .replace("squaredErrorCost", "crossEntropy")
      .replace("linear: 1", "linear: 2");
  test.each([
    ["none", inline("[]", "[]"), /^c\.yaml:2:1: inputs: must hold at least one example/],
    [
      "of one class only",
      inline("[[0],[1]]", "[1, 1]"),
      /^c\.yaml:2:1: targets: training needs examples of at least two classes; got only 1/,
    ],
    [
      "with a label outside the classes",
      inline("[[0],[1],[2]]", "[0, 1, 2]"),
      /crossEntropy: the model must have an output for each of 3 classes; got 2 outputs/,
    ],
    [
      "with a negative label",
      inline("[[0],[1]]", "[0, -1]"),
      /^target of example 1: class must be a whole number from 0 to 1; got -1/,
    ],
    [
      "with a label that is no whole number",
      inline("[[0],[1],[2]]", "[0, 1, 0.5]"),
      /^target of example 2: class must be a whole number from 0 to 1; got 0\.5/,
    ],
    [
      "of ragged rows",
      inline("[[0, 1],[1]]", "[0, 1]"),
      /^c\.yaml:2:1: inputs: nested arrays must have one length.*inputs\[1\]/,
    ],
    [
      "with a value that is no number",
      inline("[[0],[.nan]]", "[0, 1]"),
      /^c\.yaml:2:1: inputs: every value must be a finite number; inputs\[1\]\[0\] is not; got NaN/,
    ],
    [
      "with fewer targets than inputs",
      inline("[[0],[1]]", "[0]"),
      /same number of examples; got 2 inputs and 1 targets/,
    ],
  ])("%s", async (_, config, message) => refuse(config, message));

  const csv = (text: string, message: string | RegExp): Promise<void> =>
    expectRefused({ "c.yaml": flowers, "flowers.csv": text }, train, message);
  test("a CSV file that is missing", async () => refuse(flowers, "flowers.csv: file must exist; got none"));
  test("NaN in a CSV names row and column", async () =>
    csv(
      flowersCsv().replace(/\n1\.\d+,/, "\nNaN,"),
      'flowers.csv: row 2, column "length": value must not be missing; got "NaN"',
    ));
  test("a ragged row", async () =>
    csv(`${flowersCsv()}1,2\n`, "flowers.csv: CSV row 32: every row must have 3 fields; got 2"));
  test("a label column that is not there", async () =>
    expectRefused(
      { "c.yaml": flowers.replace("label: kind", "label: kid"), "flowers.csv": flowersCsv() },
      train,
      'flowers.csv: column: must be in the table; got "kid"; did you mean "kind"?',
    ));
  test("an empty CSV file", async () => csv("", "flowers.csv: CSV: must hold at least one example; got none"));
  test("one class only in a CSV", async () =>
    csv(
      "length,kind\n1,a\n2,a\n3,a\n4,a\n5,a\n",
      /flowers\.csv: targets: training needs examples of at least two classes; got only a/,
    ));

  const idx = (files: Readonly<Record<string, Uint8Array>>, message: string | RegExp): Promise<void> =>
    expectRefused({ "c.yaml": images, "images.idx": bars.images, "labels.idx": bars.labels, ...files }, train, message);
  test("an IDX file that is cut off", async () =>
    idx(
      { "images.idx": bars.images.subarray(0, 100) },
      "images.idx: an IDX file of shape [12, 6, 6] must have 448 bytes; got 100",
    ));
  test("an IDX file that lies about its size", async () =>
    idx(
      { "images.idx": idxBytes([2 ** 31, 2 ** 31, 6], []) },
      /images\.idx: an IDX file of shape \[2147483648, 2147483648, 6\] must have \d+ bytes; got 16/,
    ));
  test("a file that is no IDX file", async () =>
    idx({ "labels.idx": new TextEncoder().encode("label\n1\n2\n") }, /labels\.idx: an IDX file begins with/));
  test("other counts of images and labels", async () =>
    idx({ "labels.idx": idxBytes([3], [0, 1, 2]) }, /same number of examples; got 12 inputs and 3 targets/));
  test("more classes than outputs", async () =>
    idx(
      { "labels.idx": idxBytes([12], [0, 1, 2, 3, 0, 1, 2, 3, 0, 1, 2, 3]) },
      /the model must have an output for each of 4 classes/,
    ));
});

describe("a place that cannot be written", () => {
  const files = { "c.yaml": xorConfig, taken: "a file" };
  test("a folder below a file", async () =>
    expectRefused(
      files,
      [...train, "--out", "taken/run"],
      /taken\/run.*: must be writable; got a file where a folder must be/,
    ));
  test("a file in the folder's place", async () =>
    expectRefused(files, [...train, "--out", "taken"], "taken: must be writable; got a file where a folder must be"));
  test("a folder that holds something", async () =>
    expectRefused(
      { ...files, "old/x": "" },
      [...train, "--out", "old"],
      "old: folder of a new run must be empty or new; name another with --out",
    ));
  test("a place where nothing can be made", async () => {
    const folder = new WorkFolder(files);
    const { code, err } = await folder.run([...train, "--out", "/proc/run"]);
    expect({ code, err }).toEqual({ code: 2, err: expect.stringMatching(/^\/proc\/run.*: must be writable; got /) });
  });
});

describe("a run that is missing or half there", () => {
  const commands = ["evaluate r", "predict r --input [[0,1]]", "summary r", "check r"] as const;

  test.each([commands[0], commands[1], "train --resume r"])("%s of a folder that is not there", async (line) => {
    await expectRefused({}, line.split(" "), "r: run folder must exist; got none");
  });
  test.each(commands)("%s of a folder that is no run", async (line) => {
    await expectRefused({ "r/x": "" }, line.split(" "), "r: must be a run folder; config.json is missing from it");
  });
  test.each(commands)("%s of a run that did not come to its end", async (line) => {
    const message = "r: run must be finished; model.json is missing; go on with: chainrule train --resume r";
    await expectRefused({ "r/config.json": JSON.stringify(xorAsJson) }, line.split(" "), message);
  });

  test("files that are damaged are named", async () => {
    const folder = new WorkFolder({ "c.yaml": xorConfig });
    await folder.run([...train, "--out", "r", "--engine", "reference"]);
    const whole = folder.read("r/model.safetensors");
    const predict = (): ReturnType<WorkFolder["run"]> => folder.run(["predict", "r", "--input", "[[0,1]]"]);
    const lying = Buffer.from(whole);
    lying.writeBigUInt64LE(2n ** 60n, 0);
    for (const bytes of [whole.subarray(0, 5), whole.subarray(0, whole.length - 4), lying]) {
      folder.write("r/model.safetensors", bytes);
      const { code, out, err } = await predict();
      expect({ code, out }).toEqual({ code: 2, out: "" });
      expect(err).toMatch(/^r\/model\.safetensors: /);
    }
    folder.write("r/model.safetensors", whole);
    folder.write("r/model.json", '{"format":');
    expect((await predict()).err).toMatch(/^r: model\.json must be whole and undamaged; /);
    folder.write("r/data.json", "{}");
    expect((await predict()).err).toBe("r: data.json must be whole and undamaged; format\n");
  });
});

const xorAsJson = {
  data: {
    inline: {
      inputs: [
        [0, 0],
        [0, 1],
      ],
      targets: [0, 1],
    },
  },
  model: [{ linear: 1 }, "sigmoid"],
  loss: "squaredErrorCost",
  optimizer: { sgd: 1 },
};

describe("an input that does not fit the run", () => {
  test.each([
    ["[[0, 1, 2]]", "--input: every example must have shape [2]; got [3]"],
    ["[[0, 1], [1]]", /--input: input: nested arrays must have one length/],
    ['[["a", 1]]', /--input: input: every value must be a finite number/],
    ["[", /--input: must be JSON .*; /],
    ["[]", /--input/],
    ["{}", /--input: must be JSON/],
    ["missing.json", "missing.json: file must exist; got none"],
    ["missing.csv", "missing.csv: file must exist; got none"],
    ["c.yaml", /c\.yaml: an IDX file begins with/],
  ])("%s", async (input, message) => {
    const folder = new WorkFolder({ "c.yaml": xorConfig });
    await folder.run([...train, "--out", "r", "--engine", "reference", "--epochs", "1"]);
    const { code, out, err } = await folder.run(["predict", "r", "--input", input]);
    expect({ code, out }).toEqual({ code: 2, out: "" });
    if (typeof message === "string") expect(err).toContain(message);
    else expect(err).toMatch(message);
  });
});

test("a learning rate that makes the loss infinite stops training and says where the first such number arose", async () => {
  const config = xorConfig
    .replace("squaredErrorCost", "meanSquaredError")
    .replace(", { linear: 1 }, sigmoid", ", { linear: 1 }")
    .replace("learningRate: 1", "learningRate: 1.0e+30");
  const folder = new WorkFolder({ "c.yaml": config });
  const { code, err } = await folder.run([...train, "--out", "r"]);
  expect(code).toBe(2);
  expect(err).toMatch(
    /^training stopped in epoch \d, step \d: the loss must be finite; got .*(Infinity|NaN) first in \w+/,
  );
});
