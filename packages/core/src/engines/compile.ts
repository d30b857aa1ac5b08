import type { Step } from "../graph/step.ts";
import type { Tensor } from "../graph/tensor.ts";
import { createSession } from "./createSession.ts";
import type { Feeds, RunOptions, RunResult, Session, SessionOptions, TensorValue } from "./session.ts";

/** A step with a session of its own, ready to run. */
export interface Compiled {
  readonly session: Session;
  /** Bytes of memory that the plan takes beside the variables. */
  readonly planBytes: number;
  /**
   * Runs the step on the feeds, `steps` times (default 1); gives the outputs of the last. With `keepInputs`, inputs left
   * out keep their values, which spares copying a batch that stays the same.
   *
   * @throws ChainruleError if a feed is missing, unknown or has another shape
   */
  readonly run: (feeds?: Feeds, options?: RunOptions) => RunResult;
  /** The present value of a variable (a copy). */
  readonly read: (variable: Tensor) => TensorValue;
  readonly write: (variable: Tensor, values: ArrayLike<number>) => void;
}

/**
 * Plans and compiles a step, or a graph's outputs alone, in a session of its own.
 *
 * @param step - what {@link minimize} gives, or outputs by name
 * @param options - engine, threads
 * @throws ChainruleError if the engine does not exist or two inputs share a name
 * @example
 * const training = await compile(minimize(cost, sgd({ learningRate: 1 })));
 * training.run({ X: [[0, 0, 1, 1], [0, 1, 0, 1]], Y: [[0, 1, 1, 1]] }, { steps: 5000 });
 */
export async function compile(
  step: Step | { readonly [name: string]: Tensor },
  options: SessionOptions = {},
): Promise<Compiled> {
  const session = await createSession(options);
  const program = await session.compile(isStep(step) ? step : { outputs: step, updates: [] });
  return {
    session,
    planBytes: program.planBytes,
    run: (feeds = {}, runOptions = {}) => program.run(feeds, runOptions),
    read: (variable) => session.read(variable),
    write: (variable, values) => {
      session.write(variable, values);
    },
  };
}

function isStep(step: Step | { readonly [name: string]: Tensor }): step is Step {
  return Array.isArray(step["updates"]);
}
