// What a reader sees of an e-mail: its subject and its words, without the headers that the mail's way left on it.

/** The readable text of an e-mail in the form of RFC 822 and MIME: subject, a line break, then the body's words. */
export function emailText(message: string): string {
  const { headers, body } = divide(message.replaceAll("\r\n", "\n").replace(/^From .*\n/, ""));
  return `${decodeWords(headers.get("subject") ?? "")}\n${bodyText(headers, body, 0)}`;
}

interface Part {
  readonly headers: ReadonlyMap<string, string>;
  readonly body: string;
}

/** Headers end at the first empty line; a line that begins with a space continues the one before. */
function divide(text: string): Part {
  const end = text.startsWith("\n") ? 0 : text.indexOf("\n\n");
  const head = end < 0 ? text : text.slice(0, end);
  const headers = new Map<string, string>();
  for (const line of head.replace(/\n[ \t]+/g, " ").split("\n")) {
    const colon = line.indexOf(":");
    const name = line.slice(0, colon).toLowerCase();
    if (colon > 0 && !headers.has(name)) headers.set(name, line.slice(colon + 1).trim());
  }
  return { headers, body: end < 0 ? "" : text.slice(end + 1) };
}

const deepestPart = 8;

function bodyText(headers: ReadonlyMap<string, string>, body: string, depth: number): string {
  const type = headers.get("content-type") ?? "text/plain";
  const boundary = /boundary="?([^";]+)"?/i.exec(type)?.[1];
  if (/^multipart\//i.test(type) && boundary !== undefined && depth < deepestPart) {
    const parts = body
      .split(`--${boundary}`)
      .slice(1)
      .filter((part) => !part.startsWith("--"))
      .map((part) => divide(part.replace(/^[ \t]*\n/, "")));
    // Of two forms of the same text, the plain one.
    const plain = /^multipart\/alternative/i.test(type)
      ? parts.find((part) => typeOf(part).startsWith("text/plain"))
      : undefined;
    return (plain === undefined ? parts : [plain])
      .map((part) => bodyText(part.headers, part.body, depth + 1))
      .join("\n");
  }
  if (/^message\//i.test(type) && depth < deepestPart) {
    const inner = divide(body.replace(/^\n+/, ""));
    return bodyText(inner.headers, inner.body, depth + 1);
  }
  if (!/^text\b|^plain/i.test(type)) return "";
  const text = decodeBody(body, headers.get("content-transfer-encoding") ?? "");
  return /^text\/html/i.test(type) || /<html|<body|<table/i.test(text.slice(0, 2000)) ? htmlText(text) : text;
}

function typeOf({ headers }: Part): string {
  return (headers.get("content-type") ?? "text/plain").toLowerCase();
}

function decodeBody(body: string, encoding: string): string {
  if (/base64/i.test(encoding)) return Buffer.from(body, "base64").toString("latin1");
  return /quoted-printable/i.test(encoding) ? quotedPrintable(body) : body;
}

function quotedPrintable(text: string): string {
  return text
    .replace(/=[ \t]*\n/g, "")
    .replace(/=([0-9A-F]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}

/** Words like `=?iso-8859-1?Q?caf=E9?=` in a header (RFC 2047). */
function decodeWords(header: string): string {
  return header.replace(/=\?[^?]+\?([BQ])\?([^?]*)\?=/gi, (_, kind: string, text: string) =>
    kind.toUpperCase() === "B"
      ? Buffer.from(text, "base64").toString("latin1")
      : quotedPrintable(text.replaceAll("_", " ")),
  );
}

const entities: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', nbsp: " " };

/** What a browser would show, and where links lead: their addresses are part of what a reader judges by. */
function htmlText(html: string): string {
  return html
    .replace(/<(script|style)[\s\S]*?<\/\1>/gi, " ")
    .replace(/<!--[\s\S]*?-->/g, "")
    .replace(/<a\s[^>]*href\s*=\s*["']?([^"'\s>]+)[^>]*>/gi, " $1 ")
    .replace(/<\/?(b|i|u|font|span|strong|em)\b[^>]*>/gi, "")
    .replace(/<[^>]*>/g, " ")
    .replace(/&#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code) & 255))
    .replace(/&(amp|lt|gt|quot|nbsp);/gi, (_, name: string) => entities[name.toLowerCase()] ?? " ");
}
