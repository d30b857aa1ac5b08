import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type BrowserContext, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { PageTrainings } from "./page.ts";
import { type ServedBundle, serveBundle } from "./servedBundle.ts";
import { type TrainingName, type TrainingReport, train } from "./trainings.ts";

declare const trainings: PageTrainings;

const places = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
const executablePath = [process.env["CHROMIUM"] ?? "", ...places].find((path) => existsSync(path));
if (executablePath === undefined) process.stderr.write("Browser tests are skipped: there is no Chromium here.\n");

const switches = [
  "--headless",
  "--no-sandbox",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];
const names: readonly TrainingName[] = ["xor", "lenet", "sequences"];

describe.skipIf(executablePath === undefined)("in Chromium", () => {
  let served: ServedBundle;
  let profile: string;
  let browser: BrowserContext;
  const expected = new Map<TrainingName, string>();

  beforeAll(async () => {
    served = await serveBundle();
    profile = await mkdtemp(join(tmpdir(), "chainrule-browser-"));
    browser = await chromium.launchPersistentContext(profile, { executablePath: executablePath ?? "", args: switches });
    for (const name of names) expected.set(name, (await train(name, 1)).digest);
  }, 60_000);

  afterAll(async () => {
    await browser?.close();
    await served?.close();
    await rm(profile, { recursive: true, force: true });
  });

  async function openPage(address: string): Promise<Page> {
    const page = await browser.newPage();
    await page.goto(address);
    await page.waitForFunction(() => "trainings" in globalThis);
    return page;
  }

  function inBrowser(
    page: Page,
    place: "onPage" | "inWorker",
    name: TrainingName,
    threads: number,
  ): Promise<TrainingReport> {
    return page.evaluate(([where, job, count]) => trainings[where](job, count), [place, name, threads] as const);
  }

  test.each(names.flatMap((name) => [2, 3, 4].map((threads) => [name, threads] as const)))(
    "Node trains %s to the same weights on %i threads",
    async (name, threads) => {
      expect((await train(name, threads)).digest).toBe(expected.get(name));
    },
  );

  test.each(names.flatMap((name) => [1, 2, 3].map((threads) => [name, threads] as const)))(
    "a worker of an isolated page trains %s to Node's weights on %i threads",
    async (name, threads) => {
      const page = await openPage(served.isolated);
      const report = await inBrowser(page, "inWorker", name, threads);
      expect(report).toMatchObject({ digest: expected.get(name), threads });
      await page.close();
    },
  );

  test.each(names)("an isolated page trains %s on its own thread to Node's weights", async (name) => {
    const page = await openPage(served.isolated);
    expect(await inBrowser(page, "onPage", name, 2)).toMatchObject({ digest: expected.get(name), threads: 1 });
    await page.close();
  });

  test.each(names)(
    "a page without SharedArrayBuffer trains %s to Node's weights, in a worker and outside",
    async (name) => {
      const page = await openPage(served.plain);
      for (const place of ["inWorker", "onPage"] as const) {
        const report = await inBrowser(page, place, name, 2);
        expect(report).toMatchObject({ digest: expected.get(name), threads: 1 });
      }
      await page.close();
    },
  );
});
