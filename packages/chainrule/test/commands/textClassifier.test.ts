import { beforeAll, describe, expect, test } from "vitest";
import { WorkFolder } from "../workFolder.ts";

/** Mails whose class one word tells, wherever it stands. */
const words = ["we", "meet", "at", "noon", "the", "plan", "is", "ready", "and", "good"];
const mails = Array.from({ length: 80 }, (_, i) => {
  const said = Array.from({ length: 4 + (i % 5) }, (_, k) => words[(i * 7 + k * 3) % words.length] ?? "");
  const isSpam = i % 2 === 1;
  if (isSpam) said.splice(i % said.length, 0, i % 4 === 1 ? "prize" : "winner");
  return `"${said.join(" ")}, ok",${isSpam ? "spam" : "ham"}`;
});
const csv = ["body,kind", ...mails, ""].join("\n");

const config = `
data: { csv: mails.csv, text: body, label: kind, test: 0.25 }
model:
  - embedding: { size: vocabulary, width: 8, padding: 0 }
  - gru: 8
  - poolOverTime: max
  - linear: 2
loss: crossEntropy
optimizer: { adam: 0.03 }
epochs: 8
batchSize: 8
`;
const features = `
data: { csv: mails.csv, text: body, label: kind, test: 0.25, features: { tfIdf: { sublinear: true } } }
model: [ { linear: 1 } ]
loss: binaryCrossEntropy
optimizer: { adam: 0.1 }
epochs: 20
batchSize: 8
`;
const folder = new WorkFolder({ "mails.csv": csv, "gru.yaml": config, "tfidf.yaml": features });
const done: Record<string, Readonly<Record<string, unknown>> | undefined> = {};

beforeAll(async () => {
  for (const name of ["gru", "tfidf"]) {
    const { code, err, lines } = await folder.run(["train", `${name}.yaml`, "--out", name, "--json"]);
    expect({ code, err: code === 0 ? "" : err }).toEqual({ code: 0, err: "" });
    done[name] = lines.at(-1);
  }
});

describe.each(["gru", "tfidf"])("a classifier of texts (%s)", (name) => {
  test("learns from a CSV column, and evaluate gives the figures of its training", async () => {
    expect(Object(done[name]?.["test"])["accuracy"]).toBe(1);
    const { lines } = await folder.run(["evaluate", name, "--json"]);
    expect(lines).toEqual([{ test: done[name]?.["test"] }]);
    const other = await folder.run(["evaluate", name, "--data", "mails.csv", "--json"]);
    expect(Object(other.lines[0]?.["test"])["accuracy"]).toBe(1);
  });

  test("gives the class and its probability for a text, a CSV file and JSON", async () => {
    const ask = async (...given: readonly string[]): Promise<Readonly<Record<string, unknown>> | undefined> =>
      (await folder.run(["predict", name, ...given, "--json"])).lines[0];
    const one = await ask("--text", "the winner is at noon");
    expect(one).toMatchObject({ labels: ["spam"], classes: ["ham", "spam"] });
    const [[ham, spam] = []] = Object(one)["probabilities"] as readonly (readonly number[])[];
    expect(Number(ham) + Number(spam)).toBeCloseTo(1, 6);
    expect(spam).toBeGreaterThan(0.8);
    folder.write("new.csv", "id,body\n1,the plan is good\n2,a prize is ready\n");
    expect(await ask("--input", "new.csv")).toMatchObject({ labels: ["ham", "spam"] });
    expect(await ask("--input", '["we meet", {"body": "prize"}]')).toMatchObject({ labels: ["ham", "spam"] });
    const { out } = await folder.run(["predict", name, "--text", "we meet at noon"]);
    expect(out).toMatch(/^1: ham \(\d\d\.\d\d %\) {2}\[.*\]\n$/);
  });

  test("keeps all that predict needs with the run", async () => {
    const mine = new WorkFolder();
    for (const file of folder.names(name).filter((one) => /\.(json|safetensors)$/.test(one) && !one.includes("/")))
      mine.write(`r/${file}`, folder.read(`${name}/${file}`));
    expect((await mine.run(["predict", "r", "--text", "prize"])).out).toMatch(/^1: spam/);
  });

  test("trains again from the run's own configuration, to the same bytes", async () => {
    expect((await folder.run(["train", `${name}/config.json`, "--out", `${name}-2`])).code).toBe(0);
    const [first, second] = [name, `${name}-2`].map((run) => folder.read(`${run}/model.safetensors`));
    expect(first?.equals(second ?? Buffer.of())).toBe(true);
  });
});

