import type { Feeds, Program, Session } from "../engines/session.ts";
import { ChainruleError } from "../errors/chainruleError.ts";
import { elementCount } from "../graph/shape.ts";
import type { Step } from "../graph/step.ts";
import type { Tensor } from "../graph/tensor.ts";
import { evaluationMode } from "../layers/evaluationMode.ts";
import { add } from "../ops/add.ts";
import { gather } from "../ops/gather.ts";
import { input } from "../ops/input.ts";
import { iota } from "../ops/iota.ts";
import { mul } from "../ops/mul.ts";
import { reshape } from "../ops/reshape.ts";
import { rowsOf, type Scorer, sharedProgram } from "./scorer.ts";
import type { TokenModel } from "./tokenModel.ts";

/** Name of the input that says which position of each row is the last. */
const lastName = "generation/last";

/** The step that computes whole windows of tokens and gives the logits of each row's last position. */
function windowStep({ network, tokens, output, context, vocabulary }: TokenModel, rows: number): Step {
  const inputs = network.inputs.map(({ name, type }) => input(name, [rows, ...type.shape], type.dtype));
  const logits = network.apply(inputs, evaluationMode)[output];
  if (logits === undefined) throw new TypeError(`no output for ${tokens.name}`);
  const places: Tensor = add(mul(iota(rows), context), input(lastName, [rows], "i32"));
  return { outputs: { logits: gather(reshape(logits, [rows * context, vocabulary]), places) }, updates: [] };
}

/**
 * Scores by computing every position anew: the last tokens of each sequence, as many as the model sees, filled up on the
 * right, where a model that looks back alone does not see it. The first call makes sure that it does not.
 */
export async function windowScorer(
  subject: string,
  model: TokenModel,
  session: Session,
  rows: number,
  others: Readonly<Record<string, readonly ArrayLike<number>[]>>,
): Promise<Scorer> {
  const program = await sharedProgram(session, `window ${model.tokens.name} ${rows}`, () => windowStep(model, rows));
  return new WindowScorer(subject, model, program, rows, others);
}

class WindowScorer implements Scorer {
  readonly rows: number;
  hasSlid = false;
  readonly #subject: string;
  readonly #model: TokenModel;
  readonly #program: Program;
  readonly #tokens: Int32Array;
  readonly #last: Int32Array;
  readonly #others: readonly {
    readonly name: string;
    readonly values: Float64Array;
    lists: readonly ArrayLike<number>[];
  }[];
  #isTrusted: boolean;

  constructor(
    subject: string,
    model: TokenModel,
    program: Program,
    rows: number,
    others: Readonly<Record<string, readonly ArrayLike<number>[]>>,
  ) {
    this.rows = rows;
    this.#subject = subject;
    this.#model = model;
    this.#program = program;
    this.#tokens = new Int32Array(rows * model.context);
    this.#last = new Int32Array(rows);
    this.#others = model.others.map(({ name, type }) => ({
      name,
      values: new Float64Array(rows * elementCount(type.shape)),
      lists: others[name] ?? [],
    }));
    this.#isTrusted = model.lastToken === 0;
  }

  next(sequences: readonly (readonly number[])[], parents: readonly number[]): readonly ArrayLike<number>[] {
    for (const other of this.#others) other.lists = parents.map((parent) => other.lists[parent] ?? []);
    const logits = this.#run(sequences, 0);
    if (!this.#isTrusted && sequences.some((sequence) => sequence.length < this.#model.context)) {
      this.#isTrusted = true;
      const again = this.#run(sequences, this.#model.lastToken);
      if (!logits.every((value, i) => Object.is(value, again[i])))
        throw new ChainruleError("learning.looksAhead", { subject: this.#subject });
    }
    return rowsOf(logits, this.rows).slice(0, sequences.length);
  }

  end(): void {}

  #run(sequences: readonly (readonly number[])[], filler: number): Float32Array | Float64Array | Int32Array {
    const { context } = this.#model;
    this.#tokens.fill(filler);
    for (let row = 0; row < this.rows; row += 1) {
      const sequence = sequences[row] ?? sequences[0] ?? [];
      if (sequence.length > context) this.hasSlid = true;
      const seen = sequence.length > context ? sequence.slice(-context) : sequence;
      this.#tokens.set(seen, row * context);
      this.#last[row] = seen.length - 1;
      for (const { values, lists } of this.#others) {
        const list = lists[row] ?? lists[0] ?? [];
        values.set(list, row * list.length);
      }
    }
    const feeds: Feeds = {
      [this.#model.tokens.name]: this.#tokens,
      [lastName]: this.#last,
      ...Object.fromEntries(this.#others.map(({ name, values }) => [name, values])),
    };
    const { logits } = this.#program.run(feeds).outputs;
    if (logits === undefined) throw new TypeError("the window's step gives logits");
    return logits.data;
  }
}
