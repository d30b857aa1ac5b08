import type { HealthTexts } from "./wording.ts";

/** Words about health in English. */
export const english: HealthTexts = {
  findings: {
    nonFinite: ({ number, layer }) => ({
      problem: `Numbers became NaN or infinite${layer === "" ? "" : ` in ${layer}`}.`,
      evidence: `step ${number("step")} gave a loss that is not finite`,
      remedy: "lower the learning rate, scale the inputs, or add clipByGlobalNorm to the optimizer",
    }),
    inputsUnscaled: ({ number }) => ({
      problem: "The inputs are not scaled.",
      evidence: `mean ${number("mean")}, standard deviation ${number("standardDeviation")}, largest magnitude ${number("maxAbs")}; both mean and deviation should be of the order of 1`,
      remedy:
        "standardize every input (subtract its mean, divide by its standard deviation), or begin the model with batchNorm",
    }),
    unitsIdentical: ({ number, layer }) => ({
      problem: `All units of ${layer} have the same weights and will stay the same: they work as one unit (symmetry).`,
      evidence: `the weights of every unit equal those of the first (norm ${number("norm")}, gradient norm ${number("gradientNorm")})`,
      remedy: "initialize the weights at random: xavierUniform for tanh and sigmoid, heNormal for relu",
    }),
    unitsDead: ({ number, percent, layer }) => ({
      problem: `Most units of ${layer} are dead: no example makes them active, so no gradient reaches them.`,
      evidence: `${number("dead")} of ${number("units")} units (${percent("share")}) gave 0 for every example looked at`,
      remedy: "begin with biases of 0 and heNormal weights, lower the learning rate, or use leakyRelu",
    }),
    vanishingGradient: ({ number }) => ({
      problem: "The gradient vanishes on its way back to the first layers.",
      evidence: `‖∂L/∂a‖ falls from ${number("last")} in the last of ${number("layers")} layers to ${number("first")} in the first: × ${number("perLayer")} a layer`,
      remedy:
        "use relu with heNormal, or tanh with xavierUniform, in place of sigmoid; add residual or batchNorm layers; use fewer layers",
    }),
    explodingGradient: ({ number }) => ({
      problem: "The gradient grows by orders of magnitude on its way back to the first layers.",
      evidence: `‖∂L/∂a‖ grows from ${number("last")} in the last of ${number("layers")} layers to ${number("first")} in the first: × ${number("perLayer")} a layer`,
      remedy: "begin with smaller weights (xavierUniform, heNormal), add clipByGlobalNorm, or add batchNorm layers",
    }),
    unitsSaturated: ({ percent, layer }) => ({
      problem: `The units of ${layer} are saturated: their slope is nearly 0, so they hardly learn.`,
      evidence: `${percent("share")} of their outputs lie where the slope is below a tenth of its greatest`,
      remedy: "scale the inputs, begin with smaller weights (xavierUniform), or lower the learning rate",
    }),
    rateTooHigh: ({ number }) => ({
      problem: "The learning rate is too high.",
      evidence: `the loss went from ${number("first")} to ${number("last")}, ${number("highest")} at its highest; a step changed weights by up to ${number("updateRatio")} of their size (about 0.001 is usual)`,
      remedy: "divide the learning rate by 10, and again until the loss falls steadily",
    }),
    rateTooLow: ({ number }) => ({
      problem: "The learning rate is too low.",
      evidence: `the loss hardly moved (${number("first")} to ${number("last")}); a step changes weights by ${number("updateRatio")} of their size (about 0.001 is usual)`,
      remedy: "multiply the learning rate by 10, and again until the loss falls clearly in the first steps",
    }),
    labelsUnlearnable: ({ number }) => ({
      problem: "Inputs seem to say nothing about the targets: the network learns only how frequent each target is.",
      evidence: `the loss stays at ${number("last")}; always giving the same best answer costs ${number("constantCost")}, and gradients are healthy`,
      remedy:
        "check that inputs and labels belong together (same order, same shuffle); if they do, try a larger or a non-linear network",
    }),
    labelsMemorized: ({ number, percent }) => ({
      problem: "The network memorizes the training examples and learns nothing that holds for others.",
      evidence: `held-out accuracy ${percent("accuracy")} where always naming the most frequent class gives ${percent("chance")}; held-out loss ${number("validationLoss")}, training loss ${number("last")}`,
      remedy:
        "check that inputs and labels belong together (same order, same shuffle); if they do, there are too few examples for this network",
    }),
  },
  verdicts: { good: "good", tooHigh: "too high", tooLow: "too low", unclear: "unclear until the above is mended" },
  healthy: "Healthy: nothing found.",
  rate: (verdict, updateRatio) => `Learning rate: ${verdict} (a step changes weights by ${updateRatio} of their size).`,
  evidence: "shown by",
  remedy: "try",
};
