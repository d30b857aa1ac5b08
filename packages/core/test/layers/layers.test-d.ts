import { expectTypeOf, test } from "vitest";
import type { Tensor } from "../../src/graph/tensor.ts";
import { leakyRelu, sigmoid } from "../../src/layers/activations.ts";
import type { Layer } from "../../src/layers/layer.ts";
import { linear } from "../../src/layers/linear.ts";
import { squaredErrorCost } from "../../src/losses/distances.ts";
import type { Loss } from "../../src/losses/loss.ts";
import { input } from "../../src/ops/input.ts";

const z = input("z", [2, 3]);

test("a name shared by a layer and an op gives a layer without a tensor, and the op with one", () => {
  expectTypeOf(sigmoid()).toEqualTypeOf<Layer>();
  expectTypeOf(sigmoid(z).shape).toEqualTypeOf<readonly [2, 3]>();
  expectTypeOf(leakyRelu({ slope: 0.2 })).toEqualTypeOf<Layer>();
  expectTypeOf(leakyRelu(z, { slope: 0.2 }).shape).toEqualTypeOf<readonly [2, 3]>();
  expectTypeOf(squaredErrorCost()).toEqualTypeOf<Loss>();
  expectTypeOf(squaredErrorCost(z, z)).toEqualTypeOf<Tensor>();
});

test("options that are missing or unknown do not compile", () => {
  // @ts-expect-error: units must be given
  linear({});
  // @ts-expect-error: no such option
  linear({ units: 1, unit: 2 });
  // @ts-expect-error: an activation without options takes none
  sigmoid({ slope: 1 });
});
