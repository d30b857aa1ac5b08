import { Bytes } from "./bytes.ts";
import type { FunctionBuilder } from "./functionBuilder.ts";
import { type ValueType, valueType } from "./opcodes.ts";

interface Signature {
  readonly parameters: readonly ValueType[];
  readonly results: readonly ValueType[];
}

/** Pages that a memory may grow to: all that 32-bit addresses reach. */
export const maximumPages = 65536;

/** Puts functions together into a WebAssembly module that imports its memory and the kernels that it calls. */
export class ModuleBuilder {
  private readonly types: Signature[] = [];
  private readonly typeIndex = new Map<string, number>();
  private readonly imports: { from: string; name: string; type: number }[] = [];
  private readonly importIndex = new Map<string, number>();
  private readonly functions: FunctionBuilder[] = [];
  private readonly exports: { name: string; functionIndex: number }[] = [];
  private readonly shared: boolean;

  constructor(shared: boolean) {
    this.shared = shared;
  }

  private type(signature: Signature): number {
    const key = `${signature.parameters.join()}>${signature.results.join()}`;
    let index = this.typeIndex.get(key);
    if (index === undefined) {
      index = this.types.length;
      this.types.push(signature);
      this.typeIndex.set(key, index);
    }
    return index;
  }

  /** Index of an imported kernel that takes `argumentCount` integers. All imports come before the first function. */
  importKernel(name: string, argumentCount: number): number {
    return this.import("kernels", name, { parameters: new Array<ValueType>(argumentCount).fill("i32"), results: [] });
  }

  /** Index of the imported function that tells the time in milliseconds. */
  importClock(): number {
    return this.import("env", "clock", { parameters: [], results: ["f64"] });
  }

  private import(from: string, name: string, signature: Signature): number {
    const key = `${from}.${name}`;
    const known = this.importIndex.get(key);
    if (known !== undefined) return known;
    if (this.functions.length > 0) throw new RangeError("imports come before functions");
    const index = this.imports.length;
    this.imports.push({ from, name, type: this.type(signature) });
    this.importIndex.set(key, index);
    return index;
  }

  add(builder: FunctionBuilder, exportName?: string): number {
    this.type(builder);
    const index = this.imports.length + this.functions.length;
    this.functions.push(builder);
    if (exportName !== undefined) this.exports.push({ name: exportName, functionIndex: index });
    return index;
  }

  encode(): Uint8Array<ArrayBuffer> {
    const module = new Bytes().append([0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00]);
    const section = (id: number, fill: (body: Bytes) => void): void => {
      const body = new Bytes();
      fill(body);
      module.byte(id).unsigned(body.length).append(body.toArray());
    };
    section(1, (body) => {
      body.unsigned(this.types.length);
      for (const { parameters, results } of this.types) {
        body.byte(0x60).unsigned(parameters.length);
        for (const type of parameters) body.byte(valueType[type]);
        body.unsigned(results.length);
        for (const type of results) body.byte(valueType[type]);
      }
    });
    section(2, (body) => {
      body.unsigned(this.imports.length + 1);
      body
        .text("env")
        .text("memory")
        .byte(0x02)
        .byte(this.shared ? 0x03 : 0x01)
        .unsigned(1)
        .unsigned(maximumPages);
      for (const { from, name, type } of this.imports) body.text(from).text(name).byte(0x00).unsigned(type);
    });
    section(3, (body) => {
      body.unsigned(this.functions.length);
      for (const builder of this.functions) body.unsigned(this.type(builder));
    });
    section(7, (body) => {
      body.unsigned(this.exports.length);
      for (const { name, functionIndex } of this.exports) body.text(name).byte(0x00).unsigned(functionIndex);
    });
    section(10, (body) => {
      body.unsigned(this.functions.length);
      for (const builder of this.functions) {
        const code = builder.encode();
        body.unsigned(code.length).append(code);
      }
    });
    return module.toArray();
  }
}
