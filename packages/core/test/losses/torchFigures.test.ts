import { describe, expect, it } from "vitest";
import { gradients } from "../../src/autodiff/gradients.ts";
import { compile } from "../../src/engines/compile.ts";
import { lossFromConfig } from "../../src/losses/registry.ts";
import { input } from "../../src/ops/input.ts";
import { figures } from "../figures/readLearning.ts";

describe(`losses and their gradients are those of ${figures.source}`, () => {
  for (const { loss, options, output, target, targetType, value, gradient } of figures.losses) {
    it(`${loss} ${JSON.stringify(options)}, targets ${targetType}`, async () => {
      const rows = output.length;
      const columns = output[0]?.length ?? 0;
      const x = input("x", [rows, columns]);
      const y = input("y", targetType === "i32" ? [rows] : [rows, columns], targetType);
      const cost = lossFromConfig({ [loss]: options }).apply({ output: x, target: y });
      const { x: dx } = gradients(cost, { x });
      const { outputs } = (await compile({ cost, dx }, { engine: "reference" })).run({ x: output, y: target });
      expect(outputs["cost"]?.data[0]).toBeCloseTo(value, 12);
      gradient.flat().forEach((expected, i) => {
        expect(outputs["dx"]?.data[i], `gradient ${i}`).toBeCloseTo(expected, 12);
      });
    });
  }
});
