import { describe, expect, test } from "vitest";
import { WorkFolder } from "../workFolder.ts";

const orGate = `
data: { inline: { inputs: [[0, 0], [0, 1], [1, 0], [1, 1]], targets: [0, 1, 1, 1] } }
model: [ { linear: { units: 1, weights: [[0.1, 0.6]], bias: [0] } }, sigmoid ]
loss: squaredErrorCost
optimizer: { sgd: 1 }
batchSize: 4
`;

async function run(line: string) {
  const folder = new WorkFolder({ "or.yaml": orGate });
  return { ...(await folder.run(line.split(" "))), folder };
}

describe("explain or.yaml", () => {
  test("prints every number, in both languages", async () => {
    const english = await run("explain or.yaml");
    expect(english.code).toBe(0);
    for (const figure of ["Step 1 · 4 examples", "[[-0.048, -0.039]]", "[[0.148, 0.639]]", "0.089"])
      expect(english.out).toContain(figure);
    const chinese = await run("explain or.yaml --lang zh --example 0");
    for (const figure of ["第 1 步 · 1 个样本", "前向传播", "∂L/∂z", "0.125"]) expect(chinese.out).toContain(figure);
  });

  test("--json gives JSON lines with parameters named as in saved files", async () => {
    const { out } = await run("explain or.yaml --json");
    const lines = out
      .trimEnd()
      .split("\n")
      .map((line): { kind: string; parameter?: string; after?: unknown } => JSON.parse(line));
    expect(new Set(lines.map((line) => line.kind))).toEqual(
      new Set(["forward", "loss", "backward", "gradient", "update"]),
    );
    expect(lines.filter((line) => line.kind === "update").map((line) => line.parameter)).toEqual([
      "0.weight",
      "0.bias",
    ]);
  });

  test("--step N explains the N-th update", async () => {
    const { out } = await run("explain or.yaml --step 2");
    for (const figure of ["0.084", "[[-0.044, -0.035]]", "[-0.031]"]) expect(out).toContain(figure);
    expect((await run("explain or.yaml --step 5000 --digits 4")).out).toContain("= 0.0005");
  });

  test("--digits full prints what --digits 17 prints", async () => {
    const { code, out } = await run("explain or.yaml --digits full");
    expect({ code, out }).toEqual({ code: 0, out: (await run("explain or.yaml --digits 17")).out });
    expect(out).toMatch(/0\.\d{15}/);
  });

  test("--why gives one number with its paths", async () => {
    const { out } = await run("explain or.yaml --why 0.weight[0,1]");
    expect(out).toMatch(/used 2 times[\s\S]*2 paths lead to the cost[\s\S]*ŷ\[1,0\]/);
    const line: { kind: string; name: string; gradient: number } = JSON.parse(
      (await run("explain or.yaml --why 0.weight[0,1] --json")).out,
    );
    expect(line).toMatchObject({ kind: "why", name: "0.weight[0,1]" });
    expect(line.gradient).toBeCloseTo(-0.0387, 4);
  });

  test.each(["en", "zh"])("--format html writes one page that needs nothing else (%s)", async (language) => {
    const { code, folder } = await run(`explain or.yaml --format html --lang ${language} --out or.html`);
    expect(code).toBe(0);
    const page = folder.text("or.html");
    expect(page).not.toMatch(/<(?:script|img|link|iframe)[^>]*(?:src|href)=|https?:\/\/(?!www\.w3\.org)/);
    expect(page).toContain("<math");
    expect(page).toContain(language === "zh" ? "计算图" : "Computational graph");
    const linked = [...page.matchAll(/<a href="#(e-v\d+)"/g)].map(([, id]) => id);
    expect(linked.length).toBeGreaterThan(8);
    for (const id of linked) expect(page).toContain(`id="${id}"`);
  });

  test("--format svg draws values above and gradients below", async () => {
    const { out } = await run("explain or.yaml --format svg");
    expect(out).toMatch(/^<svg [\s\S]*<\/svg>\n$/);
    expect(out).toContain('<text class="value"');
    expect(out).toMatch(/<text class="gradient"[^>]*>\[-0\.048, -0\.039\]</);
  });

  test("--format md writes LaTeX", async () => {
    expect((await run("explain or.yaml --format md")).out).toContain(
      "$$\nW \\leftarrow W - \\frac{\\partial \\mathrm{Cost}}{\\partial W}\n$$",
    );
  });
});

