import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { checkGradients } from "../../src/engines/reference/checkGradients.ts";
import type { Variable } from "../../src/graph/variable.ts";
import { costOf, feedsOf, flat, type LayerCase, networkOf, runLayers } from "./runLayers.ts";

const figures: { readonly source: string; readonly cases: readonly LayerCase[] } = JSON.parse(
  readFileSync(new URL("../figures/attention.json", import.meta.url), "utf8"),
);

/** Largest difference between what came out and the figures, by name. */
function differences(
  outputs: Readonly<Record<string, { readonly data: ArrayLike<number> }>>,
  { output, gradients, inputGradients }: LayerCase,
): Record<string, number> {
  const expected = {
    y: output,
    ...gradients,
    ...Object.fromEntries(inputGradients.flatMap((values, i) => (values === null ? [] : [[`x${i}`, values]]))),
  };
  return Object.fromEntries(
    Object.entries(expected).map(([name, values]) => {
      const found = outputs[name]?.data ?? [];
      const { data } = flat(values);
      const worst = data.reduce((most, value, i) => Math.max(most, Math.abs(value - (found[i] ?? Number.NaN))), 0);
      return [name, found.length === data.length ? worst : Number.NaN];
    }),
  );
}

function hasPadding({ layers }: LayerCase): boolean {
  return JSON.stringify(layers[0]).includes("padding");
}

describe(`layers for sequences, as ${figures.source}`, () => {
  for (const one of figures.cases) {
    it(`has PyTorch's names and shapes of weights: ${one.name}`, () => {
      const shapes = (weights: Iterable<readonly [string, { readonly shape: readonly number[] }]>): unknown =>
        Object.fromEntries([...weights].map(([key, { shape }]) => [key, [...shape]]));
      expect(shapes(networkOf(one).weights)).toEqual(
        shapes(Object.entries(one.weights).map(([key, values]) => [key, flat(values)])),
      );
    });

    it.each([
      ["reference", 1e-10],
      ["wasm", 1e-5],
    ] as const)(`gives PyTorch's values and gradients on the %s engine: ${one.name}`, async (engine, most) => {
      const outputs = await runLayers(one, { engine, threads: 1 });
      for (const [name, difference] of Object.entries(differences(outputs, one))) {
        expect(difference, name).toBeLessThan(most);
      }
    });

    it(`passes the gradient check in f64: ${one.name}`, () => {
      const network = networkOf(one);
      const { cost, wrt } = costOf(network, one);
      const state = new Map<Variable, Float64Array>();
      for (const [key, values] of Object.entries(one.weights)) {
        const lowering = network.weights.get(key)?.op.lowering;
        if (lowering?.kind === "variable") state.set(lowering.variable, flat(values).data);
      }
      // A table whose padding row is held is not the slope of its own values, on purpose.
      const { "0.weight": table, ...others } = wrt;
      const checked = table !== undefined && !hasPadding(one) ? wrt : others;
      if (Object.keys(checked).length === 0) return;
      for (const report of checkGradients(cost, { wrt: checked, feeds: feedsOf(one), state, elements: 24 })) {
        expect(report.maxRelativeError, report.parameter).toBeLessThan(1e-6);
        expect(report.forwardModeError, report.parameter).toBeLessThan(1e-9);
      }
    });
  }
});
