import { describe, expect, test } from "vitest";
import { barImages, flowersCsv, WorkFolder, xorConfig } from "../workFolder.ts";

const bars = barImages(60);
const barConfig = `
data:
  idx:
    train: [images.idx, labels.idx]
    test: [images.idx, labels.idx]
  classNames: [upright, lying, aslant]
model: [ { conv2d: { filters: 4, kernel: 3 } }, relu, flatten, { linear: 3 } ]
loss: crossEntropy
optimizer: { adam: { learningRate: 0.02 } }
metrics: [accuracy]
epochs: 4
batchSize: 8
`;
const barFiles = { "bars.yaml": barConfig, "images.idx": bars.images, "labels.idx": bars.labels };
const flowersConfig = `
data: { csv: data/flowers.csv, label: kind, test: 0.2 }
model: [ { linear: 3 } ]
loss: crossEntropy
optimizer: { adam: { learningRate: 0.3 } }
epochs: 20
batchSize: 8
`;
const dataFiles = { "data/flowers.csv": flowersCsv() };
const flowerFiles = { "c/flowers.yaml": flowersConfig, "c/data/flowers.csv": flowersCsv() };

describe("a run's folder", () => {
  test("holds configuration, figures, checkpoints, model and pictures, and nothing half-written", async () => {
    const folder = new WorkFolder(barFiles);
    const { code, out, err } = await folder.run(["train", "bars.yaml", "--out", "r"]);
    expect({ code, err }).toEqual({ code: 0, err: "" });
    expect(folder.names("r")).toEqual([
      "checkpoints",
      expect.stringMatching(/^checkpoints\/step-\d{9}\.safetensors$/),
      expect.stringMatching(/^checkpoints\/step-000000032\.safetensors$/),
      "config.json",
      "confusion-matrix.svg",
      "cost-curve.svg",
      "data.json",
      "metrics.jsonl",
      "misread.svg",
      "model.json",
      "model.safetensors",
    ]);
    expect(folder.text("r/metrics.jsonl").trim().split("\n")).toHaveLength(4);
    expect(out).toMatch(/planned memory of a training step: [\d,]+ bytes .*\nrun: r\nepoch 1\/4 {2}loss/);
    expect(out).not.toContain("\u001b");
    expect(out.match(/^epoch /gm)).toHaveLength(4);
    expect(out).toContain("60 training examples, 60 test");
  });

  test("is named after the configuration, the day and the time, below runs", async () => {
    const folder = new WorkFolder({ "xor.yaml": xorConfig });
    const { lines } = await folder.run(["train", "xor.yaml", "--json", "--epochs", "1"]);
    expect(lines.at(-1)?.["run"]).toMatch(/^runs\/xor-\d{8}-\d{6}$/);
    expect(folder.names("runs")).toContain(String(lines.at(-1)?.["run"]).slice(5));
  });

  test("keeps a configuration of its own that trains the same model", async () => {
    const folder = new WorkFolder(flowerFiles);
    await folder.run(["train", "c/flowers.yaml", "--out", "deep/r", "--seed", "5"]);
    expect((await folder.run(["train", "deep/r/config.json", "--out", "again"])).code).toBe(0);
    expect(folder.read("again/model.safetensors").equals(folder.read("deep/r/model.safetensors"))).toBe(true);
  });
});

describe("accumulate", () => {
  test("trains with batches of 4 gathered by two as with batches of 8, and is kept with the run", async () => {
    const losses = async (sizes: string): Promise<readonly number[]> => {
      const folder = new WorkFolder({ "c.yaml": flowersConfig.replace("batchSize: 8", sizes), ...dataFiles });
      const { lines, code } = await folder.run(["train", "c.yaml", "--out", "r", "--json"]);
      expect(code).toBe(0);
      if (sizes.includes("accumulate"))
        expect(JSON.parse(folder.text("r/config.json"))).toMatchObject({ accumulate: 2 });
      return lines.flatMap(({ loss }) => (typeof loss === "number" ? [loss] : []));
    };
    const whole = await losses("batchSize: 8");
    const gathered = await losses("batchSize: 4\naccumulate: 2");
    expect(gathered).toHaveLength(20);
    gathered.forEach((loss, epoch) => {
      expect(loss).toBeCloseTo(whole[epoch] ?? Number.NaN, 4);
    });
  });

  test("that is no number of batches is refused with its line", async () => {
    const folder = new WorkFolder({ "c.yaml": `${flowersConfig}accumulate: 0\n`, ...dataFiles });
    const { code, err } = await folder.run(["train", "c.yaml"]);
    expect({ code, err }).toEqual({
      code: 2,
      err: "c.yaml:8:1: config: accumulate must be a whole number at least 1; got 0\n",
    });
  });
});

