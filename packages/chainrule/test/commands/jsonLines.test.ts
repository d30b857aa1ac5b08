import { describe, expect, test } from "vitest";
import { barFiles } from "../trainingFiles.ts";
import { WorkFolder, xorConfig } from "../workFolder.ts";

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
