const stack: string[] = [];

/** Runs `build` with `path` (say `model.layers[2]`) as the place that nodes and errors made inside report. */
export function withScope<Result>(path: string, build: () => Result): Result {
  stack.push(path);
  try {
    return build();
  } finally {
    stack.pop();
  }
}

/** The innermost path, or `undefined` outside any. */
export function currentScope(): string | undefined {
  return stack[stack.length - 1];
}
