import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ChainruleError, type ErrorCode } from "../../src/errors/chainruleError.ts";
import { readSafetensors, type StoredTensor, writeSafetensors } from "../../src/serialization/safetensors.ts";
import reference from "../figures/safetensorsReference.json" with { type: "json" };

function decode(base64: string): Uint8Array {
  return new Uint8Array(Buffer.from(base64, "base64"));
}

function fileOf(header: string | Uint8Array, dataBytes = 0): Uint8Array {
  const text = typeof header === "string" ? new TextEncoder().encode(header) : header;
  const file = new Uint8Array(8 + text.length + dataBytes);
  new DataView(file.buffer).setBigUint64(0, BigInt(text.length), true);
  file.set(text, 8);
  return file;
}

function codeOf(run: () => unknown): ErrorCode | undefined {
  try {
    run();
  } catch (error) {
    if (error instanceof ChainruleError) return error.code;
    throw error;
  }
  return undefined;
}

describe("files of the reference implementation", () => {
  const file = decode(reference.weights);

  test("are read with their types, shapes and values", () => {
    const { tensors, metadata } = readSafetensors(file);
    expect(metadata).toEqual({ format: "pt" });
    expect(tensors.size).toBe(14);
    expect(tensors.get("2.weight")).toEqual({
      elementType: "F32",
      shape: [3, 4],
      values: Float32Array.from({ length: 12 }, (_, i) => i / 8),
    });
    expect(tensors.get("wide")?.values).toEqual(BigInt64Array.of(-(2n ** 63n), 2n ** 63n - 1n));
    expect(tensors.get("mask")).toEqual({ elementType: "BOOL", shape: [3], values: Uint8Array.of(1, 0, 1) });
    expect(tensors.get("step")).toEqual({ elementType: "I32", shape: [], values: Int32Array.of(3) });
    expect(tensors.get("empty")).toEqual({ elementType: "F32", shape: [0, 3], values: new Float32Array() });
    expect(tensors.get("λ")?.values).toEqual(Float64Array.of(1.5));
    expect(tensors.get("u16")?.values).toEqual(Uint16Array.of(65535));
  });

  test("are written back byte for byte", () => {
    const { tensors, metadata } = readSafetensors(file);
    expect(writeSafetensors(new Map([...tensors].reverse()), metadata)).toEqual(file);
  });

  test("are read at an odd place of a larger buffer", () => {
    const around = new Uint8Array(file.length + 3);
    around.set(file, 3);
    expect(readSafetensors(around.subarray(3))).toEqual(readSafetensors(file));
  });

  test.each([
    ["F16", reference.halves, "half", reference.halfValues],
    ["BF16", reference.brain, "brain", reference.brainValues],
  ])("of %s become f32 without loss", (elementType, base64, name, values) => {
    const tensor = readSafetensors(decode(base64)).tensors.get(name);
    expect(tensor?.elementType).toBe(elementType);
    expect(tensor?.values).toEqual(
      Float32Array.from(values, (text) => (text === "inf" ? Infinity : text === "-inf" ? -Infinity : Number(text))),
    );
  });
});

