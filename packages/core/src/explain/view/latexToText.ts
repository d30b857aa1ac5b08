const commands: Readonly<Record<string, string>> = {
  cdot: "·",
  odot: "⊙",
  times: "×",
  star: "⋆",
  oplus: "⊕",
  sum: "Σ",
  partial: "∂",
  infty: "∞",
  mapsto: "↦",
  leftarrow: "←",
  to: "→",
  leq: "≤",
  geq: "≥",
  neq: "≠",
  approx: "≈",
  land: "∧",
  lor: "∨",
  lnot: "¬",
  lfloor: "⌊",
  rfloor: "⌋",
  lceil: "⌈",
  rceil: "⌉",
  dots: "…",
  cdots: "…",
  quad: "  ",
  left: "",
  right: "",
  ",": " ",
  ";": " ",
  "{": "{",
  "}": "}",
  _: "_",
  alpha: "α",
  beta: "β",
  gamma: "γ",
  delta: "δ",
  epsilon: "ε",
  theta: "θ",
  lambda: "λ",
  mu: "μ",
  sigma: "σ",
  eta: "η",
  phi: "φ",
  psi: "ψ",
  omega: "ω",
  rho: "ρ",
  tau: "τ",
  Phi: "Φ",
  Sigma: "Σ",
};
const raised: Readonly<Record<string, string>> = {
  "0": "⁰",
  "1": "¹",
  "2": "²",
  "3": "³",
  "4": "⁴",
  "5": "⁵",
  "6": "⁶",
  "7": "⁷",
  "8": "⁸",
  "9": "⁹",
  "+": "⁺",
  "-": "⁻",
  "[": "⁽",
  "]": "⁾",
  T: "ᵀ",
  n: "ⁿ",
};
const lowered: Readonly<Record<string, string>> = {
  "0": "₀",
  "1": "₁",
  "2": "₂",
  "3": "₃",
  "4": "₄",
  "5": "₅",
  "6": "₆",
  "7": "₇",
  "8": "₈",
  "9": "₉",
  i: "ᵢ",
  j: "ⱼ",
  ",": ",",
};

/**
 * LaTeX of formulas as plain Unicode text.
 *
 * @example
 * latexToText("\\frac{\\partial L}{\\partial W^{[1]}}"); // ∂L/∂W⁽¹⁾
 */
export function latexToText(latex: string): string {
  const reader = new LatexReader(latex);
  const text = reader
    .sequence()
    .replace(/ +/g, " ")
    .replace(/× (?=\d)/g, "×");
  // Matrices of numbers side by side are a product.
  return text
    .replace(/(\]ᵀ?) (?=\[)/g, "$1 · ")
    .trim()
    .normalize("NFC");
}

class LatexReader {
  readonly #latex: string;
  #at = 0;

  constructor(latex: string) {
    this.#latex = latex;
  }

  /** Text up to one of the marks that end a group, a cell or a row. */
  sequence(): string {
    let text = "";
    while (this.#at < this.#latex.length) {
      if (/^(\}|&|\\\\|\\end\b)/.test(this.#latex.slice(this.#at, this.#at + 5))) break;
      text += this.#piece();
    }
    return text;
  }

  #piece(): string {
    const character = this.#latex[this.#at] ?? "";
    if (character === "\\") return this.#command();
    if (character === "{") return this.#argument();
    this.#at += 1;
    if (character === "^") return script(this.#argument(), raised, "^");
    if (character === "_") return script(this.#argument(), lowered, "_");
    return character;
  }

  #argument(): string {
    if (this.#latex[this.#at] !== "{") return this.#piece();
    this.#at += 1;
    const text = this.sequence();
    this.#at += 1;
    return text;
  }

  #command(): string {
    const name = /^\\([A-Za-z]+|.)/s.exec(this.#latex.slice(this.#at))?.[1] ?? "";
    this.#at += name.length + 1;
    switch (name) {
      case "frac": {
        const above = this.#argument();
        return `${grouped(above)}/${grouped(this.#argument())}`;
      }
      case "hat":
        return `${this.#argument()}\u0302`;
      case "sqrt":
        return `√${grouped(this.#argument())}`;
      case "mathrm":
      case "mathrel":
      case "operatorname":
      case "text":
      case "mathsf":
      case "mathbf":
        while (this.#latex[this.#at] === " ") this.#at += 1;
        return this.#argument();
      case "class":
        this.#argument();
        return this.#argument();
      case "begin":
        return this.#environment();
      case "left":
      case "right":
        if (this.#latex[this.#at] === ".") this.#at += 1;
        return "";
      case "partial":
        while (this.#latex[this.#at] === " ") this.#at += 1;
        return "∂";
      default:
        return commands[name] ?? name;
    }
  }

  #environment(): string {
    const name = this.#argument();
    const rows: string[][] = [[]];
    for (;;) {
      rows.at(-1)?.push(this.sequence().trim());
      const rest = this.#latex.slice(this.#at, this.#at + 5);
      if (rest.startsWith("&")) {
        this.#at += 1;
      } else if (rest.startsWith("\\\\")) {
        this.#at += 2;
        rows.push([]);
      } else {
        this.#at += 4;
        this.#argument();
        break;
      }
    }
    if (name !== "cases") return `[${rows.map((row) => `[${row.join(", ")}]`).join(", ")}]`;
    return `{${rows.map(([value = "", condition = ""]) => `${value}, ${condition}`).join("; ")}}`;
  }
}

function script(text: string, letters: Readonly<Record<string, string>>, mark: string): string {
  const marks = [...text].map((character) => letters[character]);
  if (marks.every((letter) => letter !== undefined)) return marks.join("");
  return text.length === 1 ? mark + text : `${mark}(${text})`;
}

function grouped(text: string): string {
  return /[\s+·]|.-/.test(text.trim()) ? `(${text.trim()})` : text.trim();
}
