import { describe, expect, test } from "vitest";
import { prepareRows } from "../../src/data/applyPreparation.ts";
import {
  type CsvDatasetOptions,
  csvDataset,
  preparedCsvDataset,
  preparedCsvInputs,
} from "../../src/data/csvDataset.ts";
import type { Dataset } from "../../src/data/dataset.ts";
import { parsePreparation } from "../../src/data/preparation.ts";
import { ChainruleError } from "../../src/errors/chainruleError.ts";

const flowers = `length,colour,species
1,red,rose
2,white,lily
3,red,rose
6,blue,iris
`;

function inputsOf(data: Dataset): number[] {
  return Array.from(data.inputs.values);
}

function messageOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    if (error instanceof ChainruleError) return error.message;
    throw error;
  }
  return "";
}

describe("csvDataset", () => {
  test("standardises numbers, spreads categories and names classes", () => {
    const { train, test: held, preparation } = csvDataset(flowers, { label: "species" });
    expect(held).toBeUndefined();
    expect(train.classNames).toEqual(["iris", "lily", "rose"]);
    expect(train.targets.values).toEqual(Int32Array.of(2, 1, 2, 0));
    expect(train.inputShape).toEqual([4]);
    // lengths 1, 2, 3, 6: mean 3, variance (4 + 1 + 0 + 9) / 4 = 3.5
    const z = [-2, -1, 0, 3].map((value) => Math.fround(value / Math.sqrt(3.5)));
    expect(inputsOf(train)).toEqual([z[0], 0, 1, 0, z[1], 0, 0, 1, z[2], 0, 1, 0, z[3], 1, 0, 0]);
    expect(preparation.features).toEqual([
      { kind: "number", name: "length", mean: 3, deviation: Math.sqrt(3.5) },
      { kind: "category", name: "colour", categories: ["blue", "red", "white"] },
    ]);
  });

  test("takes statistics from the training part only", () => {
    const rows = Array.from({ length: 20 }, (_, i) => `${i * i},${i % 2 === 0 ? "even" : "odd"}`).join("\n");
    const { train, test: held, preparation } = csvDataset(`x,parity\n${rows}`, { label: "parity", test: 0.2, seed: 3 });
    expect([train.length, held?.length]).toEqual([16, 4]);
    const sum = inputsOf(train).reduce((total, value) => total + value, 0);
    const squares = inputsOf(train).reduce((total, value) => total + value ** 2, 0);
    expect(Math.abs(sum)).toBeLessThan(1e-5);
    expect(squares / 16).toBeCloseTo(1, 5);
    const [feature] = preparation.features;
    const raw = [...inputsOf(train)].map((z) =>
      feature?.kind === "number" ? z * feature.deviation + feature.mean : 0,
    );
    for (const value of raw) expect(Math.abs(Math.sqrt(value) - Math.round(Math.sqrt(value)))).toBeLessThan(1e-3);
  });

  test("leaves numbers as they are on request, and columns that do not vary at 0", () => {
    const text = "a,b,y\n1,5,0\n2,5,1\n";
    expect(inputsOf(csvDataset(text, { label: "y", standardize: false }).train)).toEqual([1, 5, 2, 5]);
    expect(inputsOf(csvDataset(text, { label: "y" }).train)).toEqual([-1, 0, 1, 0]);
  });

  test("a first row that holds the label's name is a header, whatever the other names are", () => {
    const { train, preparation } = csvDataset(",2019,y\n0,3,a\n1,4,b\n2,5,a\n", { label: "y" });
    expect(train.length).toBe(3);
    expect(preparation.features.map(({ name }) => name)).toEqual(["column1", "2019"]);
    const again = preparedCsvDataset(",2019,y\n0,3,a\n1,4,b\n2,5,a\n", preparation);
    expect(inputsOf(again)).toEqual(inputsOf(train));
  });

  test("infers header, task and label place", () => {
    const bare = csvDataset("1,10,3.5\n2,20,4.5\n3,35,7.25", { label: -1 });
    expect(bare.preparation.label).toEqual({ kind: "value", name: "column3" });
    expect(bare.train.targets).toEqual({ kind: "value", values: Float32Array.of(3.5, 4.5, 7.25), shape: [] });
    expect(csvDataset("0,0,0\n0,1,1\n1,0,1\n1,1,0", { label: 2 }).train).toMatchObject({ length: 4, classCount: 2 });
    expect(csvDataset("x,kind\na,b\nc,d", { label: "kind" }).train.length).toBe(2);
    expect(csvDataset("x,y\n1,10\n2,9\n3,10\n4,9", { label: "y" }).train.classNames).toEqual(["9", "10"]);
    const regression = csvDataset("x,y\n1,10\n2,9\n3,10\n4,9", { label: "y", task: "regression" });
    expect(regression.train.targets.kind).toBe("value");
    const manyIntegers = Array.from({ length: 60 }, (_, i) => `${i},${i % 30}`).join("\n");
    expect(csvDataset(manyIntegers, { label: 1 }).train.targets.kind).toBe("value");
  });

  test("lets columns be declared", () => {
    const text = "id,zip,x,y\na,8001,1,n\nb,8002,2,m\n";
    const { preparation } = csvDataset(text, { label: "y", columns: { id: "ignore", zip: "category" } });
    expect(preparation.features.map(({ name, kind }) => [name, kind])).toEqual([
      ["zip", "category"],
      ["x", "number"],
    ]);
  });

  test.each<[CsvDatasetOptions["impute"], number]>([
    ["mean", 4],
    ["median", 2.5],
    ["mostFrequent", 1],
    [7, 7],
  ])("fills missing numbers in by %s", (impute, expected) => {
    const text = "x,y\n1,a\n1,b\n4,a\n10,b\nNA,a\n";
    const { train, preparation } = csvDataset(text, { label: "y", impute, standardize: false });
    expect(inputsOf(train)).toEqual([1, 1, 4, 10, expected]);
    expect(prepareRows(preparation, [[null], [3]])).toEqual(Float32Array.of(expected, 3));
  });

  test("fills missing categories in by the most frequent one", () => {
    const { train } = csvDataset("c,y\nred,a\nred,b\nblue,a\n?,b\n", { label: "y", impute: "mostFrequent" });
    expect(inputsOf(train)).toEqual([0, 1, 0, 1, 1, 0, 0, 1]);
  });

  test("fills each named column in its own way and refuses gaps in the others", () => {
    const text = "x,c,y\n1,red,a\n3,,b\n,red,a\n";
    const { train } = csvDataset(text, { label: "y", impute: { x: "mean", c: "mostFrequent" }, standardize: false });
    expect(inputsOf(train)).toEqual([1, 1, 3, 1, 2, 1]);
    expect(messageOf(() => csvDataset(text, { label: "y", impute: { x: "mean" } }))).toContain('row 3, column "c"');
    expect(messageOf(() => csvDataset(text, { label: "y", impute: { z: "mean" } }))).toContain('got "z"');
  });

  test.each<[string, string, Partial<CsvDatasetOptions>, string]>([
    ["nothing", "", {}, "CSV: must hold at least one example"],
    ["a header alone", "x,y", { header: true }, "CSV: must hold at least one example"],
    ["a ragged row", "x,y\n1,a\n2\n", {}, "CSV row 3: every row must have 2 fields; got 1"],
    ["a long row", "x,y\n1,a\n2,b,c\n", {}, "CSV row 3: every row must have 2 fields; got 3"],
    ["a missing value", "x,y\n1,a\n,b\n", {}, 'row 3, column "x": value must not be missing; got nothing; name an imp'],
    ["NaN", "x,y\n1,a\nNaN,b\n", {}, 'row 3, column "x": value must not be missing; got "NaN"'],
    ["a missing label", "x,y\n1,a\n2,null\n", { impute: "mean" }, 'row 3, column "y": value must not be missing; got'],
    ["infinity", "x,y\n1,a\n-inf,b\n", {}, 'row 3, column "x": value must be a finite number; got "-inf"'],
    ["a number too large", "x,y\n1,a\n1e99,b\n", {}, 'row 3, column "x": value must be a finite number; got "1e99"'],
    ["text among numbers", "x,y\n1,a\n2,b\n3l,a\n", {}, 'row 4, column "x": most values of this column are numbers'],
    [
      "an unknown label",
      "x,kind\n1,a\n2,b\n",
      { label: "knid" },
      'must be in the table; got "knid"; did you mean "kind"?',
    ],
    ["a label place beyond the columns", "x,y\n1,a\n2,b\n", { label: 2 }, 'got "2"'],
    ["one class only", "x,y\n1,a\n2,a\n", {}, "at least two classes; got only a"],
    ["no column beside the label", "y\na\nb\n", {}, "there must be a column beside the label"],
    ["a name twice", "x,x,y\n1,2,a\n", { header: true }, 'got "x" twice'],
    ["a name twice beside the label's", "x,x,y\n1,2,a\n", { label: "y" }, 'got "x" twice'],
    ["a mean of categories", "c,y\nr,a\n,b\n", { impute: "mean" }, "only be filled in by mostFrequent; got mean"],
    ["nothing to fill in from", "x,z,y\n1,,a\n2,,b\n", { impute: "mean" }, 'column "z": the training part must have'],
    ["text where numbers are wanted", "x,y\n1,a\n2,b\n", { task: "regression" }, 'column "y": value must be a finite'],
    ["an unknown declared column", "x,y\n1,a\n2,b\n", { columns: { xx: "number" } }, 'got "xx"'],
    ["a test part of everything", "x,y\n1,a\n2,b\n", { test: 2 }, "both parts of 2 examples"],
  ])("refuses %s", (_, text, options, message) => {
    expect(messageOf(() => csvDataset(text, { label: "y", ...options }))).toContain(message);
  });

  test("refuses a column that names every row", () => {
    const text = Array.from({ length: 150 }, (_, i) => `person ${i},${i},${i % 2 === 0 ? "a" : "b"}`).join("\n");
    expect(messageOf(() => csvDataset(text, { label: 2 }))).toContain(
      'column "column1": a column of text must have at most 100',
    );
    expect(csvDataset(text, { label: 2, columns: { column1: "ignore" } }).train.inputShape).toEqual([1]);
  });
});

