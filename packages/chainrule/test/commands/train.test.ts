import { describe, expect, test } from "vitest";
import { barFiles, dataFiles, flowerFiles, flowersConfig } from "../trainingFiles.ts";
import { WorkFolder, xorConfig } from "../workFolder.ts";

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
