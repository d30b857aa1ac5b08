import { beforeAll, describe, expect, test } from "vitest";
import { WorkFolder } from "../workFolder.ts";

/** Words that always follow each other in one order, so that a small model learns them by heart. */
const verse = "alpha beta gamma delta\n".repeat(60);
const config = `
data: { text: verse.txt, context: 16, test: 0.1 }
model:
  - embedding: { size: vocabulary, width: 8 }
  - conv1d: { filters: 24, kernel: 5, padding: causal }
  - relu
  - linear: vocabulary
loss: crossEntropy
optimizer: { adam: 0.02 }
epochs: 12
batchSize: 8
`;
const folder = new WorkFolder({ "verse.txt": verse, "lm.yaml": config });
const trained: { lines: readonly Readonly<Record<string, unknown>>[] } = { lines: [] };

beforeAll(async () => {
  const { code, lines } = await folder.run(["train", "lm.yaml", "--out", "lm", "--json"]);
  expect(code).toBe(0);
  trained.lines = lines;
});

describe("training on a text", () => {
  test("measures bits per character, and keeps the tokenizer with the run", async () => {
    const done = trained.lines.at(-1);
    expect(done).toMatchObject({ done: true, test: { loss: expect.any(Number), accuracy: expect.any(Number) } });
    expect(Number(Object(done?.["test"])["bitsPerCharacter"])).toBeLessThan(0.3);
    expect(folder.names("lm")).toContain("tokenizer.json");
    expect(JSON.parse(folder.text("lm/tokenizer.json"))).toMatchObject({ kind: "character", special: ["unknown"] });
    const { lines } = await folder.run(["evaluate", "lm", "--json"]);
    expect(lines[0]).toEqual({ test: done?.["test"] });
    const more = await folder.run(["evaluate", "lm", "--data", "verse.txt", "--json"]);
    expect(Object(more.lines[0]?.["test"])["accuracy"]).toBeGreaterThan(0.9);
  });

  test("keeps a configuration that trains the same model, with the word vocabulary in it", async () => {
    expect(folder.text("lm/config.json")).toContain('"linear": "vocabulary"');
    expect((await folder.run(["train", "lm/config.json", "--out", "again"])).code).toBe(0);
    expect(folder.read("again/model.safetensors").equals(folder.read("lm/model.safetensors"))).toBe(true);
  });

  test("takes byte pairs, overlapping windows and a validation part as well", async () => {
    folder.write(
      "pairs.yaml",
      `${config.replace("context: 16", "tokenizer: { bytePair: 20 }, context: 16, stride: 8")}validation: 0.2\n`,
    );
    const { code, lines } = await folder.run(["train", "pairs.yaml", "--out", "pairs", "--json", "--epochs", "30"]);
    expect(code).toBe(0);
    expect(lines[0]?.["metrics"]).toMatchObject({ bitsPerToken: expect.any(Number) });
    expect(lines[0]?.["validation"]).toMatchObject({ bitsPerToken: expect.any(Number) });
    const { out } = await folder.run([
      "generate",
      "pairs",
      "--prompt",
      "alpha",
      "--temperature",
      "0",
      "--tokens",
      "12",
    ]);
    expect(out).toMatch(/^alpha beta gamma/);
  });

  test("serves the other commands too", async () => {
    for (const words of [
      ["check", "lm.yaml"],
      ["summary", "lm"],
      ["explain", "lm", "--node", "3.bias"],
    ]) {
      const { code, err } = await folder.run(words);
      expect({ words, code, err }).toEqual({ words, code: 0, err: "" });
    }
  });
});

test("predict tells the likeliest next tokens, and how well the text was known", async () => {
  const { lines } = await folder.run(["predict", "lm", "--text", "alpha beta gamm", "--json"]);
  const [next] = Object(lines[0])["next"] as readonly object[];
  expect(next).toMatchObject({ text: "a", probability: expect.closeTo(1, 1) });
  const { bitsPerToken, bitsPerCharacter, perplexity } = Object(lines[0]);
  expect(bitsPerCharacter).toBeCloseTo(bitsPerToken, 10);
  expect(perplexity).toBeCloseTo(2 ** bitsPerToken, 10);
  expect(bitsPerToken).toBeLessThan(1);
});

