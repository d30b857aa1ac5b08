import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { gradients } from "../../src/autodiff/gradients.ts";
import { createSession } from "../../src/engines/createSession.ts";
import { checkGradients } from "../../src/engines/reference/checkGradients.ts";
import type { NestedNumbers } from "../../src/engines/session.ts";
import type { Tensor } from "../../src/graph/tensor.ts";
import { flattenNumbers } from "../../src/initializers/flattenNumbers.ts";
import { finalStatesOf } from "../../src/layers/recurrent/finalStates.ts";
import { gru } from "../../src/layers/recurrent/gru.ts";
import { lstm } from "../../src/layers/recurrent/lstm.ts";
import type { RecurrentLayer } from "../../src/layers/recurrent/recurrentLayer.ts";
import { rnn } from "../../src/layers/recurrent/rnn.ts";
import { withMask } from "../../src/layers/sequenceMask.ts";
import { WeightGatherer } from "../../src/model/network.ts";
import { add } from "../../src/ops/add.ts";
import { constant } from "../../src/ops/constant.ts";
import { input } from "../../src/ops/input.ts";
import { iota } from "../../src/ops/iota.ts";
import { less } from "../../src/ops/less.ts";
import { mul } from "../../src/ops/mul.ts";
import { reshape } from "../../src/ops/reshape.ts";
import { sum } from "../../src/ops/sum.ts";

interface Case {
  readonly kind: "rnn" | "lstm" | "gru";
  readonly layers: number;
  readonly bidirectional: boolean;
  readonly activation: "tanh" | "relu";
  readonly lengths: readonly number[] | null;
  readonly weights: Readonly<Record<string, NestedNumbers>>;
  readonly x: NestedNumbers;
  readonly initial: readonly NestedNumbers[] | null;
  readonly coefficients: readonly NestedNumbers[];
  readonly y: NestedNumbers;
  readonly last: readonly NestedNumbers[];
  readonly loss: number;
  readonly gradients: Readonly<Record<string, NestedNumbers>>;
  readonly dx: NestedNumbers;
  readonly dInitial: readonly NestedNumbers[] | null;
}

const figures: { readonly source: string; readonly cases: readonly Case[] } = JSON.parse(
  readFileSync(new URL("../figures/recurrent.json", import.meta.url), "utf8"),
);

function flat(nested: NestedNumbers): { readonly shape: readonly number[]; readonly data: Float64Array } {
  const found = flattenNumbers(nested);
  if (found === undefined) throw new TypeError("ragged figures");
  return found;
}

/** PyTorch's [passes, batch, units] as [batch, passes, units], or [batch, units] of one pass. */
function batchFirst(nested: NestedNumbers): { readonly shape: readonly number[]; readonly data: Float64Array } {
  const { shape, data } = flat(nested);
  const [passes = 1, batch = 1, units = 1] = shape;
  const place = (index: number): number => {
    const [row, pass, unit] = [Math.floor(index / (passes * units)), Math.floor(index / units) % passes, index % units];
    return (pass * batch + row) * units + unit;
  };
  return {
    shape: passes === 1 ? [batch, units] : [batch, passes, units],
    data: data.map((_, index) => data[place(index)] ?? Number.NaN),
  };
}

function layerOf({ kind, layers, bidirectional, activation }: Case): RecurrentLayer {
  const options = { units: 3, layers, bidirectional };
  return kind === "rnn" ? rnn({ ...options, activation }) : kind === "lstm" ? lstm(options) : gru(options);
}

/** The case as a graph: its cost and everything that figures tell of. */
function build(figure: Case) {
  const gatherer = new WeightGatherer(1);
  const { shape } = flat(figure.x);
  const initial = (figure.initial ?? []).map((state, index) => {
    const { shape: own, data } = batchFirst(state);
    return { tensor: input(`initial${index}`, own), type: { shape: own.slice(1), dtype: "f32" as const }, data };
  });
  const built = layerOf(figure).merge(
    [{ shape: shape.slice(1), dtype: "f32" }, ...initial.map(({ type }) => type)],
    gatherer.context("model.layers[0]", "0"),
  );
  const x = input("x", shape);
  const [batch = 1, steps = 1] = shape;
  if (figure.lengths !== null) withMask(x, less(iota(steps), input("lengths", [batch, 1], "i32")));
  const mode = { training: false, step: notInUse, update: notInUse };
  const y = built.apply([x, ...initial.map(({ tensor }) => tensor)], mode);
  const final = finalStatesOf(y) ?? [];
  const coefficients = figure.coefficients.map((by, index) => (index === 0 ? flat(by) : batchFirst(by)));
  const terms = [y, ...final].map((result, index): Tensor => {
    const { shape: own = [], data = [] } = coefficients[index] ?? {};
    return sum(mul(result, reshape(constant([...data]), own)));
  });
  const cost = terms.reduce((a, b): Tensor => add(a, b));
  const feeds = {
    x: flat(figure.x).data,
    ...(figure.lengths === null ? {} : { lengths: figure.lengths.map((length) => [length]) }),
    ...Object.fromEntries(initial.map(({ data }, index) => [`initial${index}`, data])),
  };
  const inputs: Record<string, Tensor> = { x };
  initial.forEach(({ tensor }, index) => {
    inputs[`initial${index}`] = tensor;
  });
  return { y, final, cost, inputs, feeds, gatherer };
}

