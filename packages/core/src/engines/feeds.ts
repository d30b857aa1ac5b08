import { ChainruleError } from "../errors/chainruleError.ts";
import { elementCount, formatShape, type Shape } from "../graph/shape.ts";
import type { Tensor, TensorType } from "../graph/tensor.ts";
import type { Feed, Feeds } from "./session.ts";

/** An input of a program: the name under which it is fed, and its type. */
export interface FeedTarget extends TensorType {
  readonly name: string;
}

/** Inputs among nodes, each name once; two of one name must have one type. */
export function feedTargets(order: readonly Tensor[]): FeedTarget[] {
  const targets = new Map<string, FeedTarget>();
  for (const { op, shape, dtype } of order) {
    if (op.lowering.kind !== "input") continue;
    const { name } = op.lowering;
    const known = targets.get(name);
    if (known === undefined) targets.set(name, { name, shape, dtype });
    else if (formatShape(known.shape) !== formatShape(shape) || known.dtype !== dtype) {
      throw new ChainruleError("graph.duplicateName", { name });
    }
  }
  return [...targets.values()];
}

/**
 * Refuses feeds that the program has no input for, and inputs that have no feed.
 *
 * @param kept - inputs that have values from before
 */
export function checkFeedNames(
  targets: readonly FeedTarget[],
  feeds: Feeds,
  kept: { has(name: string): boolean } = new Set<string>(),
): void {
  const choices = targets.map((target) => target.name);
  for (const received of Object.keys(feeds)) {
    if (!choices.includes(received)) throw new ChainruleError("engine.unknownFeed", { received, choices });
  }
  for (const name of choices) {
    if (!Object.hasOwn(feeds, name) && !kept.has(name)) throw new ChainruleError("engine.missingFeed", { name });
  }
}

/** Where an engine keeps an input's values: one number for each element, truth values as 0 and 1. */
export type FeedBuffer = Float32Array | Float64Array | Int32Array;

/** Checks a feed against its input and writes it, row-major, to `buffer`. */
export function writeFeed(target: FeedTarget, feed: Feed, buffer: FeedBuffer): void {
  const count = elementCount(target.shape);
  if (typeof feed === "number") {
    if (target.shape.length > 0) refuse(target, "[]");
    buffer[0] = feed;
  } else if (ArrayBuffer.isView(feed)) {
    if (feed.length !== count) refuse(target, `${feed.length} elements`);
    if (target.dtype !== "i32" || !(feed instanceof Float32Array || feed instanceof Float64Array)) buffer.set(feed);
    else checkWholeNumbers(target, feed, buffer);
  } else {
    writeNested(target, feed, buffer);
  }
  if (target.dtype === "bool") {
    for (let index = 0; index < count; index += 1) buffer[index] = buffer[index] === 0 ? 0 : 1;
  }
}

function writeNested(target: FeedTarget, feed: Feed, buffer: FeedBuffer): void {
  const found = nestedShape(feed);
  // An empty list may stand for rows of any size.
  const expected = found.at(-1) === 0 ? target.shape.slice(0, found.length) : target.shape;
  if (formatShape(found) !== formatShape(expected)) {
    checkRagged(target.name, feed, found, 0, "");
    refuse(target, formatShape(found));
  }
  const flat: number[] = [];
  flatten(target.name, feed, found, 0, "", flat);
  if (target.dtype === "i32") checkWholeNumbers(target, flat, buffer);
  else buffer.set(flat);
}

function nestedShape(feed: unknown): Shape {
  const shape: number[] = [];
  for (let part = feed; Array.isArray(part); part = part[0]) shape.push(part.length);
  return shape;
}

function flatten(subject: string, part: unknown, shape: Shape, axis: number, index: string, flat: number[]): void {
  if (axis === shape.length) {
    if (typeof part !== "number" && typeof part !== "boolean") {
      throw new ChainruleError("engine.feedElement", { name: subject, index, received: describe(part) });
    }
    flat.push(Number(part));
    return;
  }
  const expected = shape[axis] ?? 0;
  if (!Array.isArray(part) || part.length !== expected) raggedness(subject, part, expected, index);
  part.forEach((element, place) => {
    flatten(subject, element, shape, axis + 1, `${index}[${place}]`, flat);
  });
}

/** Says where nested arrays are ragged before anybody says that the shape is wrong. */
function checkRagged(subject: string, part: unknown, shape: Shape, axis: number, index: string): void {
  if (axis === shape.length) return;
  const expected = shape[axis] ?? 0;
  if (!Array.isArray(part) || part.length !== expected) raggedness(subject, part, expected, index);
  part.forEach((element, place) => {
    checkRagged(subject, element, shape, axis + 1, `${index}[${place}]`);
  });
}

function raggedness(subject: string, part: unknown, expected: number, index: string): never {
  const received = Array.isArray(part) ? part.length : 0;
  throw new ChainruleError("graph.raggedValue", { subject: `input "${subject}"`, index, expected, received });
}

function checkWholeNumbers(target: FeedTarget, values: ArrayLike<number>, buffer: FeedBuffer): void {
  for (let index = 0; index < values.length; index += 1) {
    const value = values[index] ?? 0;
    if (value !== (value | 0)) {
      throw new ChainruleError("engine.wholeFeed", { name: target.name, index: `[${index}]`, received: String(value) });
    }
    buffer[index] = value;
  }
}

function refuse(target: FeedTarget, received: string): never {
  throw new ChainruleError("engine.feedShape", { name: target.name, expected: formatShape(target.shape), received });
}

function describe(value: unknown): string {
  return value === null ? "null" : typeof value === "string" ? `"${value}"` : typeof value;
}
