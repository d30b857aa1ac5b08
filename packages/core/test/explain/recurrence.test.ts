import { describe, expect, it } from "vitest";
import { gradients } from "../../src/autodiff/gradients.ts";
import { dataset } from "../../src/data/datasetFromArrays.ts";
import { evaluate } from "../../src/engines/reference/evaluate.ts";
import { explain } from "../../src/explain/explain.ts";
import type { ExplainLog } from "../../src/explain/explainLog.ts";
import { unrollScans } from "../../src/explain/unrollScans.ts";
import type { Tensor } from "../../src/graph/tensor.ts";
import { topologicalOrder } from "../../src/graph/topologicalOrder.ts";
import { linear } from "../../src/layers/linear.ts";
import { gru } from "../../src/layers/recurrent/gru.ts";
import { lstm } from "../../src/layers/recurrent/lstm.ts";
import { meanSquaredError } from "../../src/losses/distances.ts";
import { sequential } from "../../src/model/sequential.ts";
import { trainingStep } from "../../src/model/trainingStep.ts";
import { add } from "../../src/ops/add.ts";
import { input } from "../../src/ops/input.ts";
import { matMul } from "../../src/ops/matMul.ts";
import { mul } from "../../src/ops/mul.ts";
import { parameter } from "../../src/ops/parameter.ts";
import { reshape } from "../../src/ops/reshape.ts";
import { scan } from "../../src/ops/scan.ts";
import { slice } from "../../src/ops/slice.ts";
import { sum } from "../../src/ops/sum.ts";
import { tanh } from "../../src/ops/tanh.ts";
import { adam } from "../../src/optimizers/adam.ts";
import { clipByGlobalNorm } from "../../src/optimizers/clipping.ts";
import { chain } from "../../src/optimizers/registry.ts";
import { sgd } from "../../src/optimizers/sgd.ts";
import type { Optimizer } from "../../src/optimizers/transform.ts";

/** One step of an LSTM over five numbers, whose last state is read out. */
function lstmStep(optimizer: Optimizer = sgd({ learningRate: 0.1 })) {
  const model = sequential({ input: [5, 1], seed: 1 }, [lstm({ units: 2, returnsSequence: false }), linear(1)]);
  const data = dataset({ inputs: [[[0.5], [-1], [0.25], [1], [-0.5]]], targets: [[0.3]] });
  const { step, feeds } = trainingStep(model, data, { loss: meanSquaredError(), optimizer, batchSize: 1 });
  const { cost } = step.outputs;
  if (cost === undefined) throw new TypeError("a training step has a cost");
  return { model, step, feeds, cost };
}

function explained(optimizer?: Optimizer, stepNumber = 1): ExplainLog {
  const { cost, feeds, step } = lstmStep(optimizer);
  return explain(cost, feeds, { step, stepNumber });
}

