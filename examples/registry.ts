import type { Example } from "chainrule/gallery";

/** The gallery, in the order to read it. `chainrule example` lists it. */
export const examples: readonly Example[] = [
  {
    name: "or-gate",
    summary: {
      en: "One neuron learns OR: every number, loss and cost, loop and vectors.",
      zh: "一个神经元学会或门：每个数，损失与代价，循环与向量化。",
    },
    load: () => import("./or-gate/orGate.ts"),
  },
];
