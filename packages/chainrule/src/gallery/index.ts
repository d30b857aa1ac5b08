export { emailText } from "../data/emailText.ts";
export { loadMnist } from "../data/mnist.ts";
export { packageFile } from "../data/packageFile.ts";
export type { Cell, Comparison, Example, ExampleRun, Scores, Table, Telling } from "./example.ts";
export { type ExamplePage, examplePages } from "./examplePages.ts";
export { brief, fieldOf, fixed, scalarOf, valuesOf } from "./outputs.ts";
