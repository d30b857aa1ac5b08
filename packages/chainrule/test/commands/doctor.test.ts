import { describe, expect, test } from "vitest";
import { WorkFolder } from "../workFolder.ts";

const data = "data: { dataset: iris }\nloss: crossEntropy\nepochs: 30\nbatchSize: 16\n";
const files = {
  "healthy.yaml": `${data}model: [ { linear: 8 }, tanh, { linear: 3 } ]\noptimizer: { sgd: { learningRate: 0.1 } }\n`,
  "slow.yaml": `${data}model: [ { linear: 8 }, tanh, { linear: 3 } ]\noptimizer: { sgd: { learningRate: 1.0e-6 } }\n`,
  "wild.yaml": `${data}model: [ { linear: 8 }, relu, { linear: 3 } ]\noptimizer: { sgd: { learningRate: 1000 } }\n`,
  "same.yaml": `${data}model: [ { linear: { units: 8, initializer: zeros } }, tanh, { linear: { units: 3, initializer: zeros } } ]\noptimizer: { sgd: { learningRate: 0.1 } }\n`,
};

describe("chainrule doctor", () => {
  test("finds nothing in a healthy training and shows every layer", async () => {
    const { code, out } = await new WorkFolder(files).run(["doctor", "healthy.yaml"]);
    expect(code).toBe(0);
    expect(out).toContain("trained 30 epochs (240 updates)");
    expect(out).toContain("Healthy: nothing found.");
    expect(out).toMatch(/^ +1 +tanh/m);
  });

  test("gives findings, layers and a last line as JSON", async () => {
    const { code, lines } = await new WorkFolder(files).run(["doctor", "slow.yaml", "--json"]);
    expect(code).toBe(1);
    expect(lines[0]).toMatchObject({ kind: "finding", code: "rateTooLow", severity: "error" });
    expect(lines.filter(({ kind }) => kind === "layer")).toHaveLength(3);
    expect(lines.at(-1)).toMatchObject({
      done: true,
      healthy: false,
      findings: ["rateTooLow"],
      learningRate: { verdict: "tooLow" },
    });
  });

  test("judges a training that breaks off", async () => {
    const { code, out } = await new WorkFolder(files).run(["doctor", "wild.yaml"]);
    expect(code).toBe(1);
    expect(out).toContain("The learning rate is too high.");
  });

  test("speaks Chinese", async () => {
    const { out } = await new WorkFolder(files).run(["doctor", "same.yaml", "--lang", "zh"]);
    expect(out).toContain("model.layers[0] (linear) 的所有单元权重相同");
    expect(out).toContain("更新 / 权重");
  });

  test("repeats the training of a run", async () => {
    const folder = new WorkFolder(files);
    await folder.run(["train", "healthy.yaml", "--out", "run"]);
    const { code, lines } = await folder.run(["doctor", "run", "--json"]);
    expect(code).toBe(0);
    expect(lines.at(-1)).toMatchObject({ healthy: true, steps: 240 });
  });
});