describe("--json", () => {
  test("train prints a line an epoch and one at the end, and nothing else on standard output", async () => {
    const folder = new WorkFolder(barFiles);
    const { lines, err } = await folder.run(["train", "bars.yaml", "--out", "r", "--json", "--epochs", "2"]);
    const figures = { loss: expect.any(Number), accuracy: expect.any(Number) };
    const epoch = (count: number): object => ({
      epoch: count,
      loss: expect.any(Number),
      metrics: { accuracy: expect.any(Number) },
      validation: figures,
      elapsedMs: expect.any(Number),
    });
    expect(lines).toEqual([
      epoch(1),
      epoch(2),
      { done: true, run: "r", test: figures, parameters: 235, planBytes: expect.any(Number) },
    ]);
    expect(err).toContain("planned memory of a training step");
  });

  test("evaluate gives the score that train gave", async () => {
    const folder = new WorkFolder(barFiles);
    const trained = await folder.run(["train", "bars.yaml", "--out", "r", "--json"]);
    const { lines } = await folder.run(["evaluate", "r", "--json"]);
    expect(lines).toEqual([{ test: trained.lines.at(-1)?.["test"] }]);
    const others = await folder.run(["evaluate", "r", "--data", "images.idx,labels.idx", "--json"]);
    expect(others.lines).toEqual(lines);
  });

  test("predict gives outputs and the names of labels", async () => {
    const folder = new WorkFolder(barFiles);
    await folder.run(["train", "bars.yaml", "--out", "r", "--epochs", "12"]);
    const { lines } = await folder.run(["predict", "r", "--input", "images.idx", "--json"]);
    const [line] = lines;
    expect(line?.["outputs"]).toHaveLength(60);
    expect(line?.["labels"]).toEqual(Array.from({ length: 60 }, (_, i) => ["upright", "lying", "aslant"][i % 3]));
  });

  test("check prints the largest relative error of each parameter", async () => {
    const folder = new WorkFolder({ "c.yaml": xorConfig });
    const { code, lines } = await folder.run(["check", "c.yaml", "--json"]);
    expect(code).toBe(0);
    expect(lines.map((line) => line["parameter"])).toEqual(["0.weight", "0.bias", "2.weight", "2.bias"]);
    for (const line of lines) expect(line["maxRelativeError"]).toBeLessThan(1e-6);
  });
});

