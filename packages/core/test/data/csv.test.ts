import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseCsv } from "../../src/data/csv.ts";

function fieldsOf(text: string | Uint8Array, delimiter?: string): (readonly string[])[] {
  return parseCsv(text, { delimiter }).map((record) => record.fields);
}

describe("parseCsv", () => {
  test.each([
    ["LF", "a,b\n1,2\n"],
    ["CRLF", "a,b\r\n1,2\r\n"],
    ["CR", "a,b\r1,2\r"],
    ["no end of the last line", "a,b\n1,2"],
    ["a byte order mark", "\uFEFFa,b\n1,2"],
    ["empty lines", "\n\na,b\n\n1,2\n\r\n"],
    ["quotes that were not needed", '"a","b"\n"1","2"'],
  ])("reads text with %s", (_, text) => {
    expect(fieldsOf(text)).toEqual([
      ["a", "b"],
      ["1", "2"],
    ]);
  });

  test("keeps delimiters, line ends and quotes within quotes", () => {
    expect(fieldsOf('"a,b","say ""hi""","two\r\nlines",""\n1,,3,')).toEqual([
      ["a,b", 'say "hi"', "two\r\nlines", ""],
      ["1", "", "3", ""],
    ]);
  });

  test.each([
    ["comma", "a,b;c,d\n1,2,3"],
    ["semicolon", "a;b\n1,5;2,5\n2,5;3,5"],
    ["tab", "a\tb c\n1\t2 3"],
    ["bar", "a|b\n1|2"],
  ])("finds out that the delimiter is a %s", (name, text) => {
    const delimiter = { comma: ",", semicolon: ";", tab: "\t", bar: "|" }[name];
    expect(fieldsOf(text)).toEqual(fieldsOf(text, delimiter));
    expect(fieldsOf(text)[0]?.length).toBeGreaterThan(1);
  });

  test("numbers rows from 1 and reads UTF-8", () => {
    expect(parseCsv(new TextEncoder().encode("名,b\n1,2"))).toEqual([
      { row: 1, fields: ["名", "b"] },
      { row: 2, fields: ["1", "2"] },
    ]);
  });

  test("refuses quotes that make no sense, with row and line", () => {
    expect(() => parseCsv('a,b\n"x\ny",2\n"open,3')).toThrow("CSV row 3: the quote opened in line 4 must be closed");
    expect(() => parseCsv('a,b\n"x"y,2')).toThrow("CSV row 2: a quoted field must end at its closing quote (line 2)");
  });

  test("refuses bytes that are not UTF-8 and delimiters that can't be", () => {
    expect(() => parseCsv(Uint8Array.of(0x61, 0xff))).toThrow("valid UTF-8");
    expect(() => parseCsv("a", { delimiter: '"' })).toThrow("delimiter");
    expect(() => parseCsv("a", { delimiter: ",," })).toThrow("delimiter");
  });

  test("any fields come back when quoted as RFC 4180 says", () => {
    const field = fc.string({ unit: fc.constantFrom("a", '"', ",", ";", "\n", "\r", " ", "|", "]", "^", "\\", "é") });
    fc.assert(
      fc.property(
        fc.array(fc.array(field, { minLength: 2, maxLength: 4 }), { minLength: 1, maxLength: 5 }),
        fc.constantFrom(",", ";", "\t", "|", "]", "^", "\\", "-"),
        fc.constantFrom("\n", "\r\n"),
        (rows, delimiter, lineEnd) => {
          const text = rows
            .map((row) => row.map((value) => `"${value.replaceAll('"', '""')}"`).join(delimiter))
            .join(lineEnd);
          expect(fieldsOf(text, delimiter)).toEqual(rows);
        },
      ),
    );
  });
});
