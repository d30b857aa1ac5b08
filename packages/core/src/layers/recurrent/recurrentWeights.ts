import { elementCount } from "../../graph/shape.ts";
import type { Initializer } from "../../initializers/initializer.ts";
import type { BuildContext } from "../layer.ts";
import type { CellWeights, RecurrentCell } from "./recurrentCell.ts";
import type { RecurrentOptions } from "./recurrentOptions.ts";

/** How parameters begin, and a constant that is laid over one gate's bias. */
export interface RecurrentStart
  extends Required<Pick<RecurrentOptions, "initializer" | "recurrentInitializer" | "biasInitializer">> {
  readonly gateBias?: { readonly gate: number; readonly value: number };
}

/**
 * The parameters of one layer in one direction: `weight_ih_l0`, `weight_hh_l0`, `bias_ih_l0`, `bias_hh_l0`, with the number
 * of the layer and `_reverse` for the way back, as `torch.nn.LSTM` names them.
 *
 * @param suffix - `l0`, `l1_reverse`
 */
export function recurrentWeights(
  context: BuildContext,
  suffix: string,
  cell: RecurrentCell,
  size: { readonly features: number; readonly units: number; readonly bias: boolean },
  start: RecurrentStart,
): CellWeights {
  const { features, units, bias } = size;
  const { gates } = cell;
  const rows = gates * units;
  // Each gate is a layer of its own, whose fans are its own.
  const fans = { fanIn: features, fanOut: units };
  const weightIh = context.parameter({
    name: `weight_ih_${suffix}`,
    shape: [rows, features],
    initializer: gateByGate(start.initializer, gates),
    ...fans,
  });
  const weightHh = context.parameter({
    name: `weight_hh_${suffix}`,
    shape: [rows, units],
    initializer: gateByGate(start.recurrentInitializer, gates),
    fanIn: units,
    fanOut: units,
  });
  if (!bias) return { weightIh, weightHh };
  const biasIh = context.parameter({
    name: `bias_ih_${suffix}`,
    shape: [rows],
    initializer: withGateBias(gateByGate(start.biasInitializer, gates), gates, start.gateBias),
    ...fans,
  });
  const biasHh = context.parameter({
    name: `bias_hh_${suffix}`,
    shape: [rows],
    initializer: gateByGate(start.biasInitializer, gates),
    ...fans,
  });
  return { weightIh, weightHh, biasIh, biasHh };
}

/** An initializer used for each gate's block of rows on its own; given values are given for all at once. */
function gateByGate(initializer: Initializer, gates: number): Initializer {
  if (initializer.kind === "given" || gates === 1) return initializer;
  return {
    kind: initializer.kind,
    options: initializer.options,
    values: (request) => {
      const [rows = 0, ...others] = request.shape;
      const own = { ...request, shape: [rows / gates, ...others] };
      const values = new Float64Array(elementCount(request.shape));
      for (let gate = 0; gate < gates; gate += 1) {
        values.set(initializer.values(own), gate * (values.length / gates));
      }
      return values;
    },
  };
}

function withGateBias(initializer: Initializer, gates: number, bias: RecurrentStart["gateBias"]): Initializer {
  if (bias === undefined || initializer.kind === "given") return initializer;
  return {
    kind: initializer.kind,
    options: initializer.options,
    values: (request) => {
      const units = elementCount(request.shape) / gates;
      return initializer
        .values(request)
        .map((value, row) => (Math.floor(row / units) === bias.gate ? bias.value : value));
    },
  };
}
