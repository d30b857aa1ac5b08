import { describe, expect, it } from "vitest";
import { compile } from "../../src/engines/compile.ts";
import type { Tensor } from "../../src/graph/tensor.ts";
import { add } from "../../src/ops/add.ts";
import { constant } from "../../src/ops/constant.ts";
import { mul } from "../../src/ops/mul.ts";
import { parameter } from "../../src/ops/parameter.ts";
import { square } from "../../src/ops/square.ts";
import { sub } from "../../src/ops/sub.ts";
import { sum } from "../../src/ops/sum.ts";
import { clipByGlobalNorm } from "../../src/optimizers/clipping.ts";
import { minimize } from "../../src/optimizers/minimize.ts";
import { chain, optimizerFromConfig } from "../../src/optimizers/registry.ts";
import { sgd } from "../../src/optimizers/sgd.ts";
import { figures } from "../figures/readLearning.ts";

const problems = {
  quadratic: (): { w: Tensor; cost: Tensor } => {
    const w = parameter("w", [1, -2]);
    return { w, cost: mul(sum(mul(square(w), constant([1, 10]))), 0.5) };
  },
  rosenbrock: (): { w: Tensor; cost: Tensor } => {
    const w = parameter("w", [-1.2, 1]);
    const first = sum(mul(w, constant([1, 0])));
    const second = sum(mul(w, constant([0, 1])));
    return { w, cost: add(square(sub(1, first)), mul(square(sub(second, square(first))), 100)) };
  },
};

describe(`optimizers give the numbers of ${figures.source}`, () => {
  for (const { name, optimizer, options, problem, trace } of figures.optimizers) {
    it(`${name} on ${problem}`, async () => {
      const { w, cost } = problems[problem]();
      const made =
        optimizer === "clipped"
          ? chain(clipByGlobalNorm(5), sgd({ learningRate: 0.01 }))
          : optimizerFromConfig({ [optimizer]: options });
      const training = await compile(minimize(cost, made), { engine: "reference" });
      for (const [step, expected] of trace.entries()) {
        training.run();
        const got = training.read(w).data;
        expected.forEach((value, i) => {
          expect(got[i], `step ${step + 1}, w[${i}]`).toBeCloseTo(value, 11);
        });
      }
    });
  }
});
