import type { Session } from "../engines/session.ts";
import { ChainruleError } from "../errors/chainruleError.ts";
import { type PlateauState, plateauStart } from "../schedules/reduceOnPlateau.ts";
import type { StoredTensor } from "../serialization/safetensors.ts";
import { isObject, type Json, type JsonObject, showValue } from "../spec/json.ts";
import type { Callback, EpochRecord } from "./callbacks.ts";
import type { FigureKeeper } from "./figureKeeper.ts";
import type { Trainer } from "./trainer.ts";
import { readNumber, storedOf, type TrainingState } from "./trainingState.ts";

/** Where training stands: epochs done, batches done in the present epoch, and updates done in all. */
export interface TrainingPlace {
  readonly epoch: number;
  readonly batch: number;
  readonly step: number;
}

/** What holds a training's state beside its progress. */
export interface ProgressParts {
  readonly session: Session;
  readonly trainer: Trainer;
  readonly callbacks: readonly Callback[];
  /** What must be the same for a state to fit: loss, optimizer, batch size, data length. */
  readonly identity: JsonObject;
}

/** How far a training has come. */
export interface TrainingProgress {
  readonly place: TrainingPlace;
  readonly plateau: PlateauState;
  readonly records: readonly EpochRecord[];
}

/** Everything that training needs to go on from here. */
export function saveProgress(parts: ProgressParts, keeper: FigureKeeper, progress: TrainingProgress): TrainingState {
  const { trainer, session, identity } = parts;
  const tensors = new Map<string, StoredTensor>();
  for (const [name, tensor] of trainer.variables) tensors.set(name, storedOf(session.read(tensor)));
  const callbacks: Record<string, Json> = {};
  for (const callback of parts.callbacks) {
    if (callback.name === undefined || callback.save === undefined) continue;
    const saved = callback.save();
    callbacks[callback.name] = saved.progress;
    for (const [key, tensor] of saved.tensors) tensors.set(`callback/${callback.name}/${key}`, tensor);
  }
  return {
    tensors,
    progress: {
      version: 1,
      identity,
      ...progress.place,
      figures: keeper.save(),
      plateau: { ...progress.plateau },
      records: toJson(progress.records),
      callbacks,
    },
  };
}

/**
 * Puts the state back that {@link saveProgress} gave, and says how far it had come.
 *
 * @throws ChainruleError if it is the state of another training
 */
export function restoreProgress(parts: ProgressParts, keeper: FigureKeeper, state: TrainingState): TrainingProgress {
  const { trainer, session, identity } = parts;
  const { progress, tensors } = state;
  if (JSON.stringify(progress["identity"]) !== JSON.stringify(identity)) {
    throw new ChainruleError("learning.trainingState", {
      expected: {
        en: `must come from the same model, data, loss, optimizer, batch size and seed: ${JSON.stringify(identity)}`,
        zh: `必须来自相同的模型、数据、损失、优化器、批大小和种子：${JSON.stringify(identity)}`,
      },
      received: showDifference(identity, progress["identity"]),
    });
  }
  for (const [name, tensor] of trainer.variables) {
    const stored = tensors.get(name);
    if (stored === undefined)
      throw new ChainruleError("learning.missingWeight", { key: name, choices: [...tensors.keys()] });
    session.write(tensor, Float64Array.from(stored.values, Number));
  }
  const place = {
    epoch: readNumber(progress, "epoch"),
    batch: readNumber(progress, "batch"),
    step: readNumber(progress, "step"),
  };
  keeper.restore(progress["figures"]);
  const plateau = readPlateau(progress["plateau"]);
  const records: unknown = progress["records"];
  restoreCallbacks(parts.callbacks, progress["callbacks"], tensors);
  return { place, plateau, records: Array.isArray(records) ? records.filter(isEpochRecord) : [] };
}

function restoreCallbacks(
  callbacks: readonly Callback[],
  saved: Json | undefined,
  tensors: TrainingState["tensors"],
): void {
  for (const callback of callbacks) {
    const own = callback.name !== undefined && isRecord(saved) ? saved[callback.name] : undefined;
    if (!isRecord(own)) continue;
    const prefix = `callback/${callback.name ?? ""}/`;
    const memory = [...tensors]
      .filter(([name]) => name.startsWith(prefix))
      .map(([name, tensor]) => [name.slice(prefix.length), tensor] as const);
    callback.restore?.(own, new Map(memory));
  }
}

function readPlateau(saved: Json | undefined): PlateauState {
  if (!isRecord(saved)) return plateauStart;
  return {
    scale: readNumber(saved, "scale"),
    best: readNumber(saved, "best"),
    waited: readNumber(saved, "waited"),
    resting: readNumber(saved, "resting"),
  };
}

/** Numbers, strings and lists as JSON has them. */
function toJson(value: unknown): Json {
  const parsed: Json = JSON.parse(JSON.stringify(value));
  return parsed;
}

function isRecord(value: Json | undefined): value is JsonObject {
  return isObject(value);
}

function isEpochRecord(value: unknown): value is EpochRecord {
  return (
    isObject(value) &&
    typeof value["epoch"] === "number" &&
    typeof value["loss"] === "number" &&
    isObject(value["metrics"])
  );
}

function showDifference(expected: JsonObject, received: Json | undefined): string {
  if (!isRecord(received)) return showValue(received);
  const different = Object.keys(expected).filter(
    (key) => JSON.stringify(expected[key]) !== JSON.stringify(received[key]),
  );
  return different.map((key) => `${key}: ${showValue(received[key])}`).join(", ");
}
