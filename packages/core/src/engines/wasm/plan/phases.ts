import type { Unit } from "./unit.ts";

/**
 * Units by phase: each in the first phase after all that it waits for. Units of one phase run side by side;
 * threads meet between phases.
 */
export function phasesOf(units: Iterable<Unit>): Unit[][] {
  const all = [...units];
  const waiting = new Map<Unit, number>(all.map((unit) => [unit, unit.after.size]));
  const users = new Map<Unit, Unit[]>();
  for (const unit of all) {
    for (const earlier of unit.after) {
      const list = users.get(earlier);
      if (list === undefined) users.set(earlier, [unit]);
      else list.push(unit);
    }
  }
  const phases: Unit[][] = [];
  let ready = all.filter((unit) => waiting.get(unit) === 0);
  let placed = 0;
  while (ready.length > 0) {
    ready.sort((a, b) => a.id - b.id);
    phases.push(ready);
    placed += ready.length;
    const next: Unit[] = [];
    for (const unit of ready) {
      for (const user of users.get(unit) ?? []) {
        const left = (waiting.get(user) ?? 0) - 1;
        waiting.set(user, left);
        if (left === 0) next.push(user);
      }
    }
    ready = next;
  }
  if (placed !== all.length) throw new RangeError("units wait for each other in a circle");
  return phases;
}
