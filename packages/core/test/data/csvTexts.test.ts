import { describe, expect, test } from "vitest";
import { csvTextColumn, csvTexts, preparedCsvTexts } from "../../src/data/csvTexts.ts";

const table = 'id,mail,kind\n1,"buy now, cheap",spam\n2,see you,ham\n3,buy this,spam\n4,hello,ham\n';

describe("csvTexts", () => {
  test("takes one column as texts and one as classes, and passes the others over", () => {
    const { train, test: held, column, label } = csvTexts(table, { text: "mail", label: "kind" });
    expect(train.texts).toEqual(["buy now, cheap", "see you", "buy this", "hello"]);
    expect(train.rows).toEqual([2, 3, 4, 5]);
    expect(train.targets).toMatchObject({ kind: "class", classCount: 2, classNames: ["ham", "spam"] });
    expect([...train.targets.values]).toEqual([1, 0, 1, 0]);
    expect({ held, column, label }).toEqual({
      held: undefined,
      column: "mail",
      label: { kind: "class", name: "kind", classNames: ["ham", "spam"] },
    });
  });

  test("divides every class in the same proportion, texts beside their labels", () => {
    const { train, test: held } = csvTexts(table, { text: 1, label: -1, test: 0.5, seed: 3 });
    for (const part of [train, held]) {
      expect([...(part?.targets.values ?? [])].sort()).toEqual([0, 1]);
      part?.texts.forEach((text, i) => {
        expect(part.targets.values[i]).toBe(text.startsWith("buy") ? 1 : 0);
      });
    }
    expect([...train.rows, ...(held?.rows ?? [])].sort()).toEqual([2, 3, 4, 5]);
  });

  test("takes numbers as targets where it is asked to", () => {
    const { train, label } = csvTexts("t,stars\ngood,5\nbad,1\n", { text: "t", label: "stars", task: "regression" });
    expect(label).toEqual({ kind: "value", name: "stars" });
    expect(train.targets).toEqual({ kind: "value", values: Float32Array.of(5, 1), shape: [] });
  });

  test("reads another file by the columns' names, and one without labels", () => {
    const known = csvTexts(table, { text: "mail", label: "kind" });
    const more = preparedCsvTexts("kind,mail\nspam,cheap\n", known);
    expect(more.texts).toEqual(["cheap"]);
    expect([...more.targets.values]).toEqual([1]);
    expect(csvTextColumn("x,mail\n1,hi\n", "mail")).toEqual({ texts: ["hi"], rows: [2] });
    expect(csvTextColumn("hi there\nbuy\n", "mail").texts).toEqual(["hi there", "buy"]);
  });

  test.each([
    [() => csvTexts(table, { text: "mial", label: "kind" }), /"mial".*did you mean "mail"/],
    [() => csvTexts(table, { text: "kind", label: 2 }), /text must be another column than the label's; got kind/],
    [() => csvTexts("mail,kind\na,\nb,x\n", { text: "mail", label: "kind" }), /row 2.*kind/],
    [() => preparedCsvTexts("mail,kind\na,eggs\n", csvTexts(table, { text: 1, label: 2 })), /"?eggs/],
    [() => csvTexts(Uint8Array.of(109, 0xe9, 10), { text: 0, label: 1 }), /UTF-8/],
    [() => csvTextColumn("a,b\n1,2\n", "mail"), /"mail"/],
  ])("%s", (read, message) => {
    expect(read).toThrow(message);
  });
});
