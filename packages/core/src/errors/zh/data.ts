import type { data as source } from "../en/data.ts";
import type { Translation } from "../wording.ts";

/** 数据集及其来源文件中的错误。 */
export const data: Translation<typeof source> = {
  "data.empty": (p) => ({ subject: p.subject, expected: "至少要有一个样本", received: "零个" }),
};
