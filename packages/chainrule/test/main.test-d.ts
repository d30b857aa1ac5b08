// Vitest runs tsc over all sources and tests only when a file of this kind exists; keep at least one.
import { expectTypeOf, test } from "vitest";
import { main } from "../src/main.ts";

test("main takes the command line and promises an exit code", () => {
  expectTypeOf(main).toBeCallableWith(["train", "config.yaml"]);
  expectTypeOf(main).returns.toEqualTypeOf<Promise<number>>();
});
