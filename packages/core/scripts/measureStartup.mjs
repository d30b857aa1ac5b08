// Measures what a process pays before LeNet-5's first training step: importing the library, building the network and its
// step, planning and compiling. Each measurement is a process of its own; prints least and median, in milliseconds.
import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const [runs = "15", threads = "2"] = process.argv.slice(2);

if (process.env.CHAINRULE_STARTUP === "once") await measureOnce();
else measureAll();

function measureAll() {
  const results = Array.from({ length: Number(runs) }, () => {
    const env = { ...process.env, CHAINRULE_STARTUP: "once" };
    return JSON.parse(execFileSync(process.execPath, [fileURLToPath(import.meta.url), runs, threads], { env }));
  });
  for (const name of Object.keys(results[0])) {
    const times = results.map((result) => result[name]).sort((a, b) => a - b);
    const [least, median] = [times[0], times[times.length >> 1]].map((time) => time.toFixed(1).padStart(7));
    console.log(`${name.padEnd(22)} least ${least}  median ${median}`);
  }
}

async function measureOnce() {
  const started = performance.now();
  const core = await import("@chainrule/core");
  const imported = performance.now();
  const { averagePool2d, compile, conv2d, crossEntropy, flatten, input, linear, minimize, sequential, sgd, tanh } =
    core;
  const network = sequential({ input: [1, 28, 28], seed: 1 }, [
    conv2d({ filters: 6, kernel: 5, padding: 2 }),
    tanh(),
    averagePool2d(2),
    conv2d({ filters: 16, kernel: 5 }),
    tanh(),
    averagePool2d(2),
    flatten(),
    linear(120),
    tanh(),
    linear(84),
    tanh(),
    linear(10),
  ]).network;
  const [logits] = network.apply([input("x", [64, 1, 28, 28])], { training: false });
  const cost = crossEntropy(logits, input("y", [64], "i32"));
  const step = minimize(cost, sgd({ learningRate: 0.1, momentum: 0.9 }));
  const built = performance.now();
  await compile(step, { threads: Number(threads) });
  const compiled = performance.now();
  const times = {
    import: imported - started,
    "build LeNet's step": built - imported,
    "plan and compile": compiled - built,
    "all of it": compiled - started,
  };
  console.log(JSON.stringify(times));
}
