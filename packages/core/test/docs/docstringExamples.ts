import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";

/** The example of one docstring. */
export interface DocstringExample {
  /** The file it stands in, below the source folder, and the line. */
  readonly file: string;
  readonly place: string;
  readonly code: string;
  /** What it takes from the library, and from its own file alone. */
  readonly imports: readonly string[];
  readonly own: readonly string[];
  /** Names that neither it nor the library has: the platform's, and what the reader has at hand. */
  readonly others: readonly string[];
}

export const sourceFolder: string = fileURLToPath(new URL("../../src/", import.meta.url));

function parse(code: string): ts.SourceFile {
  return ts.createSourceFile("example.ts", code, ts.ScriptTarget.ES2022, true);
}

/** Every example in the library's source. */
export function docstringExamples(): DocstringExample[] {
  const names = exportedNames(parse(readFileSync(join(sourceFolder, "index.ts"), "utf8")));
  const files = readdirSync(sourceFolder, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".ts"));
  return files.sort().flatMap((file) => {
    const text = readFileSync(join(sourceFolder, file), "utf8");
    return [...text.matchAll(/@example([\s\S]*?)\*\//g)].map((found): DocstringExample => {
      const code = (found[1] ?? "").replace(/^\s*\* ?/gm, "").trim();
      const used = freeNames(parse(code));
      const line = text.slice(0, found.index).split("\n").length;
      const strange = used.filter((name) => !names.has(name));
      const isOwn = (name: string): boolean => new RegExp(`^export (async )?function ${name}\\b`, "m").test(text);
      return {
        file,
        place: `${file}:${line}`,
        code,
        imports: used.filter((name) => names.has(name)),
        own: strange.filter(isOwn),
        others: strange.filter((name) => !isOwn(name)),
      };
    });
  });
}

function exportedNames(index: ts.SourceFile): ReadonlySet<string> {
  const names = new Set<string>();
  for (const statement of index.statements) {
    if (!ts.isExportDeclaration(statement)) continue;
    const { exportClause } = statement;
    if (exportClause === undefined || !ts.isNamedExports(exportClause)) continue;
    for (const { name } of exportClause.elements) names.add(name.text);
  }
  return names;
}

/** Names that are used and not declared. */
function freeNames(source: ts.SourceFile): string[] {
  const declared = new Set<string>();
  const used = new Set<string>();
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node)) {
      const { parent } = node;
      const isDeclared =
        (ts.isVariableDeclaration(parent) || ts.isBindingElement(parent) || ts.isParameter(parent)) &&
        parent.name === node;
      const isKey =
        (ts.isPropertyAccessExpression(parent) && parent.name === node) ||
        (ts.isPropertyAssignment(parent) && parent.name === node) ||
        (ts.isBindingElement(parent) && parent.propertyName === node);
      if (isDeclared) declared.add(node.text);
      else if (!isKey) used.add(node.text);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return [...used].filter((name) => !declared.has(name));
}
