import type { random as source } from "../en/random.ts";
import type { Translation } from "../wording.ts";

/** 使用随机数发生器时的错误。 */
export const random: Translation<typeof source> = {
  "random.seed": (p) => ({ subject: "种子", expected: `必须是 0 到 ${p.most} 的整数`, received: p.received }),
  "random.range": (p) => ({
    subject: p.subject,
    expected: "low 和 high 必须是安全整数，且 low 小于 high",
    received: `low ${p.low}，high ${p.high}`,
  }),
  "random.number": (p) => ({ subject: p.subject, expected: `${p.name} 必须是 ${p.expected}`, received: p.received }),
  "random.state": (p) => ({ subject: "发生器状态", expected: "必须是发生器给出的状态", received: p.received }),
};
