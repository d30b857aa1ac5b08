import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { loadExamples } from "../../src/gallery/loadExamples.ts";

const docs = fileURLToPath(new URL("../../../../docs/examples/", import.meta.url));
const names = (await loadExamples()).map(({ name }) => name);

describe.each(names)("the page of %s", (name) => {
  test.each([".md", ".zh-CN.md"])("%s has its pictures and its program", (suffix) => {
    const page = readFileSync(`${docs}${name}${suffix}`, "utf8");
    const links = [...page.matchAll(/\]\(([^)]+)\)/g)].map(([, link]) => link ?? "");
    expect(links.filter((link) => link.endsWith(".svg")).length).toBeGreaterThan(0);
    for (const link of links) expect(existsSync(docs + link), link).toBe(true);
    expect(page).not.toMatch(/NaN|undefined/);
    const config = `examples/${name}/${name}.yaml`;
    expect(page.includes(`npx chainrule train ${config}`)).toBe(existsSync(`${docs}../../${config}`));
  });
});

test("the gallery's index names every example in both languages", () => {
  for (const file of ["README.md", "README.zh-CN.md"]) {
    const index = readFileSync(docs + file, "utf8");
    for (const name of names) expect(index).toContain(`[${name}](${name}`);
  }
});
