import { expect, test } from "vitest";
import { opTable } from "./opTable.ts";

const languages = [
  ["en", "ops.md"],
  ["zh", "ops.zh-CN.md"],
] as const;

test.each(languages)(
  "the table of ops (%s) is what the definitions say; `npm run docs:ops` writes it",
  async (language, file) => {
    await expect(opTable(language)).toMatchFileSnapshot(`../../../../docs/${file}`);
  },
);
