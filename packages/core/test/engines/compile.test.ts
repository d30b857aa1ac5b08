import { describe, expect, it } from "vitest";
import { compile } from "../../src/engines/compile.ts";
import { createSession } from "../../src/engines/createSession.ts";
import type { Feeds } from "../../src/engines/session.ts";
import { squaredErrorCost } from "../../src/losses/distances.ts";
import { input } from "../../src/ops/input.ts";
import { mul } from "../../src/ops/mul.ts";
import { parameter } from "../../src/ops/parameter.ts";
import { adam } from "../../src/optimizers/adam.ts";
import { minimize, parametersOf } from "../../src/optimizers/minimize.ts";
import { sgd } from "../../src/optimizers/sgd.ts";

const engines = ["reference", "wasm"] as const;

for (const engine of engines) {
  describe(`compile on the ${engine} engine`, () => {
    it("runs a training step many times in one call, as many calls would", async () => {
      const train = async (calls: number, steps: number): Promise<number> => {
        const w = parameter("w", [[0.5]]);
        const cost = squaredErrorCost(mul(w, input("x", [1, 2])), input("y", [1, 2]));
        const training = await compile(minimize(cost, adam({ learningRate: 0.1 })), { engine, threads: 1 });
        expect(training.planBytes).toBeGreaterThan(0);
        for (let call = 0; call < calls; call += 1) {
          expect(training.run({ x: [[1, 2]], y: [[3, 6]] }, { steps }).stepsDone).toBe(steps);
        }
        return Number(training.read(w).data[0]);
      };
      expect(await train(1, 20)).toBe(await train(20, 1));
    });

    it("keeps inputs that are left out, where asked to", async () => {
      const product = mul(input("a", [2]), input("b", [2]));
      const program = await compile({ product }, { engine, threads: 1 });
      const run = (feeds: Feeds): number[] => [
        ...(program.run(feeds, { keepInputs: true }).outputs["product"]?.data ?? []),
      ];
      expect(() => run({ a: [1, 2] })).toThrow('a value must be given for input "b"');
      const a = Float32Array.of(1, 2);
      expect(run({ a, b: [3, 4] })).toEqual([3, 8]);
      a.fill(0);
      expect(run({})).toEqual([3, 8]);
      expect(run({ b: [5, 6] })).toEqual([5, 12]);
      expect(() => program.run({ b: [5, 6] })).toThrow('a value must be given for input "a"');
    });

    it("stops before the update when the cost is not finite", async () => {
      const w = parameter("w", [[2]]);
      const cost = squaredErrorCost(mul(w, input("x", [1, 1])), input("y", [1, 1]));
      const training = await compile(minimize(cost, sgd({ learningRate: 1 })), { engine, threads: 1 });
      expect(training.run({ x: [[Infinity]], y: [[0]] }, { steps: 3 }).stepsDone).toBe(0);
      expect(training.read(w).data[0]).toBe(2);
    });
  });
}

describe("minimize", () => {
  it("finds every parameter that the cost depends on, once", () => {
    const w = parameter("w", [1]);
    const unused = parameter("unused", [1]);
    const cost = squaredErrorCost(mul(w, mul(w, 2)), input("y", [1]));
    expect(parametersOf(cost)).toEqual({ w });
    expect(Object.values(parametersOf(cost))).not.toContain(unused);
  });

  it("refuses a cost that is no number, one that depends on no parameter, and two parameters of one name", () => {
    const w = parameter("w", [1, 2]);
    expect(() => minimize(mul(w, 2), sgd({ learningRate: 1 }))).toThrow(
      "the cost must be one number (shape []); got [2] f32",
    );
    const free = squaredErrorCost(input("a", [1]), input("b", [1]));
    expect(() => minimize(free, sgd({ learningRate: 1 }))).toThrow(/depend on at least one parameter/);
    const twice = squaredErrorCost(mul(w, parameter("w", [3, 4])), input("y", [2]));
    expect(() => minimize(twice, sgd({ learningRate: 1 }))).toThrow(/"w" twice/);
  });
});

describe("a session", () => {
  it("of an engine that does not exist is refused with the nearest name", async () => {
    const options: object = { engine: "wasn" };
    await expect(createSession(options)).rejects.toThrow(/got "wasn"; did you mean "wasm"/);
  });
});