describe("explaining an LSTM over five steps", () => {
  const log = explained();

  it("shows every gate and state of every step", () => {
    for (const step of [0, 1, 2, 3, 4]) {
      for (const letter of ["i", "f", "g", "o", "c", "h"]) {
        const { value } = log.node(`0.${letter}_l0[${step}]`);
        expect(value.shape).toEqual([1, 2]);
      }
      const at = (letter: string): number => log.node(`0.${letter}_l0[${step}]`).value.values[1] ?? Number.NaN;
      expect(at("h")).toBeCloseTo(at("o") * Math.tanh(at("c")), 14);
      const before = step === 0 ? 0 : (log.node(`0.c_l0[${step - 1}]`).value.values[1] ?? Number.NaN);
      expect(at("c")).toBeCloseTo(at("f") * before + at("i") * at("g"), 14);
    }
    expect(log.forward.some(({ op }) => op === "scan")).toBe(false);
  });

  it("adds the terms of all steps up to the gradient that training uses", () => {
    const { cost, feeds, model } = lstmStep();
    const weight = model.network.parameters["0.weight_hh_l0"];
    if (weight === undefined) throw new TypeError("an LSTM has a weight of its state");
    const { dw } = gradients(cost, { dw: weight });
    const expected = Array.from(evaluate([dw], feeds).get(dw) ?? []);
    const { terms, value, reason } = log.gradient("0.weight_hh_l0");
    expect(reason).toBe("fanOut");
    expect(terms.map(({ from }) => from)).toEqual([4, 3, 2, 1, 0].map((step) => `0.wh_l0[${step}]`));
    expected.forEach((number, place) => {
      const total = terms.reduce((all, term) => all + (term.value.values[place] ?? Number.NaN), 0);
      expect(total).toBeCloseTo(number, 14);
      expect(value.values[place]).toBeCloseTo(number, 14);
    });
  });

  it("tells of one number of the weight how much came through which step", () => {
    const why = log.why("0.weight_hh_l0[0,0]");
    // The first step begins with a state of zeros, so nothing comes through it.
    expect(why.terms.map(({ via }) => via)).toEqual([4, 3, 2, 1].map((step) => `0.wh_l0[${step}][0,0]`));
    const total = why.terms.reduce((all, { contribution }) => all + contribution, 0);
    expect(total).toBeCloseTo(why.gradient, 15);
    expect(why.finiteDifference.value).toBeCloseTo(why.gradient, 10);
    for (const { via, local, upstream } of why.terms) {
      const step = Number(/\[(\d)\]/.exec(via)?.[1]);
      expect(local).toBe(log.node(`0.h_l0[${step - 1}]`).value.values[0]);
      expect(upstream).toBe(log.gradient(`0.wh_l0[${step}]`).value.values[0]);
    }
    expect(log.why("0.h_l0[2][0,1]").gradient).toBe(log.gradient("0.h_l0[2]").value.values[1]);
  });

  it("writes the steps as a textbook does, in both languages", () => {
    const text = log.toText({ why: "0.weight_hh_l0[0,0]" });
    expect(text).toContain("it is used 4 times; their contributions add up");
    expect(text).toContain("through 0.wh_l0[4][0,0]: ∂L/∂wh₄[0,0]");
    expect(log.toText({ why: "0.weight_hh_l0[0,0]", language: "zh" })).toContain("经过 0.wh_l0[4][0,0]：∂L/∂wh₄[0,0]");
    const whole = log.toText();
    expect(whole).toContain("h₃ = o₃ · tanh₃");
    expect(whole).toContain("z₃ = wx₃ + wh₃");
    expect(whole).toContain("wh₃ = h₂ W_(hh)ᵀ");
    expect(whole).toContain("∂L/∂W_(hh) += (∂L/∂wh₄)ᵀ h₃");
    expect(log.toText({ language: "zh" })).toContain("h₃ = o₃ · tanh₃");
    expect(log.toMarkdown()).toContain("h_{3} = o_{3} \\cdot \\mathrm{tanh}_{3}");
    expect(log.toJsonLines()).toContain('"0.h_l0[3]"');
  });

  it("explains updates by the gradient that it shows", () => {
    expect(log.toText()).toContain("W_(hh) ← W_(hh) - 0.1 · ∂L/∂W_(hh)");
    const [update] = log.updates.filter(({ parameter: name }) => name === "0.weight_hh_l0");
    const gradient = log.gradient("0.weight_hh_l0").value.values;
    const { before, after } = update ?? { before: { values: [] }, after: { values: [] } };
    for (let place = 0; place < 16; place += 1) {
      expect(after.values[place]).toBeCloseTo((before.values[place] ?? 0) - 0.1 * (gradient[place] ?? 0), 15);
    }
    const moved = explained(sgd({ learningRate: 0.1, momentum: 0.9 }), 3);
    expect(moved.stepNumber).toBe(3);
    expect(moved.toText({ node: "0.weight_hh_l0" })).toMatch(/W_\(hh\) ← .*∂L\/∂W_\(hh\)/);
    const clipped = explained(chain(clipByGlobalNorm(0.1), adam({ learningRate: 0.01 })));
    const [slot] = clipped.updates.find(({ parameter: name }) => name === "0.weight_hh_l0")?.slots ?? [];
    const scaled = clipped.gradient("0.weight_hh_l0").value.values[0] ?? Number.NaN;
    const norm = Math.hypot(
      ...clipped.updates.flatMap(({ parameter: name }) => Array.from(clipped.gradient(name).value.values)),
    );
    // 1 − β₁ of the gradient scaled to the norm.
    expect(slot?.after.values[0]).toBeCloseTo((0.1 * scaled * 0.1) / norm, 9);
  });
});

