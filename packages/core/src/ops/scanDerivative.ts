import type { ReverseCall, TangentCall } from "../graph/derivative.ts";
import type { Scan, ScanPiece } from "../graph/scan.ts";
import type { Tensor } from "../graph/tensor.ts";
import { filled } from "./operand.ts";
import { BackwardTurns } from "./scanBackward.ts";
import { placeholder } from "./scanBody.ts";
import { type Bound, buildScan, type MakeScan } from "./scanBuild.ts";
import { upstreamOf } from "./scanUpstream.ts";

/**
 * Backpropagation through time: a scan in the other direction whose carries are the gradients of the carries. It reads
 * what the forward turns have kept, and gives the gradients of the elements and what sums over turns are made of.
 */
export function scanGradients(
  scan: Scan,
  call: ReverseCall,
  dy: Tensor,
  make: MakeScan,
): readonly (Tensor | undefined)[] {
  const { inputs, ops, wants } = call;
  const { body, steps, reversed } = scan;
  const { carries, elements, captured } = body;
  const upstream = upstreamOf(scan, dy, ops);
  const flowing = carries.map(({ before }, index) => placeholder(gradientName(before, index), before.shape, "f32"));
  const arriving: Bound[] = [];
  const arrive = (source: Tensor, name: string): Tensor => {
    const leaf = placeholder(name, source.shape.slice(1), "f32");
    arriving.push({ leaf, source });
    return leaf;
  };
  const seeds = carries.map(({ after, before }, index): readonly [Tensor, Tensor] => {
    const each = upstream.carries[index]?.each;
    const later = flowing[index] ?? after;
    return [after, each === undefined ? later : ops.add(later, arrive(each, gradientName(before, index)))];
  });
  body.outputs.forEach((output, index) => {
    const each = upstream.outputs[index];
    if (each !== undefined) seeds.push([output, arrive(each, gradientName(output, index))]);
  });
  const sources = [...elements, ...captured];
  const isWanted = (index: number): boolean => {
    const source = inputs[carries.length + index];
    return sources[index]?.dtype === "f32" && source !== undefined && wants(source);
  };
  const asked = sources.filter((_, index) => isWanted(index));
  const gradients = call.gradientsOf(seeds, [...carries.map(({ before }) => before), ...asked]);
  const gradientOf = (leaf: Tensor): Tensor | undefined => {
    const index = asked.indexOf(leaf);
    return index < 0 ? undefined : gradients[carries.length + index];
  };
  const turns = new BackwardTurns(scan, call, make, arriving);
  const flows = carries.map(({ before }, index) =>
    turns.carry({
      before: flowing[index] ?? before,
      after: gradients[index] ?? filled(0, before.shape),
      first: upstream.carries[index]?.last ?? filled(0, before.shape),
    }),
  );
  const ofElements = elements.map((leaf) => {
    const gradient = gradientOf(leaf);
    return gradient && turns.ofEachTurn(gradient);
  });
  const ofCaptured = captured.map((leaf) => {
    const gradient = gradientOf(leaf);
    return gradient && turns.sum(gradient);
  });
  turns.build({ steps, reversed: !reversed });
  const ofFirst = carries.map((_, index): Tensor | undefined => {
    const flow = flows[index]?.();
    const first = upstream.carries[index]?.first;
    return flow !== undefined && first !== undefined ? ops.add(flow, first) : (flow ?? first);
  });
  return [...ofFirst, ...ofElements.map((result) => result?.()), ...ofCaptured.map((result) => result?.())];
}

function gradientName({ name }: Tensor, index: number): string {
  return `d${name ?? index}`;
}

/** Forward mode: the tangents of the carries go along with the carries in one scan. */
export function scanTangent(
  scan: Scan,
  { inputs, ops, tangentsOf }: TangentCall,
  tangents: readonly (Tensor | undefined)[],
  make: MakeScan,
): Tensor {
  const { body, steps, reversed } = scan;
  const { carries, elements, captured, outputs } = body;
  const given = new Map<Tensor, Tensor>();
  const operand = (index: number): Tensor => {
    const found = inputs[index];
    if (found === undefined) throw new RangeError("a scan without one of its operands");
    return found;
  };
  const moving = carries.map(({ before }) => {
    const leaf = placeholder(`d${before.name ?? ""}`, before.shape, "f32");
    given.set(before, leaf);
    return leaf;
  });
  const bind = (leaves: readonly Tensor[], from: number): Bound[] =>
    leaves.flatMap((leaf, index) => {
      const own = { leaf, source: operand(from + index) };
      const tangent = tangents[from + index];
      if (tangent === undefined) return [own];
      const along = placeholder(`d${leaf.name ?? ""}`, leaf.shape, "f32");
      given.set(leaf, along);
      return [own, { leaf: along, source: tangent }];
    });
  const boundElements = bind(elements, carries.length);
  const constants = bind(captured, carries.length + elements.length);
  const found = tangentsOf([...carries.map(({ after }) => after), ...outputs], given);
  const or0 = (tangent: Tensor | undefined, like: Tensor): Tensor => tangent ?? filled(0, like.shape);
  const built = buildScan(
    {
      steps,
      reversed,
      carries: [
        ...carries.map((each, index) => ({ ...each, keepsAll: false, first: operand(index) })),
        ...carries.map(({ before, keepsAll }, index) => ({
          before: moving[index] ?? before,
          after: or0(found[index], before),
          keepsAll,
          first: or0(tangents[index], before),
        })),
      ],
      elements: boundElements,
      constants,
      outputs: outputs.map((output, index) => or0(found[carries.length + index], output)),
    },
    make,
  );
  const pieces = [...built.layout.carries.slice(carries.length), ...built.layout.outputs];
  const runs = pieces.map((piece) => run(built.whole, piece));
  return runs.length === 1 && runs[0] !== undefined ? runs[0] : ops.concat(runs);

  function run(whole: Tensor, { offset, count, size }: ScanPiece): Tensor {
    return ops.slice(whole, { starts: [offset], ends: [offset + count * size] });
  }
}
