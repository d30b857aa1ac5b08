import type { model as source } from "../en/model.ts";
import type { Translation, Wording } from "../wording.ts";
import { choicesHint } from "./choices.ts";

/** 层、损失、优化器、指标和模型选项中的错误。 */
export const model: Translation<typeof source> = {
  "model.unknownLayer": (p) => unknown("层", p),
  "model.unknownActivation": (p) => unknown("激活函数", p),
  "model.unknownLoss": (p) => unknown("损失", p),
  "model.unknownOptimizer": (p) => unknown("优化器", p),
  "model.unknownSchedule": (p) => unknown("学习率调度", p),
  "model.unknownMetric": (p) => unknown("指标", p),
  "model.unknownInitializer": (p) => unknown("初始化方法", p),
  "model.unknownOption": (p) => ({
    subject: p.subject,
    expected: "必须是已知的选项",
    received: `"${p.received}"`,
    hint: choicesHint(p.received, p.choices),
  }),
  "model.option": (p) => ({ subject: p.subject, expected: `${p.name} 必须是 ${p.expected}`, received: p.received }),
  "model.inputShape": (p) => ({ subject: p.subject, expected: `输入的形状必须是 ${p.expected}`, received: p.received }),
};

function unknown(kind: string, p: { received: string; choices: readonly string[] }): Wording {
  return {
    subject: kind,
    expected: "必须是已知的名称",
    received: `"${p.received}"`,
    hint: choicesHint(p.received, p.choices),
  };
}
