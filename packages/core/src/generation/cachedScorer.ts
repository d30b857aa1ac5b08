import type { Feeds, Program, Session } from "../engines/session.ts";
import { ChainruleError } from "../errors/chainruleError.ts";
import { elementCount } from "../graph/shape.ts";
import type { NetworkSteps } from "../model/networkSteps.ts";
import { type PositionSteps, positionSteps } from "./positionSteps.ts";
import { rowsOf, type Scorer } from "./scorer.ts";
import type { TokenModel } from "./tokenModel.ts";

/** Programs for one position, and for what stays; with what they keep. */
interface Position {
  readonly steps: PositionSteps;
  readonly program: Program;
  readonly memory: Program | undefined;
}

/** Programs that are not in use: each has variables of its own, so that only one generation at a time may go on with it. */
const free = new WeakMap<Session, Map<string, Position[]>>();

/**
 * Whether a network goes on for any number of positions: what it keeps is not larger where there is more room, as with
 * recurrent layers.
 */
export function isEndless({ state }: NetworkSteps, context: number): boolean {
  const shapes = (capacity: number): string =>
    state(1, capacity)
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

/**
 * Scores by one position at a time, from what the layers keep of those before: each token takes the same time, however
 * long the sequence is. What other inputs make is computed once. All sequences must have one length.
 *
 * @throws ChainruleError if a layer can't go on by one position
 */
export async function cachedScorer(
  network: NetworkSteps,
  model: TokenModel,
  session: Session,
  rows: number,
  others: Readonly<Record<string, readonly ArrayLike<number>[]>>,
): Promise<Scorer> {
  const places = free.get(session) ?? new Map<string, Position[]>();
  free.set(session, places);
  const key = `${rows} ${model.tokens.name} ${model.output}`;
  const spare = places.get(key) ?? [];
  places.set(key, spare);
  const position = spare.pop() ?? (await compilePosition(positionSteps(network, model, rows), session));
  for (const tensor of position.steps.kept) session.write(tensor, new Float64Array(elementCount(tensor.shape)));
  position.memory?.run(feedsOf(model, others, rows));
  return new CachedScorer(position, rows, () => spare.push(position));
}

async function compilePosition(steps: PositionSteps, session: Session): Promise<Position> {
  const { position, memory } = steps;
  return {
    steps,
    program: await session.compile(position),
    memory: memory && (await session.compile(memory)),
  };
}

/** The other inputs' numbers of all rows; rows without their own have those of the first. */
function feedsOf(
  { others: ports }: TokenModel,
  lists: Readonly<Record<string, readonly ArrayLike<number>[]>>,
  rows: number,
): Feeds {
  return Object.fromEntries(
    ports.map(({ name, type }) => {
      const own = lists[name] ?? [];
      const count = elementCount(type.shape);
      const values = new Float64Array(rows * count);
      for (let row = 0; row < rows; row += 1) values.set(own[row] ?? own[0] ?? [], row * count);
      return [name, values];
    }),
  );
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
    const { program, steps } = this.#position;
    const feeds = steps.feeds(this.#tokens, this.#parents, this.#done);
    const { logits } = program.run(feeds).outputs;
    if (logits === undefined) throw new TypeError("the step of a position gives logits");
    return rowsOf(logits.data, this.rows);
  }
}
