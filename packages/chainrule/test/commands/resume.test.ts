import { describe, expect, test } from "vitest";
import { WorkFolder, xorConfig } from "../workFolder.ts";

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