describe("a file that lies is refused:", () => {
  const entry = (fields: string): string => `{"w":{${fields}}}`;
  const good = '"dtype":"F32","shape":[2],"data_offsets":[0,8]';
  const two = (a: string, b: string): string =>
    `{"a":{"dtype":"U8","shape":[4],"data_offsets":${a}},"b":{"dtype":"U8","shape":[4],"data_offsets":${b}}}`;
  const cases: readonly (readonly [what: string, code: ErrorCode, file: Uint8Array])[] = [
    ["no room for the header's length", "serialization.tooShort", new Uint8Array(7)],
    ["a header beyond the file", "serialization.headerBeyondFile", fileOf(entry(good), 8).subarray(0, 20)],
    ["a header of 2⁶⁴ − 1 bytes", "serialization.headerLength", new Uint8Array(16).fill(255)],
    ["bytes that are not UTF-8", "serialization.headerEncoding", fileOf(Uint8Array.of(0x7b, 0x22, 0xff, 0x22))],
    ["no JSON", "serialization.headerJson", fileOf('{"w":')],
    ["JSON that is a list", "serialization.headerJson", fileOf("[1]")],
    ["JSON after a space", "serialization.headerJson", fileOf(` ${entry(good)}`, 8)],
    ["brackets a million deep", "serialization.headerJson", fileOf("[".repeat(1_000_000))],
    ["two tensors of one name", "serialization.duplicateName", fileOf(`{"w":{${good}},"\\u0077":{${good}}}`, 8)],
    ["a field said twice", "serialization.duplicateName", fileOf(entry(`"shape":[2],${good}`), 8)],
    ["metadata that is no text", "serialization.metadata", fileOf('{"__metadata__":{"a":1}}')],
    ["a tensor that is no object", "serialization.entry", fileOf('{"w":3}')],
    ["a missing field", "serialization.entry", fileOf(entry('"dtype":"F32","shape":[2]'))],
    ["an unknown type", "serialization.elementType", fileOf(entry(good.replace("F32", "F8_E4M3")), 8)],
    ["a type named like a method", "serialization.elementType", fileOf(entry(good.replace("F32", "toString")), 8)],
    ["a negative size", "serialization.entry", fileOf(entry(good.replace("[2]", "[-2]")), 8)],
    ["a size that is no whole number", "serialization.entry", fileOf(entry(good.replace("[2]", "[2.5]")), 8)],
    ["three offsets", "serialization.entry", fileOf(entry(good.replace("[0,8]", "[0,4,8]")), 8)],
    ["offsets past the end", "serialization.offsets", fileOf(entry(good), 7)],
    ["offsets the wrong way round", "serialization.offsets", fileOf(entry(good.replace("[0,8]", "[8,0]")), 8)],
    ["a shape of another size", "serialization.tensorSize", fileOf(entry(good.replace("[2]", "[3]")), 8)],
    ["2⁶⁰ elements", "serialization.tensorSize", fileOf(entry(good.replace("[2]", "[1073741824,1073741824]")), 8)],
    [
      "2⁶⁴ elements, which is 0 in 64 bits",
      "serialization.tensorSize",
      fileOf(entry('"dtype":"U8","shape":[4294967296,4294967296],"data_offsets":[0,0]')),
    ],
    ["tensors that overlap", "serialization.overlap", fileOf(two("[0,4]", "[3,7]"), 7)],
    ["a hole between tensors", "serialization.hole", fileOf(two("[0,4]", "[5,9]"), 9)],
    ["a hole before the first", "serialization.hole", fileOf(entry(good.replace("[0,8]", "[1,9]")), 9)],
    ["bytes after the last", "serialization.trailingBytes", fileOf(entry(good), 9)],
    [
      "a boolean of 2",
      "serialization.boolean",
      (() => {
        const file = fileOf(entry('"dtype":"BOOL","shape":[1],"data_offsets":[0,1]'), 1);
        file[file.length - 1] = 2;
        return file;
      })(),
    ],
  ];

  test.each(cases)("%s (%s)", (_, code, file) => {
    expect(codeOf(() => readSafetensors(file, { name: "model.safetensors" }))).toBe(code);
  });

  test("the error names the file and the tensor", () => {
    expect(() => readSafetensors(fileOf(entry(good.replace("[2]", "[3]")), 8), { name: "model.safetensors" })).toThrow(
      'model.safetensors: tensor "w" must take [3] × F32 = 12 bytes; got 8 bytes',
    );
  });
});

