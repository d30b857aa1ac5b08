import { describe, expect, expectTypeOf, test } from "vitest";
import { ChainruleError, type ErrorParams } from "../../src/errors/chainruleError.ts";
import { english } from "../../src/errors/en/index.ts";
import { chinese } from "../../src/errors/zh/index.ts";

describe("ChainruleError", () => {
  const error = new ChainruleError("graph.innerDimensions", {
    op: "matMul",
    received: "[32, 784] × [10, 128]",
    path: 'model.layers[2], "hidden"',
  });

  test("says subject, rule, value and place in English", () => {
    expect(error.message).toBe(
      'matMul: inner dimensions must agree; got [32, 784] × [10, 128] (model.layers[2], "hidden")',
    );
    expect(error.toText("en")).toBe(error.message);
    expect(String(error)).toBe(`ChainruleError: ${error.message}`);
  });

  test("says the same in Chinese with Chinese punctuation", () => {
    expect(error.toText("zh")).toBe(
      'matMul：内侧维度必须相等；得到 [32, 784] × [10, 128]（model.layers[2], "hidden"）',
    );
  });

  test("is data with fields", () => {
    expect(error).toBeInstanceOf(Error);
    expect(error).toMatchObject({
      code: "graph.innerDimensions",
      subject: "matMul",
      expected: "inner dimensions must agree",
      received: "[32, 784] × [10, 128]",
      path: 'model.layers[2], "hidden"',
      line: undefined,
      hint: undefined,
      params: { op: "matMul" },
    });
  });

  test("hints at the nearest name, or lists the choices", () => {
    const near = new ChainruleError("engine.unknown", { received: "rellu", choices: ["sigmoid", "relu"] });
    expect(near.message).toBe('engine: name must be a known one; got "rellu"; did you mean "relu"?');
    expect(near.toText("zh")).toBe('引擎：必须是已知的名称；得到 "rellu"；是不是想写 "relu"？');
    const far = new ChainruleError("engine.unknown", { received: "zzz", choices: ["sigmoid", "relu"] });
    expect(far.hint).toBe("choose from sigmoid, relu");
    expect(far.toText("zh")).toContain("可选：sigmoid、relu");
  });

  test("adds the user's line to the place", () => {
    const placed = new ChainruleError("engine.missingFeed", { name: "X", line: "net.ts:4:7" });
    expect(placed.message).toBe('run: a value must be given for input "X"; got none (at net.ts:4:7)');
  });

  test("keeps the error that led to it", () => {
    const cause = new Error("below");
    expect(new ChainruleError("data.empty", { subject: "inputs" }, { cause }).cause).toBe(cause);
  });

  test("has a text in every language for every code", () => {
    expect(Object.keys(chinese).sort()).toEqual(Object.keys(english).sort());
    for (const code of Object.keys(english)) expect(code).toMatch(/^[a-z]+\.[a-z][A-Za-z]*$/);
  });

  test("types parameters by code", () => {
    expectTypeOf<ErrorParams["data.empty"]>().toExtend<{ subject: string; path?: string | undefined }>();
    // @ts-expect-error no such code
    expect(() => new ChainruleError("graph.nothing", {})).toThrow();
    // @ts-expect-error `subject` is missing
    new ChainruleError("data.empty", {});
  });
});
