import { accessSync, constants, readFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { join } from "node:path";
import type { BrowserResult } from "../browser/browserMessages.ts";
import type { Tools } from "./tools.ts";

/** What a browser makes of a workload. */
export interface BrowserRow extends BrowserResult {
  readonly isolated: boolean;
}

export interface BrowserRun {
  /** The browser's version, or why there is none. */
  readonly browser: string;
  readonly rows: readonly BrowserRow[];
}

const places = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

function chromiumPath(): string | undefined {
  const named = process.env["CHAINRULE_BENCH_CHROMIUM"];
  return [...(named === undefined ? [] : [named]), ...places].find((path) => {
    try {
      accessSync(path, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

const browserFlags = [
  "--headless",
  "--no-sandbox",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

const isolation = { "Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Embedder-Policy": "require-corp" };

/** Serves an empty page and the worker on the loopback interface; under `/isolated/` memory can be shared. */
function serveFiles(folder: string): Promise<{ server: Server; address: string }> {
  const server = createServer((request, response) => {
    const headers = request.url?.startsWith("/isolated/") === true ? isolation : {};
    const isWorker = request.url?.endsWith(".js") === true;
    response.writeHead(200, { ...headers, "Content-Type": isWorker ? "text/javascript" : "text/html" });
    response.end(isWorker ? readFileSync(join(folder, "browserWorker.js")) : "<!doctype html><title>bench</title>");
  });
  return new Promise((resolve) => {
    server.listen(0, "127.0.0.1", () => {
      const place = server.address();
      resolve({ server, address: `http://127.0.0.1:${typeof place === "object" ? place?.port : 0}` });
    });
  });
}

export interface BrowserContest {
  readonly workloads: readonly string[];
  readonly steps: (workload: string) => number;
  readonly seconds: number;
  /** Folder with the bundled worker. */
  readonly folder: string;
  readonly tools: Tools;
  readonly note: (text: string) => void;
}

/** Runs in the page: has a worker of its own train, and gives what it answers. */
async function askWorker(request: object): Promise<object> {
  const worker = new Worker("browserWorker.js", { type: "module" });
  try {
    return await new Promise((resolve, reject) => {
      worker.onmessage = (event) => resolve(event.data);
      worker.onerror = (event) => reject(new Error(event.message));
      worker.postMessage(request);
    });
  } finally {
    worker.terminate();
  }
}

function isResult(value: object): value is BrowserResult {
  return "bits" in value && "rounds" in value;
}

/** Trains the workloads in headless Chromium, in a page that is isolated (1 and 2 threads) and in one that is not. */
export async function measureBrowser({
  workloads,
  steps,
  seconds,
  folder,
  tools,
  note,
}: BrowserContest): Promise<BrowserRun> {
  const executablePath = chromiumPath();
  if (executablePath === undefined) return { browser: "no Chromium found on this machine: skipped", rows: [] };
  const { server, address } = await serveFiles(folder);
  const rows: BrowserRow[] = [];
  let version = "";
  try {
    const browser = await tools.launchChromium(executablePath, browserFlags);
    version = `Chromium ${browser.version()}`;
    try {
      for (const isolated of [true, false]) {
        const page = await browser.newPage();
        page.setDefaultTimeout(0);
        await page.goto(`${address}/${isolated ? "isolated" : "plain"}/`);
        for (const workload of workloads) {
          for (const threads of isolated ? [1, 2] : [2]) {
            note(`${version}: ${workload}, ${isolated ? "isolated" : "not isolated"}, asked for ${threads} threads`);
            const result = await page.evaluate(askWorker, { workload, threads, seconds, steps: steps(workload) });
            if (isResult(result)) rows.push({ ...result, isolated });
            else note(`${workload}: ${JSON.stringify(result)}`);
          }
        }
        await page.close();
      }
    } finally {
      await browser.close();
    }
  } catch (error) {
    return { browser: `${version || "Chromium"}: ${error instanceof Error ? error.message.split("\n")[0] : ""}`, rows };
  } finally {
    server.close();
    server.closeAllConnections();
  }
  return { browser: version, rows };
}
