/** Style of a page: readable on screen and in print, blue for values and orange for gradients. */
export const pageStyle: string = `
:root{color-scheme:light;--value:#0b5394;--gradient:#a23b00;--lit:#fff1b8}
*{box-sizing:border-box}
body{margin:0;background:#fff;color:#1a1a1a;font:16px/1.5 system-ui,"Noto Sans CJK SC","Noto Sans SC",sans-serif}
main{max-width:72rem;margin:0 auto;padding:1rem}
h1{font-size:1.5rem;margin:.5rem 0}
h2{font-size:1.2rem;border-bottom:2px solid #ddd;margin:2rem 0 .75rem}
h3{font-size:1rem;margin:0 0 .25rem;font-weight:600}
.hint{color:#555;margin:.25rem 0}
.graph{overflow:auto;border:1px solid #ddd;border-radius:6px;max-height:70vh}
.graph svg{display:block}
.entry{border-left:4px solid #ccc;padding:.4rem .75rem;margin:.6rem 0;border-radius:2px}
.forward .entry{border-color:var(--value)}
.backward .entry,.why .entry{border-color:var(--gradient)}
.update .entry{border-color:#3d7a1f}
.line{overflow-x:auto;overflow-y:hidden;padding:.15rem 0 .15rem 1rem}
.note,.term{color:#333}
.term{padding-left:2.5rem}
code{white-space:pre}
math{font-family:"STIX Two Math","Cambria Math","Latin Modern Math","Noto Sans Math","DejaVu Math TeX Gyre",math,"DejaVu Serif";math-style:normal;font-size:1.05em}
mtd{padding:.18em .45em}
[class*="q-"]{border-radius:2px}
article.lit,math .lit{background:var(--lit)}
.cg .node.lit rect{fill:var(--lit);stroke-width:2.5}
.cg .edge .lit text{stroke:var(--lit)}
:focus-visible{outline:3px solid #1a73e8;outline-offset:1px}
.cg a:focus-visible .node rect{stroke:#1a73e8;stroke-width:3}
@media print{.graph{max-height:none;border:0}.entry{break-inside:avoid}}
`;

/** Lights a quantity wherever it stands: its node, its edges, its symbol in every formula, its entry. */
export const pageScript: string = `
(() => {
  const idOf = (start) => {
    for (let at = start; at && at.getAttribute; at = at.parentNode) {
      const found = /(?:^| )q-([vgu]\\d+)/.exec(at.getAttribute("class") || "");
      if (found) return found[1];
    }
    return undefined;
  };
  let lit = [];
  const light = (id) => {
    for (const element of lit) element.classList.remove("lit");
    lit = id === undefined ? [] : [...document.querySelectorAll(".q-" + id)];
    for (const element of lit) element.classList.add("lit");
  };
  document.addEventListener("pointerover", (event) => light(idOf(event.target)));
  document.addEventListener("focusin", (event) => light(idOf(event.target) || idOf(event.target.firstElementChild)));
  document.addEventListener("focusout", () => light(undefined));
})();
`;
