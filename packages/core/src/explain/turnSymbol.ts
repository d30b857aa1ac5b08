/** A node or weight of a recurrent layer as its name tells it. */
interface RecurrentName {
  /** The layer's place in the model: `0` of `0.h_l1[3]`. */
  readonly key: string;
  /** What is left of the name: `h`. */
  readonly letter: string;
  /** What stands below the letter. */
  readonly below: readonly string[];
}

const weightName = /^(?:(.*)\.)?(?:weight|bias)_(?:ih|hh)_l\d+(?:_reverse)?$/;

/** Reads `0.h_l1_reverse[3]` and `0.weight_hh_l0`: the turn, which of stacked layers, and the way back. */
function recurrentName(name: string): RecurrentName | undefined {
  const parts = /^(?:(.*)\.)?([A-Za-z]\w*?)(?:_l(\d+)(_reverse)?)?(?:\[(\d+(?::\d+)?)\])?$/.exec(name);
  const [, key = "", letter = "", layer, reverse, turn] = parts ?? [];
  if (letter === "" || (layer === undefined && turn === undefined)) return undefined;
  const below = [
    ...(layer === undefined || layer === "0" ? [] : [`\\mathrm{l${layer}}`]),
    ...(reverse === undefined ? [] : ["\\mathrm{reverse}"]),
    ...(turn === undefined ? [] : [turn]),
  ];
  return { key, letter, below };
}

/**
 * The symbol of what a recurrent layer has in one turn, or of its weights: h₃, W_hh; with the layer's number above where
 * several layers are recurrent.
 *
 * @param keys - places of the recurrent layers in the model, in order
 * @param word - writes a name as LaTeX
 * @returns `undefined` where the name is none of a recurrent layer
 */
export function turnSymbol(name: string, keys: readonly string[], word: (text: string) => string): string | undefined {
  const found = recurrentName(name);
  if (found === undefined) return undefined;
  const { key, letter, below } = found;
  const weight = /^(weight|bias)_([a-z]+)$/.exec(letter);
  const base = weight === null ? word(letter) : weight[1] === "weight" ? "W" : "b";
  const marks = weight === null ? below : [`\\mathrm{${weight[2] ?? ""}}`, ...below];
  const place = keys.indexOf(key);
  const above = keys.length > 1 && place >= 0 ? `^{[${place + 1}]}` : "";
  return `${base}${above}${marks.length === 0 ? "" : `_{${marks.join(",")}}`}`;
}

/** Whether a weight is that of a recurrent layer: `0.weight_hh_l0`. */
export function isRecurrentWeight(name: string): boolean {
  return weightName.test(name);
}

/** Places of recurrent layers in the model, of all names in its graph. */
export function recurrentKeys(names: readonly string[]): readonly string[] {
  const keys = names.flatMap((name) => weightName.exec(name)?.[1] ?? []);
  return [...new Set(keys)];
}
