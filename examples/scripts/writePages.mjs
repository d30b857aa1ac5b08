// Writes docs/examples: every example's page with its real output and pictures, in both languages.
// Usage: node examples/scripts/writePages.mjs [NAME …]
import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { examplePages } from "chainrule/gallery";
import { examples } from "chainrule-examples";

const docs = fileURLToPath(new URL("../../docs/examples", import.meta.url));
const sources = fileURLToPath(new URL("..", import.meta.url));
const languages = [
  { language: "en", suffix: "" },
  { language: "zh", suffix: ".zh-CN" },
];
const index = {
  en: [
    "# The gallery",
    "Short programs that show how networks learn. `npx chainrule example NAME` runs one.",
    "Those that draw random numbers take `--seed N`; the pages are made with seed 1.",
  ],
  zh: [
    "# 示例库",
    "展示网络如何学习的短程序。运行其中一个：`npx chainrule example NAME`。",
    "抽取随机数的示例可用 `--seed N` 换一个种子；页面使用种子 1。",
  ],
};

const wanted = process.argv.slice(2);
for (const example of examples) {
  if (wanted.length > 0 && !wanted.includes(example.name)) continue;
  const folder = join(docs, example.name);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const file = readdirSync(join(sources, example.name)).find(
    (name) => camelCase(example.name) === name.replace(".ts", ""),
  );
  const program = `../../examples/${example.name}/${file}`;
  const hasConfig = existsSync(join(sources, example.name, `${example.name}.yaml`));
  const config = hasConfig ? `../../examples/${example.name}/${example.name}.yaml` : undefined;
  const pages = await examplePages(example, { program, config });
  for (const { language, suffix } of languages) {
    const { markdown, pictures } = pages[language];
    writeFileSync(join(docs, `${example.name}${suffix}.md`), markdown);
    for (const [path, svg] of pictures) writeFileSync(join(docs, path), svg);
  }
  console.log(example.name);
}
for (const { language, suffix } of languages) {
  const rows = examples.map(({ name, summary }) => `- [${name}](${name}${suffix}.md): ${summary[language]}`);
  writeFileSync(join(docs, `README${suffix}.md`), `${index[language].join("\n\n")}\n\n${rows.join("\n")}\n`);
}

function camelCase(name) {
  return name.replace(/-([a-z0-9])/g, (_, letter) => letter.toUpperCase());
}
