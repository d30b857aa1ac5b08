import { expect, test } from "vitest";
import { WorkFolder, xorConfig } from "../workFolder.ts";

test("--top leaves the longest tasks, in JSON too", async () => {
  const folder = new WorkFolder({ "c.yaml": xorConfig });
  const { code, lines } = await folder.run(["profile", "c.yaml", "--threads", "1", "--top", "2", "--json"]);
  expect({ code, kinds: lines.map(({ kind, done }) => kind ?? done) }).toEqual({
    code: 0,
    kinds: ["task", "task", true],
  });
});

test("--engine is refused: only wasm is timed", async () => {
  const folder = new WorkFolder({ "c.yaml": xorConfig });
  const { code, err } = await folder.run(["profile", "c.yaml", "--engine", "reference"]);
  expect({ code, err }).toEqual({
    code: 2,
    err: expect.stringMatching(/^profile: flag must be a known one; got "--engine"/),
  });
});
