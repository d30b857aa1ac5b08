import { describe, expect, test } from "vitest";
import { flowerFiles, flowersConfig } from "../trainingFiles.ts";
import { flowersCsv, WorkFolder } from "../workFolder.ts";

describe("a CSV file with text labels", () => {
  test("is trained on, measured and predicted by name, by row, by column and from another file", async () => {
    const folder = new WorkFolder({ ...flowerFiles, "new.csv": "width,length\n0.2,1.0\n2.2,5.1\n" });
    const trained = await folder.run(["train", "c/flowers.yaml", "--out", "r", "--json"]);
    expect(trained.lines.at(-1)).toMatchObject({ done: true, test: { accuracy: 1 } });
    const labels = async (input: string): Promise<unknown> =>
      (await folder.run(["predict", "r", "--input", input, "--json"])).lines[0]?.["labels"];
    expect(await labels("[[1.1, 0.1], [3.2, 1.1]]")).toEqual(["setosa", "versicolor"]);
    expect(await labels('{"width": 2.1, "length": 5.2}')).toEqual(["virginica"]);
    expect(await labels("new.csv")).toEqual(["setosa", "virginica"]);
    expect((await folder.run(["evaluate", "r", "--data", "c/data/flowers.csv", "--json"])).lines).toEqual([
      { test: { loss: expect.any(Number), accuracy: 1 } },
    ]);
    expect((await folder.run(["predict", "r", "--input", '{"widht": 1}'])).err).toContain('did you mean "width"?');
    expect((await folder.run(["predict", "r", "--input", "[[1.1, 0.1]]"])).out).toMatch(
      /^1: setosa \(\d+\.\d\d %\) {2}\[/,
    );
  });
});

test("a table's run is measured on JSON as on CSV: by its own columns, standardised as in training", async () => {
  const rows = flowersCsv()
    .trim()
    .split("\n")
    .slice(1, 10)
    .map((line) => line.split(","));
  const table = ["length,width,kind", ...rows.map((row) => row.join(",")), ""].join("\n");
  const targets = rows.map(([, , kind]) => kind);
  const lists = { inputs: rows.map(([length, width]) => [Number(length), Number(width)]), targets };
  const named = { inputs: rows.map(([length, width]) => ({ width: Number(width), length: Number(length) })), targets };
  const files = { "more.csv": table, "lists.json": JSON.stringify(lists), "named.json": JSON.stringify(named) };
  const folder = new WorkFolder({ ...flowerFiles, ...files });
  await folder.run(["train", "c/flowers.yaml", "--out", "r"]);
  const scores = await Promise.all(Object.keys(files).map((f) => folder.run(["evaluate", "r", "--data", f, "--json"])));
  const [csv, ...jsons] = scores.map(({ out, err }) => out + err);
  expect(csv).toMatch(/^\{"test":\{"loss":/);
  expect(jsons).toEqual([csv, csv]);
});

test("with crossEntropy a CSV's whole numbers are classes, however many", async () => {
  const rows = Array.from({ length: 90 }, (_, i) => `${i},${(i * i) % 7},${i % 30}`);
  const config = flowersConfig.replace("kind, test: 0.2", "kind").replace("linear: 3", "linear: 30");
  const folder = new WorkFolder({
    "c.yaml": config,
    "data/flowers.csv": ["length,width,kind", ...rows, ""].join("\n"),
  });
  const { code, err } = await folder.run(["train", "c.yaml", "--out", "r"]);
  expect({ code, err }).toEqual({ code: 0, err: "" });
  const { lines } = await folder.run(["predict", "r", "--input", "[[3, 2]]", "--json"]);
  expect(lines[0]?.["labels"]).toEqual([expect.stringMatching(/^\d+$/)]);
});
