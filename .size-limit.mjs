// What a bundler makes of @chainrule/core, minified and Brotli-compressed, its kernels included.
// Left out: what is loaded only when asked for (the build with fused multiply-add, the health watch).
const modifyEsbuildConfig = (config) => ({
  ...config,
  format: "esm",
  platform: "browser",
  conditions: ["browser"],
  external: ["*/fastKernels.generated.js", "*/watchTraining.js"],
});

const path = "packages/core/dist/index.js";
const graph = "add, compile, explain, gradients, input, matMul, minimize, parameter, sgd, sigmoid, squaredErrorCost";
const layers = "accuracy, averagePool2d, conv2d, crossEntropy, dataset, flatten, linear, sequential, sgd, tanh";

export default [
  {
    name: "graph, every op, gradients, optimizers, engine and kernels",
    path,
    import: `{ ${graph.replace("explain, ", "")} }`,
    limit: "80 kB",
    modifyEsbuildConfig,
  },
  {
    name: "the same with layers, losses, metrics and fit: LeNet-5",
    path,
    import: `{ ${layers} }`,
    limit: "100 kB",
    modifyEsbuildConfig,
  },
  {
    name: "everything, with explanation, data files, profiles, sequences and text",
    path,
    import: "*",
    limit: "175 kB",
    modifyEsbuildConfig,
  },
];
