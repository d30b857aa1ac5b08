// What the benchmark's own processes and its browser worker use of Chainrule, bundled into one file.
export { createSession, measureRoofline } from "@chainrule/core";
export { fastWorks } from "./harness/fastWorks.ts";
export { hashBits } from "./workloads/hash.ts";
export { feedsOf } from "./workloads/workload.ts";
export { workloadNamed, workloads } from "./workloads/workloads.ts";
