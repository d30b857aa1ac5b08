import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const source = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  resolve: {
    alias: [
      { find: /^@chainrule\/core$/, replacement: source("./packages/core/src/index.ts") },
      { find: /^chainrule\/(gallery|pictures)$/, replacement: `${source("./packages/chainrule/src")}/$1/index.ts` },
      { find: /^chainrule-examples$/, replacement: source("./examples/registry.ts") },
    ],
  },
  test: {
    include: ["packages/*/test/**/*.test.ts"],
    setupFiles: ["tooling/failOnStrayOutput.ts"],
    reporters: ["default", "./tooling/countReporter.ts"],
    restoreMocks: true,
    testTimeout: 30_000,
    // `npm test` adds --typecheck: one pass of tsc over all sources and tests; *.test-d.ts files count as tests.
    typecheck: {
      include: ["packages/*/test/**/*.test-d.ts"],
      tsconfig: "tsconfig.tests.json",
      ignoreSourceErrors: false,
    },
  },
});
