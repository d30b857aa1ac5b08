import type { Reporter, TestModule } from "vitest/node";

/** Ends the whole output with the plain line `N passed, N failed`. */
export default class CountReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly unknown[]): void {
    let passed = 0;
    let failed = unhandledErrors.length;
    for (const module of modules) {
      failed += module.errors().length;
      for (const test of module.children.allTests()) {
        const { state } = test.result();
        if (state === "passed") passed += 1;
        if (state === "failed") failed += 1;
      }
    }
    if (passed + failed === 0) failed = 1;
    process.once("exit", () => process.stdout.write(`${passed} passed, ${failed} failed\n`));
  }
}
