import type { ReverseCall } from "../graph/derivative.ts";
import { carrySlots, type Scan, type ScanCarry, type ScanPiece, scanLayout } from "../graph/scan.ts";
import { substitute } from "../graph/substitute.ts";
import type { Tensor } from "../graph/tensor.ts";
import { topologicalOrder } from "../graph/topologicalOrder.ts";
import { filled } from "./operand.ts";
import { newFamily, placeholder } from "./scanBody.ts";
import { type Bound, type BuiltScan, buildScan, type MakeScan } from "./scanBuild.ts";

/** A result that is there once the backward scan has been built. */
type Later = () => Tensor;

/**
 * The backward turns of a scan while they are put together. What they read of the forward turns is kept by these: the
 * values before each turn stand in the result already, other nodes become further outputs of the same forward scan.
 */
export class BackwardTurns {
  readonly #scan: Scan;
  readonly #call: ReverseCall;
  readonly #make: MakeScan;
  readonly #arriving: readonly Bound[];
  /** Every node of the forward turn. */
  readonly #forward: ReadonlySet<Tensor>;
  readonly #carries: (Omit<ScanCarry, "keepsAll"> & { readonly first: Tensor })[] = [];
  /** Nodes of the backward turn that are given for each turn. */
  readonly #given: Tensor[] = [];
  /** Nodes of the forward turn that are needed after it. */
  readonly #kept: Tensor[] = [];
  #forwardWhole: Tensor | undefined;
  #forwardScan: Scan | undefined;
  #built: BuiltScan | undefined;

  constructor(scan: Scan, call: ReverseCall, make: MakeScan, arriving: readonly Bound[]) {
    this.#scan = scan;
    this.#call = call;
    this.#make = make;
    this.#arriving = arriving;
    const { carries, outputs } = scan.body;
    this.#forward = new Set(topologicalOrder([...carries.map(({ after }) => after), ...outputs]));
  }

  /** A value that goes from turn to turn, backwards: gives the last. */
  carry(carry: { readonly before: Tensor; readonly after: Tensor; readonly first: Tensor }): Later {
    const index = this.#carries.length;
    this.#carries.push(carry);
    return () => this.#piece(this.#layout.carries[index], 0, 1, false);
  }