describe("generate", () => {
  const prompt = "alpha beta ";

  test("goes on with the prompt, beyond the positions of an example", async () => {
    const { code, out, err } = await folder.run([
      "generate",
      "lm",
      "--prompt",
      prompt,
      "--temperature",
      "0",
      "--tokens",
      "35",
    ]);
    expect({ code, err }).toEqual({ code: 0, err: "" });
    expect(out).toBe(`${"alpha beta gamma delta\n".repeat(2)}\n`);
  });

  test("draws the same for the same seed, whatever the threads, and answers as JSON", async () => {
    const words = [
      "generate",
      "lm",
      "--prompt",
      prompt,
      "--temperature",
      "3",
      "--top-k",
      "9",
      "--top-p",
      "0.95",
      "--tokens",
      "30",
      "--json",
    ];
    const { lines } = await folder.run([...words, "--seed", "5", "--threads", "1"]);
    const [first] = lines;
    expect(first).toEqual({
      prompt,
      text: expect.any(String),
      tokens: expect.any(Array),
      ended: false,
      slid: false,
    });
    expect(String(first?.["text"])).toHaveLength(30);
    expect((await folder.run([...words, "--seed", "5", "--threads", "2"])).lines).toEqual(lines);
    expect((await folder.run([...words, "--seed", "6"])).lines).not.toEqual(lines);
    const text = await folder.run(words.filter((word) => word !== "--json").concat("--seed", "5"));
    expect(text.out).toBe(`${prompt}${String(first?.["text"])}\n`);
  });

  test("begins by itself and stops where the tokenizer has a beginning and an end", async () => {
    folder.write(
      "ends.yaml",
      config.replace("context: 16", "tokenizer: { character: { special: [start, end] } }, context: 16"),
    );
    expect((await folder.run(["train", "ends.yaml", "--out", "ends", "--epochs", "1"])).code).toBe(0);
    const { lines } = await folder.run(["generate", "ends", "--tokens", "5", "--json"]);
    expect(lines[0]).toMatchObject({ prompt: "", tokens: expect.any(Array) });
    expect(lines[0]?.["tokens"]).not.toContain(0);
  });

  test("says what the model no longer saw", async () => {
    folder.write("placed.yaml", config.replace("  - conv1d", "  - learnedPositions\n  - conv1d"));
    expect((await folder.run(["train", "placed.yaml", "--out", "placed", "--epochs", "1"])).code).toBe(0);
    const words = ["generate", "placed", "--prompt", prompt, "--tokens", "10"];
    expect((await folder.run(words)).err).toBe("the model sees 16 tokens at once; it no longer saw the beginning\n");
    expect((await folder.run([...words, "--lang", "zh"])).err).toBe("模型一次只能看到 16 个词元；已看不到开头部分\n");
    expect((await folder.run([...words, "--json"])).lines[0]).toMatchObject({ slid: true });
  });

  test("has help in both languages", async () => {
    expect((await folder.run(["generate", "--help"])).out).toContain("chainrule generate RUN [flags]");
    expect((await folder.run(["generate", "--help", "--lang", "zh"])).out).toContain("续写");
  });
});

