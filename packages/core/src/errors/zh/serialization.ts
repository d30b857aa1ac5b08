import type { serialization as source } from "../en/serialization.ts";
import type { Translation } from "../wording.ts";

/** 保存的文件中的错误。 */
export const serialization: Translation<typeof source> = {
  "serialization.headerLength": (p) => ({
    subject: p.subject,
    expected: `头部长度不得超过文件剩余的 ${p.most} 字节`,
    received: p.received,
  }),
};