  /** A node of every turn, stacked. */
  ofEachTurn(node: Tensor): Later {
    if (this.#isForward(node)) return this.#ofForwardTurns(node);
    let index = this.#given.findIndex((other) => areAlike(other, node));
    if (index < 0) {
      index = this.#given.length;
      this.#given.push(node);
    }
    return () => this.#piece(this.#layout.outputs[index], 0, this.#scan.steps, true);
  }

  /**
   * Σ over the turns of a node: as one op over all turns where there is one, through linear ops down to what can be
   * stacked, or else added up from turn to turn.
   */
  sum(node: Tensor, isReduced = false): Later {
    const { ops } = this.#call;
    const { op, inputs } = node;
    const [input] = inputs;
    if (op.isSum === true && inputs.every(({ shape }) => shape.join() === node.shape.join())) {
      const terms = inputs.map((term) => this.sum(term, isReduced));
      return () => terms.map((term) => term()).reduce((total, term) => ops.add(total, term));
    }
    if (op.derivative.kind === "multilinear" && inputs.length === 1 && input !== undefined) {
      const { derivative } = op;
      const inner = this.sum(input, true);
      return () => derivative.apply([inner()], ops);
    }
    if (this.#canSumTurns(node)) {
      const stacked = inputs.map((each) => this.ofEachTurn(each));
      return () => {
        const total = op.sumOfTurns?.(
          stacked.map((each) => each()),
          ops,
        );
        if (total === undefined) throw new RangeError("an op that does not sum its turns");
        return total;
      };
    }
    if (isReduced) {
      const each = this.ofEachTurn(node);
      return () => ops.sum(each(), { axes: [0] });
    }
    const before = placeholder(`sum of ${node.name ?? op.name}`, node.shape, "f32");
    return this.carry({ before, after: ops.add(before, node), first: filled(0, node.shape) });
  }

  /** Makes the scan; after this the results are there. */
  build({ steps, reversed }: { readonly steps: number; readonly reversed: boolean }): void {
    const { body } = this.#scan;
    const { inputs } = this.#call;
    const roots = [...this.#carries.map(({ after }) => after), ...this.#given];
    const kept = new Map<Tensor, Tensor>();
    for (const node of this.#needed(roots)) kept.set(node, placeholder(node.name ?? node.op.name, node.shape, "f32"));
    for (const node of kept.keys()) if (!this.#kept.includes(node)) this.#kept.push(node);
    const cut = substitute(roots, kept);
    const used = new Set(topologicalOrder(cut));
    const elementSource = (index: number): Tensor => operand(inputs, body.carries.length + index);
    const elements: Bound[] = [
      ...body.carries.flatMap(({ before }, index) =>
        used.has(before) ? [{ leaf: before, source: this.#beforeTurns(index) }] : [],
      ),
      ...body.elements.map((leaf, index) => ({ leaf, source: elementSource(index) })),
      ...[...kept].map(([node, leaf]) => ({ leaf, source: this.#ofForwardTurns(node)() })),
      ...this.#arriving,
    ];
    const constants = body.captured.map((leaf, index) => ({
      leaf,
      source: operand(inputs, body.carries.length + body.elements.length + index),
    }));
    const carries = this.#carries.map(({ before, first }, index) => ({
      before,
      after: cut[index] ?? before,
      first,
      keepsAll: false,
    }));
    const outputs = cut.slice(this.#carries.length);
    this.#built = buildScan({ steps, reversed, carries, elements, constants, outputs }, this.#make);
  }

  #canSumTurns(node: Tensor): boolean {
    const { sumOfTurns } = node.op;
    if (sumOfTurns === undefined || !node.inputs.every(({ dtype }) => dtype === "f32")) return false;
    const leaves = new Set([...this.#scan.body.captured]);
    if (node.inputs.some((input) => leaves.has(input) || input.op.lowering.kind === "constant")) return false;
    const stacked = node.inputs.map((input) => placeholder("all turns", [1, ...input.shape], "f32"));
    return node.op.sumOfTurns?.(stacked, this.#call.ops) !== undefined;
  }

  #isForward(node: Tensor): boolean {
    return this.#forward.has(node) || this.#scan.body.carries.some(({ before }) => before === node);
  }

  /** Nodes of the forward turn that the backward turn reads: the numbers under views, and none that is a leaf. */
  #needed(roots: readonly Tensor[]): Set<Tensor> {
    const needed = new Set<Tensor>();
    const seen = new Set<Tensor>();
    const stack = [...roots];
    for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
      if (seen.has(node)) continue;
      seen.add(node);
      const isComputed = node.inputs.length > 0;
      if (!isComputed) continue;
      // Views are free, and truth values are computed again: a scan keeps numbers.
      if (this.#forward.has(node) && node.op.lowering.kind !== "view" && node.dtype === "f32") needed.add(node);
      else stack.push(...node.inputs);
    }
    return needed;
  }

  #ofForwardTurns(node: Tensor): Later {
    const { body, steps } = this.#scan;
    const { inputs } = this.#call;
    const element = body.elements.indexOf(node);
    if (element >= 0) return () => operand(inputs, body.carries.length + element);
    const carry = body.carries.findIndex(({ before }) => before === node);
    if (carry >= 0) return () => this.#beforeTurns(carry);
    const after = body.carries.findIndex((each) => each.after === node);
    if (after >= 0) {
      return () => {
        const { whole, scan } = this.#keepingForward();
        return piece(this.#call, whole, scanLayout(scan).carries[after], carrySlots(scan).afterTurns, steps, true);
      };
    }
    if (!this.#kept.includes(node)) this.#kept.push(node);
    return () => {
      const { whole, scan } = this.#keepingForward();
      const index = scan.body.outputs.indexOf(node);
      return piece(this.#call, whole, scanLayout(scan).outputs[index], 0, steps, true);
    };
  }

  #beforeTurns(carry: number): Tensor {
    const { whole, scan } = this.#keepingForward();
    const slots = carrySlots(scan);
    return piece(this.#call, whole, scanLayout(scan).carries[carry], slots.beforeTurns, scan.steps, true);
  }

  /** The forward scan with all that is needed of it: itself, or one that gives the same and more. */
  #keepingForward(): { readonly whole: Tensor; readonly scan: Scan } {
    if (this.#forwardWhole !== undefined && this.#forwardScan !== undefined) {
      return { whole: this.#forwardWhole, scan: this.#forwardScan };
    }
    const { body } = this.#scan;
    const afters = body.carries.map(({ after }) => after);
    const more = this.#kept.filter((node) => !body.outputs.includes(node) && !afters.includes(node));
    const keepsAll = body.carries.every((carry) => carry.keepsAll);
    let scan = this.#scan;
    let whole = this.#call.output;
    if (more.length > 0 || !keepsAll) {
      scan = {
        ...scan,
        body: {
          ...body,
          family: keepsAll ? body.family : newFamily(),
          carries: body.carries.map((carry) => ({ ...carry, keepsAll: true })),
          outputs: [...body.outputs, ...more],
        },
      };
      whole = this.#make(scan, this.#call.inputs);
    }
    this.#forwardWhole = whole;
    this.#forwardScan = scan;
    return { whole, scan };
  }

  get #layout(): BuiltScan["layout"] {
    if (this.#built === undefined) throw new RangeError("results are there once the scan has been built");
    return this.#built.layout;
  }

  #piece(found: ScanPiece | undefined, first: number, count: number, stacked: boolean): Tensor {
    if (this.#built === undefined) throw new RangeError("results are there once the scan has been built");
    return piece(this.#call, this.#built.whole, found, first, count, stacked);
  }
}

/** Whether two nodes are the same op on the same inputs. */
function areAlike(a: Tensor, b: Tensor): boolean {
  if (a === b) return true;
  return (
    a.op.name === b.op.name &&
    a.inputs.length > 0 &&
    a.inputs.length === b.inputs.length &&
    a.inputs.every((input, index) => input === b.inputs[index]) &&
    JSON.stringify(a.op.attributes) === JSON.stringify(b.op.attributes)
  );
}

function operand(inputs: readonly Tensor[], index: number): Tensor {
  const found = inputs[index];
  if (found === undefined) throw new RangeError("a scan without one of its operands");
  return found;
}

function piece(
  { ops }: ReverseCall,
  whole: Tensor,
  found: ScanPiece | undefined,
  first: number,
  count: number,
  stacked: boolean,
): Tensor {
  if (found === undefined) throw new RangeError("a piece that the layout lacks");
  const start = found.offset + first * found.size;
  const run = ops.slice(whole, { starts: [start], ends: [start + count * found.size] });
  return ops.reshape(run, stacked ? [count, ...found.shape] : found.shape);
}
