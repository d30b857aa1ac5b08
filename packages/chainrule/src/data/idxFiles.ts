import { existsSync, statSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { type Dataset, idxDataset, readIdx } from "@chainrule/core";
import type { IdxData, IdxParts } from "../config/dataConfig.ts";
import { CommandError } from "../errors/commandError.ts";
import { readBytes } from "../run/readFiles.ts";
import { type LoadedData, withClasses } from "./loadedData.ts";

/** MNIST's names of the files of each part. */
const partFiles = {
  train: ["train-images-idx3-ubyte", "train-labels-idx1-ubyte"],
  test: ["t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte"],
} as const;

/** Reads IDX files; paths start from `folder`. */
export async function loadIdx(data: IdxData, folder: string, seed: number): Promise<LoadedData> {
  const parts = typeof data.idx === "string" ? partsOfFolder(data.idx, folder) : data.idx;
  const all = await readPart(parts.train, folder, data, undefined);
  const classCount = all.classCount ?? 0;
  if (parts.test !== undefined) {
    const test = await readPart(parts.test, folder, data, classCount);
    if (String(test.inputShape) !== String(all.inputShape)) {
      throw new CommandError("data.inputShape", {
        subject: basename(parts.test[0]),
        expected: `[${all.inputShape.join(", ")}]`,
        received: `[${test.inputShape.join(", ")}]`,
      });
    }
    return { train: all, test };
  }
  if (data.test === undefined) return { train: all, test: undefined };
  const { train, test } = all.split({ test: data.test, seed });
  return { train, test };
}

/** Reads one part; labels must be below `classCount` where it is known from the training part. */
export async function readPart(
  [imagesFile, labelsFile]: readonly [string, string],
  folder: string,
  data: Pick<IdxData, "classNames" | "scale" | "offset">,
  classCount: number | undefined,
): Promise<Dataset> {
  const images = readBytes(resolve(folder, imagesFile), imagesFile);
  const labels = readBytes(resolve(folder, labelsFile), labelsFile);
  const names = data.classNames ?? (classCount === undefined ? undefined : indexNames(classCount));
  const read = await idxDataset({
    images,
    labels,
    names: [imagesFile, labelsFile],
    classNames: names,
    byteScale: { scale: data.scale, offset: data.offset },
  });
  return withClasses(read, read.classCount ?? 0, data.classNames);
}

function indexNames(classCount: number): string[] {
  return Array.from({ length: classCount }, (_, index) => String(index));
}

/** Images of one IDX file as the numbers that a model takes. */
export async function readIdxImages(
  bytes: Uint8Array,
  name: string,
  byteScale: { readonly scale: number; readonly offset: number },
): Promise<{ readonly values: Float32Array; readonly shape: readonly number[] }> {
  const { shape, values } = await readIdx(bytes, { name });
  const [, ...inner] = shape;
  const isBytes = values instanceof Uint8Array;
  return {
    values: Float32Array.from(values, (value) => (isBytes ? value * byteScale.scale + byteScale.offset : value)),
    shape: inner.length === 2 ? [1, ...inner] : inner,
  };
}

function partsOfFolder(name: string, startFolder: string): IdxParts {
  const folder = resolve(startFolder, name);
  if (!existsSync(folder) || !statSync(folder).isDirectory()) throw new CommandError("file.missing", { file: name });
  const find = (file: string): string => {
    const found = [file, `${file}.gz`].find((candidate) => existsSync(join(folder, candidate)));
    if (found === undefined) throw new CommandError("data.folder", { folder: name, missing: file });
    return join(name, found);
  };
  return {
    train: [find(partFiles.train[0]), find(partFiles.train[1])],
    test: [find(partFiles.test[0]), find(partFiles.test[1])],
  };
}