test("a training that is resumed ends as one that was not stopped", async () => {
  expect((await folder.run(["train", "gru.yaml", "--out", "part", "--epochs", "3"])).code).toBe(0);
  expect((await folder.run(["train", "--resume", "part", "--epochs", "8"])).code).toBe(0);
  expect(folder.read("part/model.safetensors").equals(folder.read("gru/model.safetensors"))).toBe(true);
});

test("characters and byte pairs get their special tokens, and texts that are cut are told", async () => {
  for (const tokenizer of ["character", "{ bytePair: 30 }"]) {
    folder.write("cut.yaml", config.replace("test: 0.25", `test: 0.25, tokenizer: ${tokenizer}, length: 12`));
    folder.write("cut.json", "");
    const out = `cut-${tokenizer.length}`;
    const english = await folder.run(["train", "cut.yaml", "--out", out, "--epochs", "1"]);
    expect({ code: english.code, err: english.err }).toEqual({ code: 0, err: "" });
    expect(english.out).toMatch(/\d+ of 60 texts are longer than 12 tokens and are cut \(the longest has \d+\)/);
    const long = ["predict", out, "--text", "we meet at noon and the plan is ready"];
    expect((await folder.run(long)).err).toMatch(/^1 of 1 texts are longer than 12 tokens/);
    expect((await folder.run([...long, "--lang", "zh"])).err).toMatch(/^1 篇文本中有 1 篇超过 12 个词元，已截断/);
  }
});

test("the other commands serve texts too", async () => {
  for (const line of [
    ["check", "gru.yaml"],
    ["summary", "gru"],
    ["summary", "tfidf.yaml"],
    ["explain", "tfidf", "--node", "0.bias"],
  ]) {
    const { code, err } = await folder.run(line);
    expect({ line, code, err }).toEqual({ line, code: 0, err: "" });
  }
});

describe("bad input", () => {
  test.each([
    ["an unknown column", config.replace("body", "boddy"), /^mails.csv: .*"boddy".*did you mean "body"/],
    ["an unknown key", config.replace("test: 0.25", "tests: 0.25"), /bad.yaml:2:\d+: data: key.*did you mean "test"/],
    ["an unknown tokenizer", config.replace("test: 0.25", "tokenizer: wrod"), /:2:\d+: .*did you mean "word"/],
    ["unknown features", features.replace("tfIdf", "tfIfd"), /:2:\d+: .*did you mean "tfIdf"/],
    ["a length beside features", features.replace("test: 0.25", "length: 5"), /:2:\d+: data.length: must be left out/],
    [
      "tokens that can't be filled up",
      config.replace("test: 0.25", "tokenizer: { word: { special: [unknown] } }"),
      /padding/,
    ],
    ["an empty text", config.replace("mails", "empty"), /^empty.csv:3: text must hold at least one token/],
    [
      "longer texts that are refused",
      config.replace("test: 0.25", "length: 3, truncate: refuse"),
      /mails.csv:\d+: text must hold at most 3/,
    ],
    ["another encoding", config.replace("mails", "latin"), /latin.csv.*UTF-8/],
    ["no such file", config.replace("mails", "mail"), /^mail.csv: file must exist/],
    ["an unknown data set", config.replace(/\{ csv.*\}/, "{ dataset: spma }"), /:2:\d+: .*did you mean "spam"/],
  ])("%s", async (_name, written, message) => {
    folder.write("empty.csv", `body,kind\nhi,ham\n" ",spam\n${"a,ham\nb,spam\n".repeat(4)}`);
    folder.write(
      "latin.csv",
      Uint8Array.from([...Buffer.from("body,kind\ncaf"), 0xe9, ...Buffer.from(",ham\nb,spam\n")]),
    );
    folder.write("bad.yaml", written);
    const { code, out, err } = await folder.run(["train", "bad.yaml", "--out", "bad"]);
    expect(err).toMatch(message);
    expect({ code, out }).toEqual({ code: 2, out: "" });
    expect(folder.names().filter((name) => name.startsWith("bad/"))).toEqual([]);
  });

  test.each([
    [["predict", "gru", "--text", " "], /^--text: text must hold at least one token/],
    [["predict", "gru", "--text", "a", "--input", "b"], /^--text: cannot stand beside --input/],
    [["predict", "gru", "--input", "[[1, 2]]"], /^--input: must be a .csv or .json file, or JSON: texts, .*"body"/],
    [["predict", "gru", "--input", "mail.png"], /^--input: must be a .csv/],
    [["generate", "gru", "--prompt", "a"], /^gru: run must be trained to foretell text/],
  ])("%s", async (line, message) => {
    const { code, err } = await folder.run(line);
    expect(err).toMatch(message);
    expect(code).toBe(2);
  });
});
