import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { makeFolder, writeFileAtomically } from "../../src/run/atomicFile.ts";

const folder = (): string => mkdtempSync(join(tmpdir(), "chainrule-"));

test("a file is written whole and nothing else is left beside it", () => {
  const path = folder();
  writeFileAtomically(join(path, "a.json"), "{}\n");
  writeFileAtomically(join(path, "a.json"), new Uint8Array([123, 125]));
  expect(readFileSync(join(path, "a.json"), "utf8")).toBe("{}");
  expect(readdirSync(path)).toEqual(["a.json"]);
});

test("a file that cannot be written leaves nothing behind and says why", () => {
  const path = folder();
  writeFileSync(join(path, "plain"), "");
  expect(() => writeFileAtomically(join(path, "plain", "a.json"), "{}")).toThrow(
    /must be writable; got a file where a folder must be/,
  );
  expect(() => writeFileAtomically(join(path, "none", "a.json"), "{}")).toThrow(
    /must be writable; got a folder that does not exist/,
  );
  makeFolder(join(path, "a.json"));
  expect(() => writeFileAtomically(join(path, "a.json"), "{}")).toThrow(
    /must be writable; got a folder where a file must be/,
  );
  expect(readdirSync(path).sort()).toEqual(["a.json", "plain"]);
});
