import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { main } from "../src/main.ts";
import { fakeTerminal } from "./fakeTerminal.ts";

/** What a command did. */
export interface Outcome {
  readonly code: number;
  readonly out: string;
  readonly err: string;
  /** Standard output as one JSON object a line. */
  readonly lines: readonly Readonly<Record<string, unknown>>[];
}

/** A folder of its own, with files, in which commands are run. */
export class WorkFolder {
  readonly path: string = mkdtempSync(join(tmpdir(), "chainrule-"));

  constructor(files: Readonly<Record<string, string | Uint8Array>> = {}) {
    for (const [name, content] of Object.entries(files)) this.write(name, content);
  }

  write(name: string, content: string | Uint8Array): void {
    mkdirSync(dirname(join(this.path, name)), { recursive: true });
    writeFileSync(join(this.path, name), content);
  }

  read(name: string): Buffer {
    return readFileSync(join(this.path, name));
  }

  remove(name: string): void {
    rmSync(join(this.path, name));
  }

  text(name: string): string {
    return this.read(name).toString("utf8");
  }

  /** Every file and folder below, by name. */
  names(folder = "."): string[] {
    return readdirSync(join(this.path, folder), { recursive: true }).map(String).sort();
  }

  async run(
    words: readonly string[],
    options: { readonly onOutput?: (text: string) => void; readonly isInteractive?: boolean } = {},
  ): Promise<Outcome> {
    const { onOutput, isInteractive = false } = options;
    const terminal = fakeTerminal({ folder: this.path, isInteractive });
    const out = (text: string): void => {
      terminal.out(text);
      onOutput?.(text);
    };
    const code = await main(words, { ...terminal, out });
    const isJson = words.includes("--json") && terminal.stdout() !== "";
    return { code, out: terminal.stdout(), err: terminal.stderr(), lines: isJson ? terminal.jsonLines() : [] };
  }
}

/** The XOR network of three sigmoid neurons, as YAML. */
export const xorConfig = `
data: { inline: { inputs: [[0,0],[0,1],[1,0],[1,1]], targets: [0,1,1,0] } }
model: [ { linear: 3 }, sigmoid, { linear: 1 }, sigmoid ]
loss: squaredErrorCost
optimizer: { sgd: { learningRate: 1, momentum: 0.5 } }
epochs: 6
batchSize: 2
`;

/** Three kinds of flowers by two measures, as CSV with text labels. */
export function flowersCsv(count = 30): string {
  const kinds = ["setosa", "versicolor", "virginica"];
  const rows = Array.from({ length: count }, (_, i) => {
    const kind = i % 3;
    const wobble = ((i * 37) % 11) / 20;
    return `${(1 + 2 * kind + wobble).toFixed(2)},${(0.2 + kind - wobble / 2).toFixed(2)},${kinds[kind]}`;
  });
  return ["length,width,kind", ...rows, ""].join("\n");
}

/** An IDX file of bytes. */
export function idxBytes(shape: readonly number[], values: ArrayLike<number>): Uint8Array {
  const file = new Uint8Array(4 + 4 * shape.length + values.length);
  file.set([0, 0, 8, shape.length]);
  const view = new DataView(file.buffer);
  for (const [axis, size] of shape.entries()) view.setUint32(4 + 4 * axis, size);
  file.set(Array.from(values), 4 + 4 * shape.length);
  return file;
}

/** Images of 6 × 6 with a bar: upright (class 0), lying (class 1) or aslant (class 2). */
export function barImages(count: number): { readonly images: Uint8Array; readonly labels: Uint8Array } {
  const pixels = new Uint8Array(count * 36);
  const labels = Array.from({ length: count }, (_, i) => i % 3);
  for (let i = 0; i < count; i += 1) {
    const place = 1 + (i % 4);
    for (let k = 0; k < 6; k += 1) {
      const at = [k * 6 + place, place * 6 + k, k * 6 + k][i % 3] ?? 0;
      pixels[i * 36 + at] = 200 + (i % 50);
    }
  }
  return { images: idxBytes([count, 6, 6], pixels), labels: idxBytes([count], labels) };
}
