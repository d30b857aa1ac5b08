// `npm run bench`: installs the peers, bundles the benchmark and starts it.
import { spawnSync } from "node:child_process";
import { existsSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";

const folder = fileURLToPath(new URL(".", import.meta.url));
const coreEntry = fileURLToPath(new URL("../packages/core/dist/index.js", import.meta.url));
const args = process.argv.slice(2);

/** When a file was written, in milliseconds; 0 where there is none. */
function writtenMs(file) {
  return statSync(`${folder}${file}`, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

if (!existsSync(coreEntry)) {
  process.stderr.write("bench: packages/core is not built; run npm ci first\n");
  process.exit(2);
}

if (writtenMs("node_modules/.package-lock.json") < writtenMs("package-lock.json")) {
  // Install scripts stay off: they fetch GPU libraries that no row needs. Its messages go to standard error.
  const npm = process.env["npm_execpath"];
  const [command, first] = npm === undefined ? ["npm", []] : [process.execPath, [npm]];
  const installed = spawnSync(
    command,
    [...first, "ci", "--prefix", folder, "--ignore-scripts", "--no-audit", "--no-fund"],
    {
      cwd: folder,
      stdio: ["ignore", 2, 2],
    },
  );
  if (installed.status !== 0) {
    process.stderr.write("bench: the peers could not be installed (npm ci --prefix bench)\n");
    process.exit(2);
  }
}

const require = createRequire(import.meta.url);
const { build } = require("esbuild");
const { chromium } = require("playwright-core");

await build({
  entryPoints: [`${folder}harness/main.ts`, `${folder}engine.ts`, `${folder}browser/browserWorker.ts`],
  entryNames: "[name]",
  outdir: `${folder}dist`,
  bundle: true,
  platform: "node",
  format: "esm",
  alias: { "@chainrule/core": coreEntry },
  logLevel: "error",
});

const tools = {
  bundle: async (entry) => {
    const options = { bundle: true, minify: true, format: "esm", platform: "neutral", logLevel: "error" };
    const { outputFiles } = await build({ ...options, entryPoints: [entry], write: false });
    return outputFiles[0].contents;
  },
  launchChromium: (executablePath, flags) => chromium.launch({ executablePath, headless: true, args: [...flags] }),
};
const { main } = await import("./dist/main.js");
process.exitCode = await main(args, tools);
