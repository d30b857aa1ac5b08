import { scheduleFromConfig, scheduleRegistry } from "../schedules/registry.ts";
import type { Schedule } from "../schedules/schedule.ts";
import { makeOption, type OptionSpec } from "../spec/optionSpec.ts";
import { isConfigurable } from "../spec/registry.ts";

function isSchedule(value: unknown): value is Schedule {
  return isConfigurable(value) && scheduleRegistry.entries.has(value.kind) && "rate" in value;
}

/** A learning rate: a number of at least 0, or a schedule. */
export function rateOption(fallback?: number): OptionSpec<number | Schedule> {
  return makeOption<number | Schedule>(
    {
      ...(fallback === undefined ? {} : { default: fallback }),
      en: "Learning rate: a number or a schedule.",
      zh: "学习率：一个数或一个调度。",
    },
    {
      expected: { en: "a number of at least 0, or a schedule", zh: "不小于 0 的数，或一个调度" },
      schema: { anyOf: [{ type: "number", minimum: 0 }, { $ref: "#/$defs/schedule" }] },
      read: (value, place) => {
        if (typeof value === "number") return Number.isFinite(value) && value >= 0 ? value : undefined;
        if (isSchedule(value)) return value;
        if (typeof value !== "string" && (typeof value !== "object" || value === null || Array.isArray(value)))
          return undefined;
        return scheduleFromConfig(value, `${place.path ?? place.subject}.${place.name}`);
      },
    },
  );
}
