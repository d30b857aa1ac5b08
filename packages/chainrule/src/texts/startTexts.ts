import type { Language } from "@chainrule/core";

interface StartTexts {
  readonly welcome: string;
  readonly score: (share: string, right: string, count: string, time: string) => string;
  readonly digits: string;
  readonly read: (label: string, chance: string) => string;
  readonly but: (truth: string) => string;
  readonly next: (run: string) => string;
}

/** What `chainrule start` tells, by language. */
export const startTexts: Readonly<Record<Language, StartTexts>> = {
  en: {
    welcome: "LeNet-5 learns to read handwritten digits: 60,000 to learn from, 10,000 held out for its test.",
    score: (share, right, count, time) =>
      `${share} of the held-out digits read right (${right} of ${count}), in ${time} altogether.`,
    digits: "Some of them, with what was read:",
    read: (label, chance) => `${label} ${chance}`,
    but: (truth) => `is ${truth}`,
    next: (run) => `What to try next:
  look at        ${run}/misread.svg, confusion-matrix.svg, cost-curve.svg
  measure again  npx chainrule evaluate ${run}
  another seed   npx chainrule start --seed 2
  own data       npx chainrule train my.yaml   (npx chainrule train --help)
  the model      npx chainrule summary ${run}
  its gradients  npx chainrule check ${run}`,
  },
  zh: {
    welcome: "LeNet-5 学习识别手写数字：60,000 个用于训练，10,000 个留作测试。",
    score: (share, right, count, time) => `留出的数字识别正确 ${share}（${count} 个中 ${right} 个），共用时 ${time}。`,
    digits: "其中一些及识别结果：",
    read: (label, chance) => `${label} ${chance}`,
    but: (truth) => `实为 ${truth}`,
    next: (run) => `接下来可以：
  查看图片  ${run}/misread.svg、confusion-matrix.svg、cost-curve.svg
  再次评估  npx chainrule evaluate ${run}
  换个种子  npx chainrule start --seed 2
  自己数据  npx chainrule train my.yaml   （npx chainrule train --help）
  查看模型  npx chainrule summary ${run}
  检查梯度  npx chainrule check ${run}`,
  },
};
