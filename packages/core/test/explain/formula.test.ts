import { expect, test } from "vitest";
import { formula } from "../../src/explain/formula.ts";
import { nameSymbol } from "../../src/explain/symbols.ts";
import { latexToText } from "../../src/explain/view/latexToText.ts";
import { printNumber } from "../../src/explain/view/printedNumbers.ts";
import { wrapText } from "../../src/explain/view/wrapText.ts";
import type { Tensor } from "../../src/graph/tensor.ts";
import { add } from "../../src/ops/add.ts";
import { div } from "../../src/ops/div.ts";
import { exp } from "../../src/ops/exp.ts";
import { input } from "../../src/ops/input.ts";
import { matMul } from "../../src/ops/matMul.ts";
import { mul } from "../../src/ops/mul.ts";
import { neg } from "../../src/ops/neg.ts";
import { sigmoid } from "../../src/ops/sigmoid.ts";
import { square } from "../../src/ops/square.ts";
import { sub } from "../../src/ops/sub.ts";
import { sum } from "../../src/ops/sum.ts";

const a = input("a", [2, 2]);
const b = input("b", [2, 2]);
const c = input("c", [2, 2]);

function text(tensor: Tensor, symbols: Readonly<Record<string, string>> = {}): string {
  const written = formula(tensor, (node) =>
    node.name === undefined
      ? node.inputs.length === 0
        ? node.op.notation([])
        : undefined
      : (symbols[node.name] ?? node.name),
  );
  return latexToText(written ?? "");
}

test.each([
  ["a · (b + c)", mul(a, add(b, c))],
  ["a · b + c", add(mul(a, b), c)],
  ["a - (b + c)", sub(a, add(b, c))],
  ["a - (b - c)", sub(a, sub(b, c))],
  ["a + b - c", sub(add(a, b), c)],
  ["(a + b)²", square(add(a, b))],
  ["(a · b)²", square(mul(a, b))],
  ["-(a + b)", neg(add(a, b))],
  ["a - b", add(a, neg(b))],
  ["a · (-b)", mul(a, neg(b))],
  ["-0.5 · a", mul(a, -0.5)],
  ["σ(a + b)", sigmoid(add(a, b))],
  ["(a + b)/c", div(add(a, b), c)],
  ["e^(a + b)", exp(add(a, b))],
  ["(a + b)ᵀ c", matMul(add(a, b), c, { transposeA: true })],
  ["a b c", matMul(a, matMul(b, c))],
  ["a · (b c)", mul(a, matMul(b, c))],
  ["(a · b) c", matMul(mul(a, b), c)],
  ["Σ_(i₀,i₁) (a - b)", sum(sub(a, b))],
])("%s has its brackets where they belong", (expected, tensor) => {
  expect(text(tensor)).toBe(expected);
});

test("a raised symbol is never raised twice", () => {
  const symbols = { a: "W^{[1]}", b: "\\frac{\\partial L}{\\partial z}" };
  expect(text(matMul(a, c, { transposeA: true }), symbols)).toBe("W⁽¹⁾ᵀ c");
  expect(text(square(a), symbols)).toBe("(W⁽¹⁾)²");
  expect(text(matMul(b, c, { transposeA: true }), symbols)).toBe("(∂L/∂z)ᵀ c");
  const leaf = (node: Tensor): string | undefined => (node.name === "a" ? "W^{[1]}" : node.name);
  expect(formula(matMul(a, c, { transposeA: true }), leaf)).toBe("{W^{[1]}}^{\\mathsf T} c");
});

test.each([
  ["W", "W"],
  ["W1", "W₁"],
  ["dW1", "dW₁"],
  ["alpha", "α"],
  ["yHat", "ŷ"],
  ["ŷ", "ŷ"],
])("the name %s becomes the symbol %s", (name, symbol) => {
  expect(latexToText(nameSymbol(name))).toBe(symbol);
});

test.each([
  [0.0889129, 3, "0.089"],
  [-0.0005278, 3, "-0.000528"],
  [0, 3, "0.000"],
  [2.5e-9, 3, "2.50e-9"],
  [1 / 3, "full", "0.3333333333333333"],
  [Number.NaN, 3, "NaN"],
  [Number.NEGATIVE_INFINITY, 3, "-∞"],
] as const)("%d with %s digits is printed as %s", (value, digits, expected) => {
  expect(printNumber(value, digits)).toBe(expected);
});

test("lines are broken by width, not by count of characters", () => {
  expect(wrapText("前向传播 反向传播", 9, "")).toEqual(["前向传播", "反向传播"]);
  expect(wrapText("a long line of words", 10, "  ")).toEqual(["a long", "  line of", "  words"]);
});
