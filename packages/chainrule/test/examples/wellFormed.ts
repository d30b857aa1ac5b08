/** What is wrong with an SVG as XML, if anything: tags that do not match, bare ampersands, coordinates that are no numbers. */
export function svgFault(svg: string): string | undefined {
  if (!svg.startsWith("<svg ") || !svg.includes('xmlns="http://www.w3.org/2000/svg"')) return "no svg element";
  const open: string[] = [];
  for (const [tag, slash, name = "", attributes = ""] of svg.matchAll(
    /<(\/?)([a-zA-Z]+)((?:\s+[\w:-]+="[^"<]*")*)\s*\/?>/g,
  )) {
    if (slash === "/") {
      if (open.pop() !== name) return `${tag} closes nothing`;
    } else if (!tag.endsWith("/>")) open.push(name);
    if (/="[^"]*(NaN|Infinity|undefined)/.test(attributes)) return `no number in ${tag}`;
  }
  if (open.length > 0) return `${open.join(", ")} not closed`;
  const rest = svg.replace(/<\/?[a-zA-Z]+(?:\s+[\w:-]+="[^"<]*")*\s*\/?>/g, "");
  if (rest.includes("<") || rest.includes(">")) return "something that is no tag";
  return /&(?!(amp|lt|gt|quot);)/.test(svg) ? "a bare ampersand" : undefined;
}
