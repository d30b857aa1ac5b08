import { expect, test } from "vitest";
import { ThreadChoice } from "../../src/engines/wasm/threads/threadChoice.ts";

/** Makes calls of one step until `totalMs` are over, and gives the share of them that all threads took part in. */
function shareOfAll(choice: ThreadChoice, allMs: number, oneMs: number, totalMs = 5000): number {
  let [spent, calls, all] = [0, 0, 0];
  while (spent < totalMs) {
    const isAll = choice.next === "all";
    const ms = isAll ? allMs : oneMs;
    choice.took(ms, 1);
    spent += ms;
    calls += 1;
    all += isAll ? 1 : 0;
  }
  return all / calls;
}

test("on quiet cores all threads run, but for one trial at the start", () => {
  expect(shareOfAll(new ThreadChoice(), 1, 1.8)).toBeGreaterThan(0.999);
});

test("where all together are slower than one, one runs nearly alone", () => {
  expect(shareOfAll(new ThreadChoice(), 3, 1)).toBeLessThan(0.05);
});

test("when the cores become busy one takes over, and all again when they are quiet", () => {
  const choice = new ThreadChoice();
  shareOfAll(choice, 1, 1.8);
  expect(shareOfAll(choice, 4, 2)).toBeLessThan(0.1);
  expect(shareOfAll(choice, 1, 1.8)).toBeGreaterThan(0.9);
});

test("long steps are not tried on one thread", () => {
  const choice = new ThreadChoice();
  expect(shareOfAll(choice, 400, 300, 40_000)).toBe(1);
});
