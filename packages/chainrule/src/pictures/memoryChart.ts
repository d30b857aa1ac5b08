import type { Language, StepProfile } from "@chainrule/core";
import { lineChart } from "./lineChart.ts";

const kibibyte = 1024;

/** Bytes of intermediate values in use, phase by phase of a training step, with the plan's size as a line above. */
export function memoryChart(profile: StepProfile, language: Language): string {
  const { liveBytes, planBytes } = profile;
  const steps = liveBytes.flatMap((bytes, phase): [number, number][] => [
    [phase, bytes / kibibyte],
    [phase + 1, bytes / kibibyte],
  ]);
  const plan: [number, number][] = [
    [0, planBytes / kibibyte],
    [liveBytes.length, planBytes / kibibyte],
  ];
  return lineChart({
    title: { en: "Memory over one training step", zh: "一个训练步中的内存" },
    x: { label: { en: "phase of the step", zh: "训练步的阶段" } },
    y: { label: { en: "memory (KiB)", zh: "内存（KiB）" } },
    series: [
      { label: { en: "intermediate values in use", zh: "使用中的中间值" }, points: steps, hasDots: false },
      {
        label: { en: "whole plan, with inputs and scratch", zh: "整个计划（含输入和暂存）" },
        points: plan,
        hasDots: false,
      },
    ],
  }).svg(language);
}