describe("a preparation", () => {
  const { train, preparation } = csvDataset(flowers, { label: "species" });

  test("survives JSON and gives new rows the training rows' inputs", () => {
    const saved = parsePreparation(JSON.parse(JSON.stringify(preparation)));
    expect(saved).toEqual(preparation);
    expect(
      Array.from(
        prepareRows(saved, [
          [1, "red"],
          ["2", "white"],
        ]),
      ),
    ).toEqual(inputsOf(train).slice(0, 8));
  });

  test("finds columns by name in another file, in any order, with or without labels", () => {
    const other = "species,extra,colour,length\nlily,9,white,2\n";
    expect(inputsOf(preparedCsvDataset(other, preparation))).toEqual(inputsOf(train).slice(4, 8));
    expect(preparedCsvDataset(other, preparation).targets.values).toEqual(Int32Array.of(1));
    expect(Array.from(preparedCsvInputs("colour,length\nred,1", preparation))).toEqual(inputsOf(train).slice(0, 4));
    expect(Array.from(preparedCsvInputs("1,red\n", preparation))).toEqual(inputsOf(train).slice(0, 4));
  });

  test.each<[string, () => unknown, string]>([
    ["too few values", () => prepareRows(preparation, [[1]]), "row 1: must have 2 values (length, colour); got 1"],
    ["too many values", () => prepareRows(preparation, [[1, "red", 2]]), "got 3"],
    [
      "an unknown category",
      () => prepareRows(preparation, [[1, "rde"]]),
      'row 1, column "colour": value must be one seen in the training data; got "rde"; did you mean "red"?',
    ],
    ["text for a number", () => prepareRows(preparation, [["one", "red"]]), 'column "length": value must be a finite'],
    ["a missing value", () => prepareRows(preparation, [[Number.NaN, "red"]]), "value must not be missing"],
    ["infinity", () => prepareRows(preparation, [[Number.POSITIVE_INFINITY, "red"]]), "must be a finite number"],
    [
      "a missing column",
      () => preparedCsvInputs("color,length\nred,1", preparation),
      '"colour"; did you mean "color"?',
    ],
    ["too few columns", () => preparedCsvInputs("1\n", preparation), "must have 2 values"],
    ["a missing label", () => preparedCsvDataset("colour,length\nred,1", preparation), '"species"'],
    [
      "a class outside the classes",
      () => preparedCsvDataset("length,colour,species\n1,red,tulip", preparation),
      'column "species": value must be one seen in the training data; got "tulip"',
    ],
  ])("refuses %s", (_, run, message) => {
    expect(messageOf(run)).toContain(message);
  });

  test.each<[unknown, string]>([
    [null, "preparation must be {…}; got null"],
    [{}, "format must be"],
    [{ ...preparation, version: 2 }, "version must be 1; got 2"],
    [{ ...preparation, features: [] }, "features must be"],
    [{ ...preparation, features: [{ kind: "number", name: "x", mean: 0, deviation: 0 }] }, "features[0].deviation"],
    [{ ...preparation, features: [{ kind: "category", name: "x", categories: [1] }] }, "features[0].categories"],
    [{ ...preparation, features: [{ kind: "text", name: "x" }] }, "features[0].kind"],
    [{ ...preparation, label: { kind: "class", name: "y" } }, "label.classNames must be"],
  ])("is refused when damaged: %j", (json, message) => {
    expect(messageOf(() => parsePreparation(json))).toContain(message);
  });
});