describe("a scan written out", () => {
  const pick = (values: ReadonlyMap<Tensor, Float64Array>, tensor: Tensor): number[] =>
    Array.from(values.get(tensor) ?? []);

  it("computes the same, in both directions, stacked and side by side", () => {
    const model = sequential({ input: [4, 2], seed: 3 }, [
      lstm({ units: 3, layers: 2, bidirectional: true }),
      gru({ units: 2, bidirectional: true, returnsSequence: false }),
      linear(1),
    ]);
    const inputs = [0, 1].map((row) => [0, 1, 2, 3].map((t) => [Math.sin(row + t), Math.cos(3 * t - row)]));
    const data = dataset({ inputs, targets: [[0.5], [-0.5]] });
    const options = { loss: meanSquaredError(), optimizer: sgd({ learningRate: 0.1 }), batchSize: 2 };
    const { step, feeds } = trainingStep(model, data, options);
    const { cost } = step.outputs;
    if (cost === undefined) throw new TypeError("a training step has a cost");
    const [written = cost] = unrollScans([cost]);
    expect(topologicalOrder([written]).some(({ op }) => op.name === "scan")).toBe(false);
    const wrt = model.network.parameters;
    const [own, other] = [gradients(cost, wrt), gradients(written, wrt)];
    const values = evaluate([cost, written, ...Object.values(own), ...Object.values(other)], feeds);
    expect(pick(values, written)[0]).toBeCloseTo(pick(values, cost)[0] ?? Number.NaN, 14);
    for (const [name, gradient] of Object.entries(own)) {
      const found = pick(values, other[name] ?? gradient);
      pick(values, gradient).forEach((value, place) => {
        expect(found[place], `${name}[${place}]`).toBeCloseTo(value, 13);
      });
    }
    const log = explain(cost, feeds, { step });
    const names = log.forward.map(({ name }) => name);
    expect(names).toContain("0.c_l1_reverse[3]");
    expect(names).toContain("1.n_l0[0]");
    expect(log.toText({ node: "1.n_l0[0]" })).toContain("n⁽²⁾₀");
  });

  it("gives outputs, first and last carries, and any part of them", () => {
    const w = parameter("w", [
      [0.5, -1],
      [0.25, 1],
    ]);
    const x = input("x", [3, 1, 2]);
    const first = input("first", [1, 2]);
    for (const reverse of [false, true]) {
      const { carry, carries, outputs } = scan(
        ([h = first], [element = first]) => {
          const next: Tensor = tanh(add(matMul(h, w), element));
          return { carry: [next], outputs: [mul(next, element)] };
        },
        [first],
        [x],
        { reverse },
      );
      const [all, kept, last] = [carries[0] ?? x, outputs[0] ?? x, carry[0] ?? x];
      const across = slice(reshape(kept, [6]), { starts: [1], ends: [5] });
      const ends = [all, kept, last, across, slice(all, { starts: [1] }), sum(all)];
      const written = unrollScans(ends);
      const values = evaluate([...ends, ...written], {
        x: [[[0.1, 0.2]], [[0.3, -0.4]], [[-0.5, 0.6]]],
        first: [[0.7, -0.8]],
      });
      ends.forEach((end, place) => {
        const other = written[place] ?? end;
        expect(other).not.toBe(end);
        expect(other.shape).toEqual(end.shape);
        expect(pick(values, other)).toEqual(pick(values, end));
      });
    }
  });

  it("is the graph itself where there is none", () => {
    const x = input("x", [2]);
    const y = tanh(x);
    expect(unrollScans([y, x])).toEqual([y, x]);
    expect(unrollScans([y])[0]).toBe(y);
  });

  it("is written out where a turn holds another", () => {
    const x = input("x", [2, 3]);
    const inner = (row: Tensor): Tensor =>
      scan(([total = row], [each = row]) => ({ carry: [add(mul(total, 0.5), each)] }), [sum(row)], [row]).carry[0] ??
      row;
    const { carry } = scan(([total = x], [row = x]) => ({ carry: [add(total, inner(row))] }), [sum(x)], [x]);
    const end = carry[0] ?? x;
    const [written = end] = unrollScans([end]);
    expect(topologicalOrder([written]).some(({ op }) => op.name === "scan")).toBe(false);
    const values = evaluate([end, written], {
      x: [
        [1, 2, 3],
        [4, 5, 6],
      ],
    });
    expect(pick(values, written)).toEqual(pick(values, end));
  });
});
