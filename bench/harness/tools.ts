/** A page of a browser that the benchmark drives. */
export interface BrowserPage {
  goto(address: string): Promise<unknown>;
  setDefaultTimeout(milliseconds: number): void;
  evaluate(run: (request: object) => Promise<object>, request: object): Promise<object>;
  close(): Promise<void>;
}

export interface Browser {
  version(): string;
  newPage(): Promise<BrowserPage>;
  close(): Promise<void>;
}

/** What the peers' packages lend to the benchmark, so that it can be checked without them. */
export interface Tools {
  /** A module with all it imports, minified. */
  bundle(entry: string): Promise<Uint8Array>;
  launchChromium(executablePath: string, args: readonly string[]): Promise<Browser>;
}
