import { ChainruleError } from "../errors/chainruleError.ts";
import { formatShape } from "../graph/shape.ts";
import type { Dataset } from "./dataset.ts";
import { dataset } from "./datasetFromArrays.ts";
import { type IdxArray, readIdx } from "./idx.ts";

/** What {@link idxDataset} reads. */
export interface IdxDatasetOptions {
  /** Bytes of an IDX file [n, …], plain or gzip; images [n, height, width] become [1, height, width] each. */
  readonly images: Uint8Array;
  /** Bytes of an IDX file of class indices [n]. */
  readonly labels: Uint8Array;
  /** Names that errors give to the two files. Default `images` and `labels`. */
  readonly names?: readonly [images: string, labels: string] | undefined;
  /** Names of the classes in order of their index. */
  readonly classNames?: readonly string[] | undefined;
  /** Number of classes. Default: that of the names, or the largest label + 1; give it to parts of one whole. */
  readonly classCount?: number | undefined;
  /** Bytes b stand for b · scale + offset. Default scale 1 / 255, offset 0. */
  readonly byteScale?: { readonly scale: number; readonly offset?: number | undefined } | undefined;
}

/**
 * A data set from two IDX files such as MNIST's. Images stay bytes until they are put in a batch.
 *
 * @param options - `images` and `labels`: the files' bytes; `names` for errors, `classNames`, `classCount`, `byteScale`
 * @throws ChainruleError if a file is damaged, the counts differ, or a label is outside the classes
 * @example
 * const digits = await idxDataset({ images: await readFile("images.idx"), labels: await readFile("labels.idx") });
 */
export async function idxDataset(options: IdxDatasetOptions): Promise<Dataset> {
  const [imagesName, labelsName] = options.names ?? ["images", "labels"];
  const images = await readIdx(options.images, { name: imagesName });
  const labels = await readIdx(options.labels, { name: labelsName });
  const [imageCount = 0, ...inner] = images.shape;
  if (labels.shape.length !== 1) throw wrongRank(labelsName, "[n]", labels);
  if (images.shape.length < 2 || inner.includes(0)) throw wrongRank(imagesName, "[n, …]", images);
  const [labelCount = 0] = labels.shape;
  if (imageCount !== labelCount) throw new ChainruleError("data.lengths", { inputs: imageCount, targets: labelCount });
  return dataset({
    inputs: images.values,
    inputShape: inner.length === 2 ? [1, ...inner] : inner,
    byteScale: options.byteScale ?? { scale: 1 / 255 },
    targets: labels.values,
    targetKind: "class",
    classNames: options.classNames,
    classCount: options.classCount,
  });
}

function wrongRank(subject: string, expected: string, array: IdxArray): ChainruleError {
  return new ChainruleError("data.idxRank", { subject, expected, received: formatShape(array.shape) });
}