describe("a CSV file with text labels", () => {
  test("is trained on, measured and predicted by name, by row, by column and from another file", async () => {
    const folder = new WorkFolder({ ...flowerFiles, "new.csv": "width,length\n0.2,1.0\n2.2,5.1\n" });
    const trained = await folder.run(["train", "c/flowers.yaml", "--out", "r", "--json"]);
    expect(trained.lines.at(-1)).toMatchObject({ done: true, test: { accuracy: 1 } });
    const labels = async (input: string): Promise<unknown> =>
      (await folder.run(["predict", "r", "--input", input, "--json"])).lines[0]?.["labels"];
    expect(await labels("[[1.1, 0.1], [3.2, 1.1]]")).toEqual(["setosa", "versicolor"]);
    expect(await labels('{"width": 2.1, "length": 5.2}')).toEqual(["virginica"]);
    expect(await labels("new.csv")).toEqual(["setosa", "virginica"]);
    expect((await folder.run(["evaluate", "r", "--data", "c/data/flowers.csv", "--json"])).lines).toEqual([
      { test: { loss: expect.any(Number), accuracy: 1 } },
    ]);
    expect((await folder.run(["predict", "r", "--input", '{"widht": 1}'])).err).toContain('did you mean "width"?');
    expect((await folder.run(["predict", "r", "--input", "[[1.1, 0.1]]"])).out).toMatch(
      /^1: setosa \(\d+\.\d\d %\) {2}\[/,
    );
  });
});

describe("configurations", () => {
  test("a TypeScript module, JSON and YAML of the same content train the same model", async () => {
    const value = {
      data: {
        inline: {
          inputs: [
            [0, 0],
            [0, 1],
            [1, 0],
            [1, 1],
          ],
          targets: [0, 1, 1, 0],
        },
      },
      model: [{ linear: 2 }, "tanh", { linear: 1 }, "sigmoid"],
      loss: "binaryCrossEntropy",
      optimizer: { sgd: 0.5 },
      epochs: 3,
    };
    const folder = new WorkFolder({
      "a.ts": `const units: number = 2;\nexport default { ...${JSON.stringify(value)}, model: [{ linear: units }, "tanh", { linear: 1 }, "sigmoid"] };`,
      "b.json": JSON.stringify(value),
      "c.yaml": JSON.stringify(value),
    });
    for (const [i, file] of ["a.ts", "b.json", "c.yaml"].entries())
      expect((await folder.run(["train", file, "--out", `r${i}`])).code).toBe(0);
    expect(folder.read("r1/model.safetensors").equals(folder.read("r0/model.safetensors"))).toBe(true);
    expect(folder.read("r2/model.safetensors").equals(folder.read("r0/model.safetensors"))).toBe(true);
  });

  test("given weights and shuffle: false give the figures worked out by hand", async () => {
    const config = `
data: { inline: { inputs: [[0,0],[0,1],[1,0],[1,1]], targets: [0,1,1,1] } }
model: [ { linear: { units: 1, weights: [[0.1, 0.6]], bias: [0] } }, sigmoid ]
loss: squaredErrorCost
optimizer: { sgd: { learningRate: 1 } }
epochs: 2
batchSize: 4
shuffle: false
`;
    const { lines } = await new WorkFolder({ "or.yaml": config }).run(["train", "or.yaml", "--json"]);
    expect(lines.slice(0, 2).map((line) => Number(line["loss"]).toFixed(3))).toEqual(["0.089", "0.084"]);
  });

  test("numbers to be predicted need no classes", async () => {
    const config =
      "data: { inline: { inputs: [[0],[1],[2],[3]], targets: [1,3,5,7] } }\nmodel: [ { linear: 1 } ]\nloss: meanSquaredError\noptimizer: { sgd: 0.1 }\nmetrics: [mae]\nepochs: 200\nbatchSize: 4\n";
    const folder = new WorkFolder({ "line.yaml": config });
    await folder.run(["train", "line.yaml", "--out", "r"]);
    const [line] = (await folder.run(["predict", "r", "--input", "[[4]]", "--json"])).lines;
    expect(line?.["labels"]).toEqual([]);
    expect(JSON.stringify(line?.["outputs"])).toMatch(/^\[\[(8\.9|9\.0)/);
    expect(folder.names("r")).not.toContain("confusion-matrix.svg");
  });

  test("a schedule, early stopping and a validation share are read", async () => {
    const config = flowersConfig
      .replace("0.3", "{ cosineDecay: { rate: 0.3, duration: 60 } }")
      .replace(
        "epochs: 20",
        "epochs: 400\nvalidation: 0.25\nearlyStopping: { patience: 2, monitor: validation.accuracy }",
      );
    const folder = new WorkFolder({ ...flowerFiles, "c/flowers.yaml": config });
    const { code, lines } = await folder.run(["train", "c/flowers.yaml", "--out", "r", "--json"]);
    expect(code).toBe(0);
    expect(lines.length).toBeLessThan(200);
    expect(JSON.parse(folder.text("r/config.json"))).toMatchObject({
      validation: 0.25,
      earlyStopping: { patience: 2 },
    });
  });

  test("iris comes from its package", async () => {
    const config =
      "data: { dataset: iris }\nmodel: [ { linear: 3 } ]\nloss: crossEntropy\noptimizer: { adam: { learningRate: 0.1 } }\nepochs: 10\n";
    const folder = new WorkFolder({ "iris.yaml": config });
    expect((await folder.run(["train", "iris.yaml", "--out", "r", "--json"])).lines.at(-1)).toMatchObject({
      done: true,
    });
    const { lines } = await folder.run(["predict", "r", "--input", "[[5.1,3.5,1.4,0.2]]", "--json"]);
    expect(lines[0]?.["labels"]).toEqual(["setosa"]);
  });
});

test("a table's run is measured on JSON as on CSV: by its own columns, standardised as in training", async () => {
  const rows = flowersCsv()
    .trim()
    .split("\n")
    .slice(1, 10)
    .map((line) => line.split(","));
  const table = ["length,width,kind", ...rows.map((row) => row.join(",")), ""].join("\n");
  const targets = rows.map(([, , kind]) => kind);
  const lists = { inputs: rows.map(([length, width]) => [Number(length), Number(width)]), targets };
  const named = { inputs: rows.map(([length, width]) => ({ width: Number(width), length: Number(length) })), targets };
  const files = { "more.csv": table, "lists.json": JSON.stringify(lists), "named.json": JSON.stringify(named) };
  const folder = new WorkFolder({ ...flowerFiles, ...files });
  await folder.run(["train", "c/flowers.yaml", "--out", "r"]);
  const scores = await Promise.all(Object.keys(files).map((f) => folder.run(["evaluate", "r", "--data", f, "--json"])));
  const [csv, ...jsons] = scores.map(({ out, err }) => out + err);
  expect(csv).toMatch(/^\{"test":\{"loss":/);
  expect(jsons).toEqual([csv, csv]);
});

test("with crossEntropy a CSV's whole numbers are classes, however many", async () => {
  const rows = Array.from({ length: 90 }, (_, i) => `${i},${(i * i) % 7},${i % 30}`);
  const config = flowersConfig.replace("kind, test: 0.2", "kind").replace("linear: 3", "linear: 30");
  const folder = new WorkFolder({
    "c.yaml": config,
    "data/flowers.csv": ["length,width,kind", ...rows, ""].join("\n"),
  });
  const { code, err } = await folder.run(["train", "c.yaml", "--out", "r"]);
  expect({ code, err }).toEqual({ code: 0, err: "" });
  const { lines } = await folder.run(["predict", "r", "--input", "[[3, 2]]", "--json"]);
  expect(lines[0]?.["labels"]).toEqual([expect.stringMatching(/^\d+$/)]);
});

describe("going on with a run", () => {
  const words = ["train", "c.yaml", "--epochs", "30"] as const;

  test.each([
    ["at the end of an epoch", false, /^epoch +7\//],
    ["in the midst of one", true, /^\repoch +1\//],
  ])("after Ctrl-C %s the same bits come out as without it", async (_, isInteractive, when) => {
    const folder = new WorkFolder({ "c.yaml": xorConfig });
    await folder.run([...words, "--out", "whole"]);
    let count = 0;
    const onOutput = (text: string): void => {
      if (when.test(text)) count += 1;
      if (when.test(text) && count === 1) process.emit("SIGINT");
    };
    const stopped = await folder.run([...words, "--out", "r"], { onOutput, isInteractive });
    expect(stopped.code).toBe(130);
    expect(stopped.err).toContain("Go on with: chainrule train --resume r");
    expect(folder.names("r")).not.toContain("model.json");
    const resumed = await folder.run(["train", "--resume", "r"]);
    expect(resumed.code).toBe(0);
    expect(folder.read("r/model.safetensors").equals(folder.read("whole/model.safetensors"))).toBe(true);
    const losses = (name: string): unknown[] =>
      folder
        .text(`${name}/metrics.jsonl`)
        .trim()
        .split("\n")
        .map((line) => ({ ...JSON.parse(line), elapsedMs: 0 }));
    expect(losses("r")).toEqual(losses("whole"));
  });

  test("a finished run goes on for more epochs, and only then", async () => {
    const folder = new WorkFolder({ "c.yaml": xorConfig });
    await folder.run([...words, "--out", "whole"]);
    await folder.run(["train", "c.yaml", "--epochs", "10", "--out", "r"]);
    expect(await folder.run(["train", "--resume", "r"])).toMatchObject({
      code: 2,
      err: "r: training has already ended after 10 epochs; give more with --epochs N\n",
    });
    expect((await folder.run(["train", "--resume", "r", "--epochs", "30"])).code).toBe(0);
    expect(folder.read("r/model.safetensors").equals(folder.read("whole/model.safetensors"))).toBe(true);
  });

  test("a run that was ended before its pictures is finished", async () => {
    const folder = new WorkFolder({ "c.yaml": xorConfig });
    await folder.run([...words, "--out", "whole"]);
    await folder.run([...words, "--out", "r"]);
    folder.remove("r/cost-curve.svg");
    const { code, lines } = await folder.run(["train", "--resume", "r", "--json"]);
    expect({ code, done: lines.at(-1)?.["done"] }).toEqual({ code: 0, done: true });
    expect(folder.names("r")).toContain("cost-curve.svg");
    expect(folder.read("r/model.safetensors").equals(folder.read("whole/model.safetensors"))).toBe(true);
  });

  test("a checkpoint that is damaged is refused", async () => {
    const folder = new WorkFolder({ "c.yaml": xorConfig });
    await folder.run(["train", "c.yaml", "--epochs", "10", "--out", "r"]);
    const name = folder.names("r/checkpoints").at(-1) ?? "";
    folder.write(`r/checkpoints/${name}`, folder.read(`r/checkpoints/${name}`).subarray(0, 40));
    const { code, err } = await folder.run(["train", "--resume", "r", "--epochs", "20"]);
    expect(code).toBe(2);
    expect(err).toMatch(/^r\/checkpoints\/step-\d+\.safetensors: /);
  });

  test("what cannot stand beside --resume is refused", async () => {
    const folder = new WorkFolder();
    expect((await folder.run(["train", "c.yaml", "--resume", "r"])).err).toBe("--resume: cannot stand beside CONFIG\n");
    expect((await folder.run(["train", "--resume", "r", "--seed", "3"])).err).toBe(
      "--resume: cannot stand beside --seed\n",
    );
  });
});

describe("two trainings at once", () => {
  test("do not share a folder: one of them is refused", async () => {
    const folder = new WorkFolder({ "c.yaml": xorConfig });
    const both = await Promise.all([1, 2].map(() => folder.run(["train", "c.yaml", "--out", "r"])));
    expect(both.map(({ code }) => code).sort()).toEqual([0, 2]);
    expect(both.map(({ err }) => err).join("")).toBe(
      "r: folder of a new run must be empty or new; name another with --out, or go on with --resume r\n",
    );
    expect(folder.text("r/metrics.jsonl").trim().split("\n")).toHaveLength(6);
  });
});

describe("what does not change a model's bytes", () => {
  test("the number of threads, the folder and the time", async () => {
    const folder = new WorkFolder(barFiles);
    for (const threads of ["1", "2", "3"])
      await folder.run(["train", "bars.yaml", "--out", `r${threads}`, "--threads", threads]);
    expect(folder.read("r2/model.safetensors").equals(folder.read("r1/model.safetensors"))).toBe(true);
    expect(folder.read("r3/model.safetensors").equals(folder.read("r1/model.safetensors"))).toBe(true);
  });

  test("the seed does", async () => {
    const folder = new WorkFolder(barFiles);
    for (const seed of ["1", "2"]) await folder.run(["train", "bars.yaml", "--out", `r${seed}`, "--seed", seed]);
    expect(folder.read("r2/model.safetensors").equals(folder.read("r1/model.safetensors"))).toBe(false);
  });
});

const clear = "\u001b[K";

describe("on a terminal", () => {
  test("progress is one line that is redrawn and ends with the last epoch", async () => {
    const folder = new WorkFolder(barFiles);
    const { out } = await folder.run(["train", "bars.yaml", "--out", "r"], { isInteractive: true });
    expect(out).toMatch(/\repoch 1\/4 {2}\d\/8 {2}loss +\d/);
    expect(out).not.toContain("\nepoch ");
    expect(out).toContain(`\r${clear}epoch 4/4  loss`);
    const redrawn = out.split("\r").filter((text) => text.endsWith(clear));
    expect(redrawn.length).toBeGreaterThan(0);
    for (const line of redrawn) expect(line.length - clear.length).toBeLessThan(80);
  });
});

test("summary shows layers, shapes, parameters and planned memory in both languages", async () => {
  const folder = new WorkFolder(barFiles);
  const english = await folder.run(["summary", "bars.yaml"]);
  expect(english.out).toMatch(/conv2d +\[4, 4, 4\] +40 +576/);
  expect((await folder.run(["summary", "bars.yaml", "--lang", "zh"])).out).toContain("参数");
  expect((await folder.run(["summary", "bars.yaml", "--json"])).lines[0]).toMatchObject({
    parameters: 235,
    plan: { batchSize: 8 },
  });
});
