import { describe, expect, it } from "vitest";
import { compile } from "../../src/engines/compile.ts";
import { input } from "../../src/ops/input.ts";
import { scheduleFromConfig } from "../../src/schedules/registry.ts";
import { figures } from "../figures/readLearning.ts";

describe(`schedules give the rates of ${figures.source}`, () => {
  for (const { schedule, rates } of figures.schedules) {
    it(JSON.stringify(schedule), async () => {
      const made = scheduleFromConfig(schedule);
      const program = await compile({ rate: made.rate(input("step", [])) }, { engine: "reference" });
      rates.forEach((rate, step) => {
        expect(made.at(step), `at(${step})`).toBeCloseTo(rate, 12);
        expect(program.run({ step }).outputs["rate"]?.data[0], `graph at ${step}`).toBeCloseTo(rate, 12);
      });
    });
  }
});
