import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const coreSource = fileURLToPath(new URL("./packages/core/src/index.ts", import.meta.url));

export default defineConfig({
  resolve: { alias: [{ find: /^@chainrule\/core$/, replacement: coreSource }] },
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