describe("writing", () => {
  test("does not depend on the order in which tensors are given", () => {
    const a = { shape: [1], values: Float32Array.of(1) };
    const b = { shape: [2], values: Float32Array.of(2, 3) };
    expect(writeSafetensors({ a, b }, { y: "1", x: "2" })).toEqual(writeSafetensors({ b, a }, { x: "2", y: "1" }));
  });

  test("begins the data at a multiple of 8 bytes", () => {
    for (const name of ["w", "ww", "www", "wwww", "wwwww"]) {
      const file = writeSafetensors({ [name]: { shape: [1], values: Float32Array.of(1) } });
      expect(file.length % 8).toBe(4);
    }
  });

  test("refuses what could not be read back", () => {
    const values = Float32Array.of(1, 2);
    expect(codeOf(() => writeSafetensors({ w: { shape: [3], values } }))).toBe("serialization.tensorSize");
    expect(codeOf(() => writeSafetensors({ w: { shape: [-1, -2], values } }))).toBe("serialization.tensorSize");
    expect(codeOf(() => writeSafetensors({ __metadata__: { shape: [2], values } }))).toBe("serialization.name");
    expect(codeOf(() => writeSafetensors({ "\ud800": { shape: [2], values } }))).toBe("serialization.name");
    const notBoolean: StoredTensor = { shape: [1], values: Uint8Array.of(2), elementType: "BOOL" };
    expect(codeOf(() => writeSafetensors({ w: notBoolean }))).toBe("serialization.boolean");
  });
});

const values = fc.oneof(
  fc.float32Array({ maxLength: 12 }),
  fc.float64Array({ maxLength: 12 }),
  fc.int8Array({ maxLength: 12 }),
  fc.int16Array({ maxLength: 12 }),
  fc.int32Array({ maxLength: 12 }),
  fc.uint8Array({ maxLength: 12 }),
  fc.uint16Array({ maxLength: 12 }),
  fc.uint32Array({ maxLength: 12 }),
  fc.bigInt64Array({ maxLength: 12 }),
  fc.bigUint64Array({ maxLength: 12 }),
);
const tensor = values.map((array) => ({
  shape: array.length % 2 === 0 ? [2, array.length / 2] : [array.length],
  values: array,
}));
const tensors = fc.dictionary(
  fc.string({ unit: "grapheme" }).filter((name) => name !== "__metadata__"),
  tensor,
  { maxKeys: 6 },
);

describe("any tensors", () => {
  test("come back as they were written", () => {
    fc.assert(
      fc.property(tensors, fc.dictionary(fc.string(), fc.string()), (given, metadata) => {
        const content = readSafetensors(writeSafetensors(given, metadata));
        expect(content.metadata).toEqual(metadata);
        expect(content.tensors.size).toBe(Object.keys(given).length);
        for (const [name, { shape, values: array }] of Object.entries(given)) {
          const read = content.tensors.get(name);
          expect(read?.shape).toEqual(shape);
          expect(read?.values).toEqual(array);
        }
      }),
    );
  });

  test("in a damaged file are read or refused, never anything else", () => {
    const damage = fc.record({
      cut: fc.double({ min: 0, max: 1, noNaN: true }),
      flips: fc.array(fc.tuple(fc.nat(), fc.integer({ min: 1, max: 255 })), { maxLength: 4 }),
      isCut: fc.boolean(),
    });
    let refused = 0;
    fc.assert(
      fc.property(tensors, damage, (given, { cut, flips, isCut }) => {
        const whole = writeSafetensors(given, { format: "pt" });
        const file = isCut ? whole.slice(0, Math.floor(cut * whole.length)) : whole;
        for (const [place, mask] of flips) {
          const i = place % Math.max(1, file.length);
          if (i < file.length) file[i] = (file[i] ?? 0) ^ mask;
        }
        let read: ReturnType<typeof readSafetensors> | undefined;
        const code = codeOf(() => {
          read = readSafetensors(file);
        });
        if (code !== undefined) refused += 1;
        for (const { shape, values: array } of read?.tensors.values() ?? []) {
          expect(shape.reduce((count, size) => count * size, 1)).toBe(array.length);
        }
      }),
      { numRuns: 2000 },
    );
    expect(refused).toBeGreaterThan(100);
  });
});
