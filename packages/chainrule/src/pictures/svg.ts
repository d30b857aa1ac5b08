/** Attributes of an element; numbers are written with at most two decimals. */
export type Attributes = Readonly<Record<string, string | number>>;

/** An SVG element with children that are already SVG. */
export function element(name: string, attributes: Attributes, ...children: readonly string[]): string {
  const written = Object.entries(attributes).map(([key, value]) => ` ${key}="${escapeText(valueText(value))}"`);
  const open = `<${name}${written.join("")}`;
  return children.length === 0 ? `${open}/>` : `${open}>${children.join("")}</${name}>`;
}

/** A text element; `content` is escaped. */
export function textElement(content: string, attributes: Attributes): string {
  return element("text", attributes, escapeText(content));
}

/** A whole picture with a title for readers that do not see it. */
export function picture(
  size: { readonly width: number; readonly height: number },
  title: string,
  children: readonly string[],
): string {
  const { width, height } = size;
  const root = element(
    "svg",
    {
      xmlns: "http://www.w3.org/2000/svg",
      width,
      height,
      viewBox: `0 0 ${valueText(width)} ${valueText(height)}`,
      role: "img",
      "font-family": "system-ui, 'Noto Sans', 'Noto Sans SC', 'PingFang SC', 'Microsoft YaHei', sans-serif",
      "font-size": 13,
      fill: ink.strong,
    },
    element("title", {}, escapeText(title)),
    element("rect", { width, height, fill: "#ffffff" }),
    ...children,
  );
  return `${root}\n`;
}

/** Colours: those of data can be told apart by colour-blind readers (Okabe and Ito, 2008). */
export const ink = { strong: "#1f2328", weak: "#59636e", line: "#d1d9e0" } as const;
export const dataColours = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9"] as const;

function valueText(value: string | number): string {
  return typeof value === "number" ? String(Math.round(value * 100) / 100) : value;
}

function escapeText(content: string): string {
  return content
    .replace(/[&<>"]/g, (character) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" })[character] ?? "")
    .replace(/\p{Cc}/gu, " ");
}
