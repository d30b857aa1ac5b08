import { ChainruleError } from "../errors/chainruleError.ts";

/** One record of a CSV text. */
export interface CsvRecord {
  /** 1 for the first record, header included. */
  readonly row: number;
  readonly fields: readonly string[];
}

/** How {@link parseCsv} reads. */
export interface CsvOptions {
  /** One character. Default: that of `,`, `;`, tab and `|` which divides the first records alike. */
  readonly delimiter?: string | undefined;
}

/**
 * Reads CSV as RFC 4180 has it: fields in double quotes may hold delimiters, line ends and doubled quotes; lines end in
 * LF, CRLF or CR; a byte order mark and empty lines are passed over.
 *
 * @param source text, or its bytes in UTF-8
 * @throws ChainruleError if bytes are not UTF-8, a quote is not closed, or text follows a closing quote
 */
export function parseCsv(source: string | Uint8Array, options: CsvOptions = {}): CsvRecord[] {
  const text = (typeof source === "string" ? source : decode(source)).replace(/^\uFEFF/, "");
  const { delimiter } = options;
  if (delimiter !== undefined && (delimiter.length !== 1 || /["\r\n]/.test(delimiter))) {
    throw new ChainruleError("data.option", {
      subject: "CSV",
      name: "delimiter",
      expected: '"," ";" "\\t" "|" …',
      received: JSON.stringify(delimiter),
    });
  }
  return readRecords(text, delimiter ?? inferDelimiter(text), Number.POSITIVE_INFINITY);
}

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new ChainruleError("data.csvEncoding", {}, { cause });
  }
}

function readRecords(text: string, delimiter: string, mostRecords: number): CsvRecord[] {
  const records: CsvRecord[] = [];
  const special = new RegExp(`[${delimiter.replace(/[\\\]^-]/g, "\\$&")}\r\n]`, "g");
  let fields: string[] = [];
  let position = 0;
  let line = 1;
  while (position < text.length && records.length < mostRecords) {
    let field: string;
    if (text[position] === '"') {
      const row = records.length + 1;
      const close = closingQuote(text, position);
      if (close < 0) throw new ChainruleError("data.csvQuote", { row, textLine: line, fault: "unclosed" });
      field = text.slice(position + 1, close).replaceAll('""', '"');
      line += lineEnds(text.slice(position, close));
      position = close + 1;
      const after = text[position];
      if (after !== undefined && after !== delimiter && after !== "\n" && after !== "\r") {
        throw new ChainruleError("data.csvQuote", { row, textLine: line, fault: "stray" });
      }
    } else {
      special.lastIndex = position;
      const end = special.exec(text)?.index ?? text.length;
      field = text.slice(position, end);
      if (fields.length === 0 && field === "" && text[end] !== delimiter) {
        position = afterLineEnd(text, end); // an empty line
        line += 1;
        continue;
      }
      position = end;
    }
    fields.push(field);
    if (text[position] === delimiter) {
      position += 1;
      if (position < text.length) continue;
      fields.push("");
    }
    records.push({ row: records.length + 1, fields });
    fields = [];
    position = afterLineEnd(text, position);
    line += 1;
  }
  return records;
}

function closingQuote(text: string, open: number): number {
  let close = text.indexOf('"', open + 1);
  while (close >= 0 && text[close + 1] === '"') close = text.indexOf('"', close + 2);
  return close;
}

function lineEnds(text: string): number {
  return text.match(/\r\n|\r|\n/g)?.length ?? 0;
}

function afterLineEnd(text: string, position: number): number {
  return text[position] === "\r" && text[position + 1] === "\n" ? position + 2 : position + 1;
}

const sampledRecords = 20;

function inferDelimiter(text: string): string {
  let best = ",";
  let bestCount = 1;
  for (const candidate of [",", ";", "\t", "|"]) {
    const counts = sampleCounts(text, candidate);
    const [first = 0] = counts;
    if (first > bestCount && counts.every((count) => count === first)) {
      best = candidate;
      bestCount = first;
    }
  }
  return best;
}

function sampleCounts(text: string, delimiter: string): number[] {
  try {
    return readRecords(text, delimiter, sampledRecords).map((record) => record.fields.length);
  } catch {
    return []; // quotes that make no sense with this delimiter: not the one
  }
}
