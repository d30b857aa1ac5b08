import { feedTargets } from "../engines/feeds.ts";
import type { Program, Session } from "../engines/session.ts";
import { ChainruleError } from "../errors/chainruleError.ts";
import { elementCount, formatShape } from "../graph/shape.ts";
import type { Step } from "../graph/step.ts";
import type { Tensor } from "../graph/tensor.ts";
import { topologicalOrder } from "../graph/topologicalOrder.ts";
import type { Incremental } from "../layers/incremental.ts";
import { gather } from "../ops/gather.ts";
import { input } from "../ops/input.ts";
import { reshape } from "../ops/reshape.ts";
import { variable } from "../ops/variable.ts";
import { rowsOf, type Scorer } from "./scorer.ts";
import type { TokenModel } from "./tokenModel.ts";

const tokensName = "tokens";
const parentsName = "parents";
const positionName = "position";

/** A step for one position, its program, and what it keeps in between. */
interface Position {
  readonly program: Program;
  readonly kept: readonly Tensor[];
  /** Inputs that the step reads. */
  readonly inputs: ReadonlySet<string>;
}

/** Programs that are not in use: each has variables of its own, so that only one sequence at a time may go on with it. */
const free = new WeakMap<Session, Map<string, Position[]>>();

/**
 * Whether a network goes on for any number of positions: what it keeps is not larger where there is more room, as with
 * recurrent layers.
 */
export function isEndless(incremental: Incremental, context: number): boolean {
  const shapes = (capacity: number): string =>
    incremental
      .state(1, capacity)
      .map(({ shape }) => shape.join())
      .join(";");
  const within = shapes(context);
  try {
    return shapes(2 * context) === within;
  } catch (error) {
    if (error instanceof ChainruleError) return false;
    throw error;
  }
}

function positionStep(incremental: Incremental, { context, vocabulary }: TokenModel, rows: number): Step {
  const kept = incremental.state(rows, context).map(({ name, shape }) =>
    variable({
      name: `generation/${name}`,
      shape,
      dtype: "f32",
      trainable: false,
      initial: () => new Float64Array(elementCount(shape)),
    }),
  );
  const parents = input(parentsName, [rows], "i32");
  const before = rows === 1 ? kept : kept.map((tensor) => gather(tensor, parents));
  const position = input(positionName, [], "i32");
  const { y, kept: after } = incremental.apply(input(tokensName, [rows, 1], "i32"), before, position);
  if (elementCount(y.shape) !== rows * vocabulary) {
    throw new ChainruleError("learning.shape", {
      subject: "generate",
      expected: {
        en: "with the cache every layer must treat positions alone or go on by one",
        zh: "使用缓存时，每层都必须单独处理每个位置，或能逐个位置计算",
      },
      received: `logits ${formatShape(y.shape)} of one position`,
    });
  }
  const updates = kept.map((tensor, index) => ({ variable: tensor, value: after[index] ?? tensor }));
  return { outputs: { logits: reshape(y, [rows, vocabulary]) }, updates };
}

/**
 * Scores by one position at a time, from what the layers keep of those before: each token takes the same time, however
 * long the sequence is. All sequences must have one length.
 */
export async function cachedScorer(
  incremental: Incremental,
  model: TokenModel,
  session: Session,
  rows: number,
): Promise<Scorer> {
  const places = free.get(session) ?? new Map<string, Position[]>();
  free.set(session, places);
  const key = String(rows);
  const spare = places.get(key) ?? [];
  places.set(key, spare);
  const position = spare.pop() ?? (await compilePosition(positionStep(incremental, model, rows), session));
  for (const tensor of position.kept) session.write(tensor, new Float64Array(elementCount(tensor.shape)));
  return new CachedScorer(position, rows, () => spare.push(position));
}

async function compilePosition(step: Step, session: Session): Promise<Position> {
  const order = topologicalOrder([...Object.values(step.outputs), ...step.updates.map(({ value }) => value)]);
  return {
    program: await session.compile(step),
    kept: step.updates.map((update) => update.variable),
    inputs: new Set(feedTargets(order).map((target) => target.name)),
  };
}

class CachedScorer implements Scorer {
  readonly rows: number;
  readonly hasSlid: boolean = false;
  readonly end: () => void;
  readonly #position: Position;
  readonly #tokens: Int32Array;
  readonly #parents: Int32Array;
  /** Positions that have been gone through. */
  #done = 0;

  constructor(position: Position, rows: number, giveBack: () => void) {
    this.rows = rows;
    this.#position = position;
    this.#tokens = new Int32Array(rows);
    this.#parents = new Int32Array(rows);
    let hasEnded = false;
    this.end = () => {
      if (!hasEnded) giveBack();
      hasEnded = true;
    };
  }

  next(sequences: readonly (readonly number[])[], parents: readonly number[]): readonly ArrayLike<number>[] {
    const length = sequences[0]?.length ?? 0;
    let logits: readonly ArrayLike<number>[] = [];
    for (; this.#done < length; this.#done += 1) {
      for (let row = 0; row < this.rows; row += 1) {
        const own = row < sequences.length ? row : 0;
        this.#tokens[row] = sequences[own]?.[this.#done] ?? 0;
        // Positions of a prompt follow each other in their own row.
        this.#parents[row] = this.#done < length - 1 || this.#done === 0 ? row : (parents[own] ?? 0);
      }
      logits = this.#run();
    }
    return logits.slice(0, sequences.length);
  }

  #run(): readonly ArrayLike<number>[] {
    const { program, inputs } = this.#position;
    const feeds = { [tokensName]: this.#tokens, [parentsName]: this.#parents, [positionName]: this.#done };
    const read = Object.entries(feeds).filter(([name]) => inputs.has(name));
    const { logits } = program.run(Object.fromEntries(read)).outputs;
    if (logits === undefined) throw new TypeError("the step of a position gives logits");
    return rowsOf(logits.data, this.rows);
  }
}