describe("bad input", () => {
  const expectRefused = async (words: readonly string[], message: string | RegExp): Promise<void> => {
    const { code, out, err } = await folder.run(words);
    expect({ code, out }).toEqual({ code: 2, out: "" });
    expect(err).toMatch(message);
    expect(err.trimEnd().split("\n")).toHaveLength(1);
  };

  test.each([
    [["generate", "lm"], /^generate: --prompt must hold at least one character/],
    [["generate"], /^generate: RUN must be given/],
    [["generate", "nothing", "--prompt", "a"], /^nothing: run folder must exist/],
    [
      ["generate", "lm", "--prompt", "a", "--tokens", "0"],
      /^--tokens: value must be a whole number of at least 1; got "0"/,
    ],
    [
      ["generate", "lm", "--prompt", "a", "--temperature", "-1"],
      /^--temperature: value must be a number of at least 0; got "-1"/,
    ],
    [["generate", "lm", "--prompt", "a", "--temperature", "warm"], /^--temperature: value must be a number/],
    [["generate", "lm", "--prompt", "a", "--top-k", "0"], /^--top-k: value must be a whole number of at least 1/],
    [["generate", "lm", "--prompt", "a", "--top-p", "1.5"], /^--top-p: value must be a number above 0 and at most 1/],
    [
      ["generate", "lm", "--prompt", "a", "--topk", "3"],
      /^generate: flag must be a known one; got "--topk"; did you mean "--top-k"\?/,
    ],
    [["predict", "lm", "--input", "[[1]]"], /^lm: run goes on with text.*chainrule generate lm --prompt/],
  ])("%s", async (words, message) => {
    await expectRefused(words, message);
  });

  test("of a run on other examples, a model that looks ahead, and a damaged tokenizer", async () => {
    folder.write(
      "xor.json",
      JSON.stringify({
        data: { inline: { inputs: [[0], [1]], targets: [0, 1] } },
        model: [{ linear: 2 }],
        loss: "crossEntropy",
        optimizer: { sgd: 0.1 },
        epochs: 1,
      }),
    );
    await folder.run(["train", "xor.json", "--out", "xor"]);
    await expectRefused(["generate", "xor", "--prompt", "a"], /^xor: run must be trained to foretell text/);
    folder.write("ahead.yaml", config.replace("causal", "same"));
    await folder.run(["train", "ahead.yaml", "--out", "ahead", "--epochs", "1"]);
    await expectRefused(["generate", "ahead", "--prompt", "a"], /must not depend on later ones/);
    folder.write("ahead/tokenizer.json", '{"format":"chainrule.tokenizer","version":1,"kind":"letters"}');
    await expectRefused(
      ["generate", "ahead", "--prompt", "a"],
      /^ahead\/tokenizer.json: tokenizer: name must be a known one/,
    );
    folder.remove("ahead/tokenizer.json");
    await expectRefused(["generate", "ahead", "--prompt", "a"], /tokenizer.json is missing/);
  });

  test.each([
    ["a missing file", config.replace("verse.txt", "verses.txt"), /^verses.txt: file must exist/],
    ["too short a text", config.replace("verse.txt", "one.txt"), /one.txt: text must have at least two tokens.*got 1/],
    ["an empty text", config.replace("verse.txt", "empty.txt"), /texts must hold at least one character/],
    ["another encoding", config.replace("verse.txt", "latin.txt"), /latin.txt: must be UTF-8/],
    [
      "an unknown tokenizer",
      config.replace("context: 16", "tokenizer: charcter"),
      /bad.yaml:2:\d+: .*did you mean "character"\?/,
    ],
    [
      "a context that is none",
      config.replace("context: 16", "context: 0"),
      /context must be a whole number at least 1/,
    ],
    ["a share that is none", config.replace("test: 0.1", "test: 2"), /test must be a number above 0 and below 1/],
    ["fewer rows than tokens", config.replace("size: vocabulary", "size: 5"), /whole number from 0 to 4/],
    ["the word elsewhere", config.replace("width: 8", "width: words"), /width must be a whole number/],
  ])("%s", async (_name, written, message) => {
    folder.write("one.txt", "a");
    folder.write("empty.txt", "");
    folder.write("latin.txt", Uint8Array.of(97, 98, 0xe9, 99));
    folder.write("bad.yaml", written);
    const { code, err } = await folder.run(["train", "bad.yaml", "--out", "bad"]);
    expect(err).toMatch(message);
    expect(code).toBe(2);
    expect(folder.names().filter((name) => name.startsWith("bad/"))).toEqual([]);
  });
});
