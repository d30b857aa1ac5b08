interface BuiltinLoader {
  getBuiltinModule(name: string): object | undefined;
}

/** A module that is part of Node, say `node:os`; `undefined` elsewhere. Nothing is imported, so bundlers need no exceptions. */
export function builtinModule(name: string): object | undefined {
  const process: unknown = Reflect.get(globalThis, "process");
  const isLoader = (value: unknown): value is BuiltinLoader =>
    typeof value === "object" && value !== null && "getBuiltinModule" in value;
  return isLoader(process) ? process.getBuiltinModule(name) : undefined;
}
