// Joins the compiled modules into one file for Node, which reads one file several times faster than hundreds.
// Bundlers take the separate modules, of which they keep what is used.
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const dist = join(dirname(dirname(fileURLToPath(import.meta.url))), "dist");

await build({
  entryPoints: [join(dist, "index.js")],
  outfile: join(dist, "node.js"),
  bundle: true,
  format: "esm",
  platform: "neutral",
  target: "node20",
  keepNames: false,
  logLevel: "warning",
});
