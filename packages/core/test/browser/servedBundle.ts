import { createServer, type Server } from "node:http";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

/** The page and its worker, bundled as users' tools bundle, on a loopback address: isolated and not. */
export interface ServedBundle {
  /** Cross-origin isolated: memory may be shared. */
  readonly isolated: string;
  /** Served without the two headers: no SharedArrayBuffer. */
  readonly plain: string;
  close(): Promise<void>;
}

const isolation = { "cross-origin-opener-policy": "same-origin", "cross-origin-embedder-policy": "require-corp" };

export async function serveBundle(): Promise<ServedBundle> {
  const entries = ["page", "worker"].map((name) => fileURLToPath(new URL(`${name}.ts`, import.meta.url)));
  const { outputFiles } = await build({
    entryPoints: entries,
    bundle: true,
    format: "esm",
    target: "es2022",
    write: false,
    outdir: "/",
    logLevel: "silent",
  });
  const files = new Map(outputFiles.map((file) => [file.path.replaceAll("\\", "/").replace(/^.*\//, ""), file.text]));
  files.set("", '<!doctype html><meta charset="utf-8"><script type="module" src="page.js"></script>');
  const server = createServer((request, response) => {
    const [, folder = "", name = ""] = (request.url ?? "").split("/");
    const text = files.get(name);
    const type = name.endsWith(".js") ? "text/javascript" : "text/html";
    response.writeHead(text === undefined ? 404 : 200, {
      "content-type": `${type}; charset=utf-8`,
      ...(folder === "isolated" ? isolation : {}),
    });
    response.end(text ?? "");
  });
  const origin = await listening(server);
  return {
    isolated: `${origin}/isolated/`,
    plain: `${origin}/plain/`,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

function listening(server: Server): Promise<string> {
  return new Promise((resolve) => {
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      resolve(`http://127.0.0.1:${typeof address === "object" && address !== null ? address.port : 0}`);
    });
  });
}
