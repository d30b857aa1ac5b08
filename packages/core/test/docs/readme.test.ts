import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { expect, test } from "vitest";

const house = fileURLToPath(new URL("../../../../", import.meta.url));
const core = fileURLToPath(new URL("../../src/index.ts", import.meta.url));

/** The page's first program and the text that stands behind it. */
function programOf(page: string): { readonly program: string; readonly output: string } {
  const found = /```ts\n([\s\S]*?)```\s*```text\n([\s\S]*?)```/.exec(readFileSync(join(house, page), "utf8"));
  return { program: found?.[1] ?? "", output: found?.[2] ?? "" };
}

async function outputOf(program: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "chainrule-readme-"));
  try {
    const outfile = join(folder, "program.mjs");
    const stdin = { contents: program, loader: "ts", resolveDir: house } as const;
    await build({ stdin, outfile, bundle: true, format: "esm", platform: "node", alias: { "@chainrule/core": core } });
    const { stdout, stderr } = spawnSync(process.execPath, [outfile], { encoding: "utf8" });
    return stdout + stderr;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Lines without blanks at their ends, as editors leave them. */
function trimmed(text: string): string {
  return text.replace(/[ \t]+$/gm, "").trim();
}

test.each(["README.md", "README.zh-CN.md"])("the first program of %s prints what stands behind it", async (page) => {
  const { program, output } = programOf(page);
  expect(program.trim().split("\n").length).toBeLessThanOrEqual(15);
  expect(trimmed(await outputOf(program))).toBe(trimmed(output));
});

test.each(["docs/text.md", "docs/text.zh-CN.md"])("the program of %s prints what stands behind it", async (page) => {
  const { program, output } = programOf(page);
  expect(trimmed(await outputOf(program))).toBe(trimmed(output));
});

const pages = [".", "docs", "docs/examples", "bench"].flatMap((folder) =>
  readdirSync(join(house, folder))
    .filter((name) => name.endsWith(".md"))
    .map((name) => join(folder, name)),
);

test.each(pages)("every link of %s leads somewhere in the repository", (page) => {
  const text = readFileSync(join(house, page), "utf8").replace(/```[\s\S]*?```/g, "");
  const targets = [...text.matchAll(/\]\(([^)#\s]+)[^)]*\)/g)].map(([, target = ""]) => target);
  const missing = targets.filter(
    (target) => !target.includes("://") && !existsSync(join(house, dirname(page), target)),
  );
  expect(missing, relative(house, page)).toEqual([]);
});
