import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ChainruleError } from "../../src/errors/chainruleError.ts";
import { decodeText, invalidOffset } from "../../src/text/decodeText.ts";

describe("decodeText", () => {
  test("reads UTF-8 without its mark of byte order", () => {
    expect(decodeText(new TextEncoder().encode("naïve 猫 😀"))).toBe("naïve 猫 😀");
    expect(decodeText(Uint8Array.of(0xef, 0xbb, 0xbf, 0x61))).toBe("a");
    expect(decodeText(new Uint8Array())).toBe("");
  });

  test("says where bytes are not UTF-8, and what they may be", () => {
    const latin = Uint8Array.of(0x63, 0x61, 0x66, 0xe9, 0x20, 0x61);
    expect(() => decodeText(latin, "book.txt")).toThrow(
      "book.txt: must be UTF-8; the bytes from 3 on are not; got E9 20 61; save it as UTF-8, or decode it by its own encoding first",
    );
    expect(() => decodeText(Uint8Array.of(0xff, 0xfe, 0x61, 0))).toThrow("it begins like UTF-16: save it as UTF-8");
    try {
      decodeText(latin);
      expect.unreachable();
    } catch (error) {
      expect(error instanceof ChainruleError && error.toText("zh")).toContain("text：必须是 UTF-8；从字节 3 起不是");
    }
  });

  test("finds fault where the platform's decoder does", () => {
    const byte = fc.oneof(
      fc.nat(255),
      fc.constantFrom(0x41, 0xc3, 0xa9, 0xe7, 0x8c, 0xab, 0xf0, 0x9f, 0x98, 0x80, 0xed, 0xa0, 0xf4),
    );
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 0 }).chain(() => fc.array(byte, { maxLength: 8 })),
        (bytes) => {
          const data = Uint8Array.from(bytes);
          const offset = invalidOffset(data);
          const isWhole = (part: Uint8Array): boolean => {
            try {
              new TextDecoder("utf-8", { fatal: true }).decode(part);
              return true;
            } catch {
              return false;
            }
          };
          expect(isWhole(data)).toBe(offset === data.length);
          expect(isWhole(data.subarray(0, offset))).toBe(true);
        },
      ),
      { numRuns: 2000 },
    );
  });
});
