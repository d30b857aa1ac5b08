import { describe, expect, test } from "vitest";
import { flowerFiles, flowersConfig } from "../trainingFiles.ts";
import { WorkFolder } from "../workFolder.ts";

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
