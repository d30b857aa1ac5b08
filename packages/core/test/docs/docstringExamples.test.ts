import { join } from "node:path";
import ts from "typescript";
import { expect, test } from "vitest";
import * as library from "../../src/index.ts";
import { type DocstringExample, docstringExamples, sourceFolder } from "./docstringExamples.ts";

/** What a reader of an example has at hand. */
const atHand: Readonly<Record<string, string>> = {
  b: "core.Tensor",
  bytes: "Uint8Array",
  context: "core.TrainingContext",
  cost: "core.Tensor<[]>",
  data: "core.Dataset",
  digits: "{ readonly train: core.Dataset; readonly test: core.Dataset }",
  dw: "core.Tensor",
  feeds: "core.Feeds",
  flowers: "core.Dataset",
  history: "core.History",
  image: "core.ModelSymbol",
  images: "core.Dataset",
  left: "core.ModelSymbol",
  letters: "Float32Array",
  logitsOf: "(sequence: readonly number[]) => Float32Array",
  mode: "Parameters<typeof core.networkGraph>[2]",
  model: "core.Model",
  options: "core.FitOptions",
  other: "core.Model",
  prediction: "core.Tensor",
  preparation: "core.Preparation",
  readFile: 'typeof import("node:fs/promises").readFile',
  right: "core.ModelSymbol",
  text: "string",
  tokens: "Int32Array",
  w: "core.Tensor",
  weight: "core.Tensor",
  writeFile: 'typeof import("node:fs/promises").writeFile',
  x: "core.Tensor",
  y: "core.Tensor",
};

const examples = docstringExamples();

/** An example as a module of its own. */
function moduleOf({ file, code, imports, own, others }: DocstringExample): string {
  const taken = others.filter((name) => Object.hasOwn(atHand, name));
  return [
    'import type * as core from "./index.ts";',
    `import { ${imports.join(", ")} } from "./index.ts";`,
    `import { ${own.join(", ")} } from "./${file}";`,
    ...taken.map((name) => `declare const ${name}: ${atHand[name]};`),
    code,
    "export {};",
  ].join("\n");
}

/** What the compiler says of each example. */
function typeErrors(): ReadonlyMap<string, readonly string[]> {
  const modules = new Map(examples.map((each, i) => [join(sourceFolder, `example${i}.ts`), moduleOf(each)]));
  const options: ts.CompilerOptions = {
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    lib: ["lib.es2023.d.ts", "lib.dom.d.ts"],
    types: ["node"],
    strict: true,
    noUncheckedIndexedAccess: true,
    exactOptionalPropertyTypes: true,
    allowImportingTsExtensions: true,
    skipLibCheck: true,
    noEmit: true,
  };
  const host = ts.createCompilerHost(options);
  const { readFile, fileExists, getSourceFile } = host;
  host.fileExists = (file) => modules.has(file) || fileExists(file);
  host.readFile = (file) => modules.get(file) ?? readFile(file);
  host.getSourceFile = (file, language, ...others) => {
    const code = modules.get(file);
    return code === undefined ? getSourceFile(file, language, ...others) : ts.createSourceFile(file, code, language);
  };
  const program = ts.createProgram([...modules.keys()], options, host);
  return new Map(
    [...modules.keys()].map((file, i) => {
      const source = program.getSourceFile(file);
      const found = [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)];
      return [
        examples[i]?.place ?? "",
        found.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, " ")),
      ];
    }),
  );
}

test("the examples of all docstrings compile", { timeout: 60_000 }, () => {
  const errors = [...typeErrors()].flatMap(([place, found]) => found.map((error) => `${place}: ${error}`));
  expect(errors).toEqual([]);
  expect(examples.length).toBeGreaterThan(250);
});

const runnable = examples.filter(
  ({ own, others }) => own.length === 0 && others.every((name) => name === "console" || name in globalThis),
);

/** `const y = …; // [2, 3]`: a name, and the shape that the example says it has. */
const statedShape = /^const (\w+) = .*; \/\/ (\[[\d, ]*\])$/gm;

test.each(runnable)("the example at $place runs, and gives the shapes that it says", async ({ code, imports }) => {
  const stated = [...code.matchAll(statedShape)].map(([, name = "", shape = ""]) => ({ name, shape }));
  const body = `${code}\nreturn { ${stated.map(({ name }) => name).join(", ")} };`;
  const { outputText } = ts.transpileModule(`const run = async () => {\n${body}\n};`, {
    compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext },
  });
  const all: Readonly<Record<string, unknown>> = library;
  const silent = { log: () => undefined, error: () => undefined };
  const make = new Function("console", ...imports, `${outputText}\nreturn run;`);
  const run: unknown = make(silent, ...imports.map((name) => all[name]));
  if (typeof run !== "function") throw new TypeError("an example is a function");
  const results: unknown = await run();
  const expected = stated.map(({ name, shape }) => [name, { shape: JSON.parse(shape) }]);
  expect(results).toMatchObject(Object.fromEntries(expected));
});
