import type { Truncated } from "../data/tokenRows.ts";

/** What training tells on the way, in English. */
const english = {
  layer: "layer",
  output: "output",
  parameters: "parameters",
  multiplyAdds: "multiply-adds",
  total: "total",
  examples: (train: string, validation: string | undefined, test: string | undefined): string =>
    `${train} training examples${validation === undefined ? "" : `, ${validation} validation`}${test === undefined ? "" : `, ${test} test`}`,
  truncated: ({ count, of, length, longest }: Truncated): string =>
    `${count} of ${of} texts are longer than ${length} tokens and are cut (the longest has ${longest})`,
  plan: (size: string, engine: string, bytes: string): string =>
    `planned memory of a training step: ${bytes} bytes (${size}), engine ${engine}`,
  folder: (run: string): string => `run: ${run}`,
  resumed: (epoch: number, step: number): string => `going on after ${step} steps, in epoch ${epoch}`,
  epoch: "epoch",
  loss: "loss",
  validation: "validation",
  left: (time: string): string => `${time} left`,
  interrupting: "finishing this step; press Ctrl-C again to end at once",
  interrupted: (run: string): string => `stopped; a checkpoint is saved. Go on with: chainrule train --resume ${run}`,
  early: (epoch: number): string => `no improvement any more: stopped after epoch ${epoch}; the best weights are back`,
  test: "test",
  model: "model",
  pictures: "pictures",
  next: "next",
} as const;

type Texts = {
  readonly [Key in keyof typeof english]: (typeof english)[Key] extends string ? string : (typeof english)[Key];
};

const chinese: Texts = {
  layer: "层",
  output: "输出",
  parameters: "参数",
  multiplyAdds: "乘加运算",
  total: "合计",
  examples: (train, validation, test) =>
    `训练样本 ${train}${validation === undefined ? "" : `，验证样本 ${validation}`}${test === undefined ? "" : `，测试样本 ${test}`}`,
  truncated: ({ count, of, length, longest }) =>
    `${of} 篇文本中有 ${count} 篇超过 ${length} 个词元，已截断（最长 ${longest} 个）`,
  plan: (size, engine, bytes) => `训练步的计划内存：${bytes} 字节（${size}），引擎 ${engine}`,
  folder: (run) => `运行：${run}`,
  resumed: (epoch, step) => `从第 ${step} 步之后继续，第 ${epoch} 轮`,
  epoch: "轮次",
  loss: "损失",
  validation: "验证",
  left: (time) => `剩余 ${time}`,
  interrupting: "正在完成当前步；再按一次 Ctrl-C 立即结束",
  interrupted: (run) => `已停止，检查点已保存。继续训练：chainrule train --resume ${run}`,
  early: (epoch) => `指标不再改善：第 ${epoch} 轮后停止，已恢复最佳权重`,
  test: "测试",
  model: "模型",
  pictures: "图片",
  next: "下一步",
};

/** What training tells on the way, by language. */
export const trainingTexts: Readonly<Record<"en" | "zh", Texts>> = { en: english, zh: chinese };
