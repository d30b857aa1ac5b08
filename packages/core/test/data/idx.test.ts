import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseIdx, readIdx } from "../../src/data/idx.ts";
import { idxDataset } from "../../src/data/idxDataset.ts";
import { ChainruleError } from "../../src/errors/chainruleError.ts";

function idx(type: number, shape: readonly number[], data: Uint8Array): Uint8Array {
  const file = new Uint8Array(4 + 4 * shape.length + data.length);
  const view = new DataView(file.buffer);
  view.setUint8(2, type);
  view.setUint8(3, shape.length);
  for (const [axis, size] of shape.entries()) view.setUint32(4 + 4 * axis, size);
  file.set(data, 4 + 4 * shape.length);
  return file;
}

const images = idx(
  0x08,
  [3, 2, 2],
  Uint8Array.from({ length: 12 }, (_, i) => 20 * i),
);
const labels = idx(0x08, [3], Uint8Array.of(0, 2, 1));

describe("parseIdx", () => {
  test("reads bytes as a view of the file", () => {
    const { shape, values } = parseIdx(images);
    expect(shape).toEqual([3, 2, 2]);
    expect(values).toEqual(Uint8Array.from({ length: 12 }, (_, i) => 20 * i));
    expect(values.buffer).toBe(images.buffer);
  });

  test.each([
    ["signed bytes", 0x09, [0xff, 0x7f], Int8Array.of(-1, 127)],
    ["16-bit integers", 0x0b, [0xff, 0xfe, 0x01, 0x00], Int16Array.of(-2, 256)],
    ["32-bit integers", 0x0c, [0xff, 0xff, 0xff, 0xff, 0, 1, 0, 0], Int32Array.of(-1, 65536)],
    ["floats", 0x0d, [0x3f, 0x80, 0, 0, 0xc0, 0, 0, 0], Float32Array.of(1, -2)],
    ["doubles", 0x0e, [0x3f, 0xf0, 0, 0, 0, 0, 0, 0, 0xc0, 0, 0, 0, 0, 0, 0, 0], Float64Array.of(1, -2)],
  ])("reads big-endian %s", (_, type, data, expected) => {
    expect(parseIdx(idx(type, [2], Uint8Array.from(data))).values).toEqual(expected);
  });

  test.each([
    ["an empty file", new Uint8Array(), "IDX header must have 4 bytes; got a file of 0"],
    ["a header that is cut off", images.subarray(0, 11), "IDX header must have 16 bytes; got a file of 11"],
    ["data that are cut off", images.subarray(0, 20), "shape [3, 2, 2] must have 28 bytes; got 20"],
    ["bytes after the data", new Uint8Array([...images, 0]), "must have 28 bytes; got 29"],
    ["another magic number", Uint8Array.of(1, 0, 8, 1, 0, 0, 0, 0), "got 01 00 08 01"],
    ["an unknown type", idx(0x0a, [1], Uint8Array.of(0)), "got 00 00 0A 01"],
    ["no axes", Uint8Array.of(0, 0, 8, 0), "got 00 00 08 00"],
    ["2⁶⁰ elements", idx(0x08, [2 ** 30, 2 ** 30], new Uint8Array(8)), "must have 1152921504606846988 bytes; got 20"],
    ["2⁶⁴ elements, 0 in 64 bits", idx(0x08, [2 ** 31, 2 ** 31, 4], new Uint8Array()), "18446744073709551632 bytes"],
  ])("refuses %s", (_, file, message) => {
    expect(() => parseIdx(file)).toThrow(message);
  });

  test("reads or refuses any bytes, and nothing else happens", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
        if (bytes.length > 3 && bytes[0] !== undefined && bytes[0] < 128) bytes.set([0, 0, 8, (bytes[3] ?? 0) % 4]);
        try {
          const { shape, values } = parseIdx(bytes);
          expect(shape.reduce((count, size) => count * size, 1)).toBe(values.length);
        } catch (error) {
          expect(error).toBeInstanceOf(ChainruleError);
        }
      }),
      { numRuns: 1000 },
    );
  });
});

describe("readIdx", () => {
  test("recognises gzip by its first bytes", async () => {
    expect(await readIdx(gzipSync(images))).toEqual(await readIdx(images));
  });

  test("refuses gzip data that are cut off, damaged or too large", async () => {
    const packed = gzipSync(images);
    await expect(readIdx(packed.subarray(0, packed.length - 9), { name: "t.gz" })).rejects.toThrow("t.gz: gzip data");
    await expect(readIdx(packed.subarray(0, 5))).rejects.toThrow("gzip data must be whole");
    const damaged = Uint8Array.from(packed);
    damaged[packed.length - 6] = (damaged[packed.length - 6] ?? 0) ^ 1;
    await expect(readIdx(damaged)).rejects.toThrow("gzip data must be whole");
    const bomb = gzipSync(new Uint8Array(50_000_000));
    expect(bomb.length).toBeLessThan(100_000);
    await expect(readIdx(bomb, { limitBytes: 1_000_000 })).rejects.toThrow("must not exceed 1000000 bytes");
  });
});

describe("idxDataset", () => {
  test("gives images one channel and pixels from 0 to 1", async () => {
    const data = await idxDataset({ images: gzipSync(images), labels });
    expect(data).toMatchObject({ length: 3, inputShape: [1, 2, 2], classCount: 3 });
    const batch = data.createBatch(1);
    data.batch([2], batch);
    expect(batch.inputs).toEqual(Float32Array.of(160 / 255, 180 / 255, 200 / 255, 220 / 255));
    expect(batch.targets).toEqual(Int32Array.of(1));
  });

  test("refuses files that do not belong together", async () => {
    const two = idx(0x08, [2], Uint8Array.of(0, 1));
    await expect(idxDataset({ images, labels: two })).rejects.toThrow("3 inputs and 2 targets");
    await expect(idxDataset({ images: labels, labels })).rejects.toThrow(
      "images: IDX array must have shape [n, …]; got [3]",
    );
    await expect(idxDataset({ images, labels: images, names: ["a", "b"] })).rejects.toThrow("b: IDX array");
    await expect(idxDataset({ images, labels, classNames: ["a", "b"] })).rejects.toThrow("class must be");
    const none = idx(0x08, [0, 2, 2], new Uint8Array());
    await expect(idxDataset({ images: none, labels: idx(0x08, [0], new Uint8Array()) })).rejects.toThrow(
      "at least one",
    );
  });
});
