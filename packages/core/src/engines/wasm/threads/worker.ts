/**
 * The program of a helper thread, as text, so that it starts from memory in every environment: no file to find.
 * It attaches to a session's memory, then waits inside WebAssembly for commands: a program's number to run its share of
 * that program, 0 to come back and read messages.
 */
export const workerProgram = `
"use strict";
const inNode = typeof process === "object" && typeof process.getBuiltinModule === "function";
const port = inNode ? process.getBuiltinModule("node:worker_threads").parentPort : self;
let session = null;
const listen = (handle) => (inNode ? port.on("message", handle) : (port.onmessage = (event) => handle(event.data)));
listen((message) => {
  if (message.memory) {
    const imports = { env: { memory: message.memory, abort() { throw new Error("abort"); }, clock: () => performance.now() + performance.timeOrigin - message.timeOrigin } };
    const kernels = new WebAssembly.Instance(message.kernels, imports).exports;
    session = { imports: { env: imports.env, kernels }, words: new Int32Array(message.memory.buffer), programs: new Map(), layout: message.layout, thread: message.thread };
  }
  if (message.release) { session = null; return; }
  if (!session) return;
  for (const [id, module] of message.programs) {
    session.programs.set(id, new WebAssembly.Instance(module, session.imports).exports);
  }
  const { words, layout, thread, programs } = session;
  const at = (offset) => (layout.control + offset) >> 2;
  let last = message.command;
  const any = programs.values().next().value;
  Atomics.add(words, at(layout.ready), 1);
  Atomics.notify(words, at(layout.ready));
  for (;;) {
    last = any.awaitCommand(last);
    const id = words[at(layout.program)];
    if (id === 0) break;
    const threads = words[at(layout.threads)];
    if (thread >= threads) continue;
    try {
      programs.get(id).run(thread, threads, words[at(layout.steps)]);
    } catch (error) {
      Atomics.store(words, at(layout.failed), 1);
      throw error;
    }
  }
  Atomics.add(words, at(layout.ready), -1);
  Atomics.notify(words, at(layout.ready));
});
if (!inNode) port.postMessage("up");
`;
