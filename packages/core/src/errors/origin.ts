/** Where in the user's program a node was made, or an error arose; worked out only when somebody asks. */
export interface Origin {
  /** `file:line:column` of the innermost frame outside this library, if the engine gives stack traces. */
  readonly line: string | undefined;
}

const framesKept = 16;
const libraryRoot = new URL("..", import.meta.url).href;

interface TraceCapturer {
  captureStackTrace(target: object): void;
  stackTraceLimit: number;
}

function isTraceCapturer(value: object): value is TraceCapturer {
  return "captureStackTrace" in value && typeof value.captureStackTrace === "function";
}

/** Remembers the current call stack without formatting it. */
export function captureOrigin(): Origin {
  const holder: { stack?: string } = {};
  const capturer: object = Error;
  if (!isTraceCapturer(capturer)) return { line: undefined };
  const limit = capturer.stackTraceLimit;
  capturer.stackTraceLimit = framesKept;
  capturer.captureStackTrace(holder);
  capturer.stackTraceLimit = limit;
  return {
    get line(): string | undefined {
      return userLine(holder.stack ?? "");
    },
  };
}

function userLine(stack: string): string | undefined {
  const libraryPath = libraryRoot.replace(/^file:\/\//, "");
  for (const frame of stack.split("\n").slice(1)) {
    const place = /\(?((?:file:\/\/|https?:\/\/|\/|[A-Za-z]:\\)[^()\s]*:\d+:\d+)\)?$/.exec(frame)?.[1];
    if (place === undefined || place.includes(libraryRoot) || place.includes(libraryPath)) continue;
    return place.replace(/^file:\/\//, "");
  }
  return undefined;
}
