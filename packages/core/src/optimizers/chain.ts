import type { Tensor } from "../graph/tensor.ts";
import type { Slot, SlotAccess, Transform, TransformCall } from "./transform.ts";

/** Slot names of a part, told apart from those of the other parts where two are the same. */
function partName(parts: readonly Transform[], index: number, name: string): string {
  const isTaken = parts.some(
    (part, other) => other !== index && [...part.slots, ...part.sharedSlots].some((slot) => slot.name === name),
  );
  return isTaken ? `${index}.${name}` : name;
}

function renamed(slots: readonly Slot[], rename: (name: string) => string): readonly Slot[] {
  return slots.map((slot) => ({ ...slot, name: rename(slot.name) }));
}

function seen(access: SlotAccess, rename: (name: string) => string): SlotAccess {
  return {
    read: (name) => access.read(rename(name)),
    write: (name, value) => {
      access.write(rename(name), value);
    },
  };
}

/** One transform after another, as one transform under a name of its own. */
export function join(kind: string, options: Readonly<Record<string, unknown>>, parts: readonly Transform[]): Transform {
  const renames = parts.map(
    (_, index) =>
      (name: string): string =>
        partName(parts, index, name),
  );
  const slotsOf = (of: (part: Transform) => readonly Slot[]): readonly Slot[] =>
    parts.flatMap((part, index) => renamed(of(part), renames[index] ?? String));
  return {
    kind,
    options,
    slots: slotsOf((part) => part.slots),
    sharedSlots: slotsOf((part) => part.sharedSlots),
    plateau: parts.find((part) => part.plateau !== undefined)?.plateau,
    rateAt: parts.find((part) => part.rateAt !== undefined)?.rateAt,
    apply: (call: TransformCall): readonly Tensor[] => {
      let directions = call.directions;
      parts.forEach((part, index) => {
        const rename = renames[index] ?? String;
        directions = part.apply({
          ...call,
          directions,
          slots: call.slots.map((access) => seen(access, rename)),
          shared: seen(call.shared, rename),
        });
      });
      return directions;
    },
  };
}
