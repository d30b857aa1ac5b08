import { embedding, linear, poolOverTime, rocCurve } from "@chainrule/core";
import { describe, expect, test } from "vitest";
import { judge } from "../../../../examples/spam/judgement.ts";
import { logisticRegression } from "../../../../examples/spam/logisticRegression.ts";
import { loadMails } from "../../../../examples/spam/mailData.ts";
import {
  type MailModel,
  mailDataset,
  mailNetwork,
  positions,
  recurrent,
  trainMails,
  transformer,
  vocabularyOf,
} from "../../../../examples/spam/mailModels.ts";
import { rocChart } from "../../../../examples/spam/rocChart.ts";
import { tfIdf } from "../../../../examples/spam/tfIdf.ts";
import { wordReader } from "../../../../examples/spam/wordShares.ts";
import { wordsOf } from "../../../../examples/spam/words.ts";
import { emailText } from "../../src/data/emailText.ts";
import { svgFault } from "./wellFormed.ts";

describe("an e-mail's text", () => {
  test("is its subject and body, without other headers", () => {
    const mail = "From a Thu Aug 22\nReceived: from x\n\tby y\nSubject: =?iso-8859-1?Q?caf=E9_now?=\nTo: z\n\nCome!\n";
    expect(emailText(mail)).toBe("café now\n\nCome!\n");
  });

  test("is decoded from base64 and quoted-printable", () => {
    const base64 = Buffer.from("buy now").toString("base64");
    expect(emailText(`Content-Transfer-Encoding: base64\n\n${base64}`)).toBe("\nbuy now");
    expect(emailText("Content-Transfer-Encoding: quoted-printable\n\na=3Db=\nc")).toBe("\n\na=bc");
  });

  test("is what a browser shows, with the addresses of links", () => {
    const html = "<html><style>p {}</style><p>Fr<b>ee</b>&nbsp;<a href='http://x.com/a'>here</a><!-- no --></p></html>";
    expect(wordsOf(emailText(`Content-Type: text/html\n\n${html}`))).toEqual([
      "free",
      "http:",
      "x",
      "com",
      "a",
      "here",
    ]);
  });

  test("takes the plain one of two forms, and leaves attachments out", () => {
    const part = (type: string, text: string): string => `--b\nContent-Type: ${type}\n\n${text}\n`;
    const of = (kind: string, ...parts: string[]): string =>
      `Content-Type: multipart/${kind}; boundary="b"\n\n${parts.join("")}--b--\n`;
    const words = (mail: string): readonly string[] => wordsOf(emailText(mail));
    expect(words(of("alternative", part("text/html", "<p>rich</p>"), part("text/plain", "plain")))).toEqual(["plain"]);
    expect(words(of("mixed", part("text/plain", "text"), part("image/gif", "R0lGOD")))).toEqual(["text"]);
  });
});

test("numbers are known by their length, and marks of money count", () => {
  expect(wordsOf("Save $1,000 (50%) in 2002!!")).toEqual(["save", "$", "0", "000", "00", "%", "in", "0000", "!", "!"]);
});

test("tf-idf gives vectors of length 1 in which rare words weigh more", () => {
  const { vocabulary, vectorOf } = tfIdf([["a", "b"], ["a", "c", "c"], ["a", "b", "c"], ["d"]]);
  expect(vocabulary).toEqual(["a", "b", "c"]);
  const { indices, values } = vectorOf(["b", "a", "d"]);
  expect([...indices]).toEqual([0, 1]);
  const [a, b] = [Math.log(5 / 4) + 1, Math.log(5 / 3) + 1];
  expect([...values]).toEqual([expect.closeTo(a / Math.hypot(a, b), 12), expect.closeTo(b / Math.hypot(a, b), 12)]);
});

test("logistic regression ends where its gradient is 0", () => {
  const vectors = [[1], [1], [-1], [-1]].map((values) => ({
    indices: Int32Array.of(0),
    values: Float64Array.from(values),
  }));
  const { weights, bias } = logisticRegression(vectors, [true, true, false, false], {
    width: 1,
    decay: 0.1,
    steps: 2000,
  });
  // w solves 0.1 w = 1 / (1 + e^w), by symmetry without a bias.
  const w = weights[0] ?? Number.NaN;
  expect(0.1 * w).toBeCloseTo(1 / (1 + Math.exp(w)), 8);
  expect(bias).toBeCloseTo(0, 8);
});

test("decisions are judged by accuracy, precision and recall", () => {
  const mails = [true, true, false, false, false].map((isSpam) => ({ isSpam }));
  expect(judge([1, -1, 2, -3, -1], mails)).toEqual({ accuracy: 0.6, precision: 0.5, recall: 0.5, errors: 2 });
});

test("the ROC picture is well-formed", () => {
  const curve = rocCurve([0.9, 0.8, 0.3, 0.2], [1, 0, 1, 0]);
  expect(svgFault(rocChart([{ label: { en: "one", zh: "一" }, curve }]).svg("en"))).toBeUndefined();
});

const bag: MailModel = {
  name: { en: "bag", zh: "词袋" },
  score: "bagAccuracy",
  layers: (size) => [embedding({ size, width: 4, padding: 0 }), poolOverTime("mean"), linear(1)],
  learningRate: 0.03,
  epochs: 1,
};

test("where a model is linear in its words, their shares and the bias add up to the logit", async () => {
  const model = mailNetwork(bag, 20, 3);
  const { read } = await wordReader(model);
  const tokens = new Int32Array(positions);
  tokens.set([5, 7, 5, 1]);
  const { logit, shares } = read(tokens);
  const bias = model.weights().get("2.bias")?.data[0] ?? Number.NaN;
  expect(shares.reduce((a, b) => a + b, 0) + bias).toBeCloseTo(logit, 5);
  expect([...shares].flatMap((share, token) => (share === 0 ? [] : [token]))).toEqual([1, 5, 7]);
});

describe("the corpus", () => {
  const { train, validation, test: held } = loadMails();

  test("is divided in three parts of mails that all differ", () => {
    expect([train.length, validation.length, held.length]).toEqual([4116, 588, 1176]);
    expect(held.filter(({ isSpam }) => isSpam).length).toBe(357);
    expect(new Set([...train, ...validation, ...held].map(({ words }) => words.join(" "))).size).toBe(5880);
  });

  test("teaches even a bag of words what spam looks like", async () => {
    const few = train.slice(0, 800);
    const vocabulary = vocabularyOf(few);
    const options = { vocabularySize: vocabulary.words.length, seed: 1, epochs: 4 };
    const model = await trainMails(bag, mailDataset(few, vocabulary), options);
    const some = held.slice(0, 200);
    const { data } = await model.predict(mailDataset(some, vocabulary));
    expect(judge(data, some).accuracy).toBeGreaterThan(0.85);
  });

  test("is read by the networks of the example up to a logit for each mail", async () => {
    const vocabulary = vocabularyOf(train.slice(0, 50));
    const three = mailDataset(held.slice(0, 3), vocabulary);
    for (const plan of [recurrent, transformer]) {
      const { shape, data } = await mailNetwork(plan, vocabulary.words.length, 1).predict(three);
      expect(shape).toEqual([3, 1]);
      expect([...data].every(Number.isFinite)).toBe(true);
    }
  });
});