function notInUse(): never {
  throw new TypeError("not in training");
}

function titleOf({ kind, layers, bidirectional, activation, lengths, initial }: Case): string {
  const parts = [
    kind === "rnn" ? `rnn (${activation})` : kind,
    layers === 1 ? "one layer" : `${layers} layers`,
    bidirectional ? "both directions" : "one direction",
    ...(lengths === null ? [] : ["mixed lengths"]),
    ...(initial === null ? [] : ["a first state"]),
  ];
  return parts.join(", ");
}

function expectClose(actual: ArrayLike<number>, expected: Float64Array, digits: number, what: string): void {
  expect(actual.length, what).toBe(expected.length);
  expected.forEach((value, i) => {
    const largest = Math.max(1, Math.abs(value));
    expect(Math.abs((actual[i] ?? Number.NaN) - value) / largest, `${what}[${i}]`).toBeLessThan(10 ** -digits);
  });
}

describe(`recurrent layers, as ${figures.source}`, () => {
  for (const [engine, digits] of [
    ["reference", 10],
    ["wasm", 5],
  ] as const) {
    it.each(figures.cases.map((figure) => [titleOf(figure), figure] as const))(
      `give PyTorch's values and gradients on the ${engine} engine: %s`,
      async (_title, figure) => {
        const { y, final, cost, inputs, feeds, gatherer } = build(figure);
        expect([...gatherer.weights.keys()]).toEqual(Object.keys(figure.weights).map((key) => `0.${key}`));
        const session = await createSession({ engine, threads: 1 });
        const wrt = { ...gatherer.parameters, ...inputs };
        const named = Object.entries(gradients(cost, wrt)).map(([name, tensor]) => [`d ${name}`, tensor] as const);
        const outputs = Object.fromEntries([
          ["y", y],
          ["cost", cost],
          ...final.map((state, index) => [`last${index}`, state] as const),
          ...named,
        ]);
        const program = await session.compile({ outputs, updates: [] });
        for (const [key, values] of Object.entries(figure.weights)) {
          const weight = gatherer.weights.get(`0.${key}`);
          const { shape, data } = flat(values);
          expect(weight?.shape).toEqual(shape);
          if (weight !== undefined) session.write(weight, data);
        }
        const result = program.run(feeds).outputs;
        const dataOf = (name: string): ArrayLike<number> => result[name]?.data ?? [];
        expectClose(dataOf("y"), flat(figure.y).data, digits, "y");
        expectClose(dataOf("cost"), Float64Array.of(figure.loss), digits, "loss");
        figure.last.forEach((state, index) => {
          expectClose(dataOf(`last${index}`), batchFirst(state).data, digits, `final state ${index}`);
        });
        expectClose(dataOf("d x"), flat(figure.dx).data, digits, "dx");
        for (const [key, values] of Object.entries(figure.gradients)) {
          expectClose(dataOf(`d 0.${key}`), flat(values).data, digits, `d ${key}`);
        }
        figure.dInitial?.forEach((state, index) => {
          expectClose(dataOf(`d initial${index}`), batchFirst(state).data, digits, `d initial ${index}`);
        });
      },
    );
  }

  it.each(figures.cases.map((figure) => [titleOf(figure), figure] as const))(
    "have the gradients that finite differences give: %s",
    (_title, figure) => {
      const { cost, inputs, feeds, gatherer } = build(figure);
      const wrt = { ...gatherer.parameters, ...inputs };
      const isSmooth = figure.activation === "tanh";
      for (const report of checkGradients(cost, { wrt, feeds })) {
        expect(report.maxRelativeError, report.parameter).toBeLessThan(isSmooth ? 1e-6 : 1e-5);
      }
    },
  );
});
