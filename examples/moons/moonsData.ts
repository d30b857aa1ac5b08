// Two interleaved half circles with noise: the classes overlap, so no network can tell all examples apart.
import { type Dataset, dataset, random } from "@chainrule/core";

/**
 * Examples on the upper (class 0) or lower (class 1) moon, moved by normal noise.
 *
 * @param noise - standard deviation of the noise; the moons have radius 1
 */
export function moons(options: { readonly examples: number; readonly noise: number; readonly seed: number }): Dataset {
  const { examples, noise, seed } = options;
  const generator = random({ seed, stream: "moons" });
  const rows = Array.from({ length: examples }, (_, i) => {
    const label = i % 2;
    const angle = Math.PI * generator.uniform();
    const x1 = label === 0 ? Math.cos(angle) : 1 - Math.cos(angle);
    const x2 = label === 0 ? Math.sin(angle) : 0.5 - Math.sin(angle);
    return { inputs: [x1 + noise * generator.normal(), x2 + noise * generator.normal()], target: [label] };
  });
  return dataset({
    inputs: rows.map((row) => row.inputs),
    targets: rows.map((row) => row.target),
    targetKind: "value",
  });
}