test("a run is explained from its trained weights", async () => {
  const folder = new WorkFolder({ "or.yaml": orGate });
  expect((await folder.run("train or.yaml --epochs 3 --engine reference --out run --json".split(" "))).code).toBe(0);
  const { code, lines } = await folder.run("explain run --json".split(" "));
  expect(code).toBe(0);
  const [weight] = lines.filter((line) => line["kind"] === "update" && line["parameter"] === "0.weight");
  const trained = (await folder.run("explain or.yaml --step 4 --json".split(" "))).lines.find(
    (line) => line["kind"] === "update" && line["parameter"] === "0.weight",
  );
  const numbers = (value: unknown): number[] => [value].flat(2).map(Number);
  numbers(trained?.["before"]).forEach((value, place) => {
    expect(numbers(weight?.["before"])[place]).toBeCloseTo(value, 6);
  });
});

describe("what cannot be explained", () => {
  test.each([
    ["explain or.yaml --node 0.wieght", /node must be in the graph.*did you mean "0\.weight"/],
    ["explain or.yaml --why 0.weight[2,0]", /index must lie within shape \[1, 2\]/],
    ["explain or.yaml --why target:output[0]", /gradients flow to what lies between the parameters and the cost/],
    ["explain or.yaml --example 4", /example must be a whole number from 0 to 3, or all; got "4"/],
    ["explain or.yaml --format pdf", /one of text, md, html, svg, json; got "pdf"/],
    ["explain or.yaml --lang fr", /one of en, zh; got "fr"/],
    ["explain or.yaml --digits 18", /--digits: value must be a whole number from 0 to 17, or full; got "18"/],
    ["explain or.yaml --digits ful", /--digits: value must be a whole number from 0 to 17, or full; got "ful"/],
    ["explain or.yaml --format svg --why 0.weight[0,0]", /cannot stand beside/],
    ["explain or.yaml --out missing/or.txt", /or\.txt: must be writable/],
  ])("%s is refused in one line", async (line, message) => {
    const { code, out, err } = await run(line);
    expect({ code, out }).toEqual({ code: 2, out: "" });
    expect(err).toMatch(message);
    expect(err.trimEnd()).not.toContain("\n");
  });
});

describe("explain of a configuration with an LSTM over five steps", () => {
  const config = `
data: { inline: { inputs: [[[0.5], [-1], [0.25], [1], [-0.5]]], targets: [[0.3]] } }
model: [ { lstm: { units: 2, returnsSequence: false } }, { linear: 1 } ]
loss: meanSquaredError
optimizer: { sgd: 0.1 }
batchSize: 1
`;
  const folder = new WorkFolder({ "lstm.yaml": config });
  const told = async (line: string): Promise<string> => {
    const { code, out, err } = await folder.run(line.split(" "));
    expect({ code, err }).toEqual({ code: 0, err: "" });
    return out;
  };

  test("--why lists what came through each step, in both languages", async () => {
    const english = await told("explain lstm.yaml --why 0.weight_hh_l0[0,0]");
    const chinese = await told("explain lstm.yaml --why 0.weight_hh_l0[0,0] --lang zh");
    for (const step of [1, 2, 3, 4]) {
      expect(english).toContain(`through 0.wh_l0[${step}][0,0]`);
      expect(chinese).toContain(`经过 0.wh_l0[${step}][0,0]`);
    }
    const line: {
      gradient: number;
      terms: readonly { contribution: number }[];
      finiteDifference: { value: number };
    } = JSON.parse(await told("explain lstm.yaml --why 0.weight_hh_l0[0,0] --json"));
    expect(line.terms).toHaveLength(4);
    expect(line.terms.reduce((sum, { contribution }) => sum + contribution, 0)).toBeCloseTo(line.gradient, 14);
    expect(line.finiteDifference.value).toBeCloseTo(line.gradient, 10);
  });

  test("every format shows the state of every step", async () => {
    for (const step of [0, 1, 2, 3, 4]) {
      expect(await told(`explain lstm.yaml --node 0.h_l0[${step}]`)).toContain(`0.h_l0[${step}]`);
    }
    const svg = await told("explain lstm.yaml --format svg");
    const html = await told("explain lstm.yaml --format html --lang zh");
    const markdown = await told("explain lstm.yaml --format md");
    for (const step of [0, 1, 2, 3, 4]) {
      expect(svg).toContain(`<title>0.h_l0[${step}]`);
      expect(html).toContain(`0.h_l0[${step}]`);
      expect(markdown).toContain(`h_{${step}}`);
    }
  });
});
