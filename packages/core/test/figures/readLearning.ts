import { readFileSync } from "node:fs";

/** Figures of PyTorch, as `learning.py` wrote them. */
export interface LearningFigures {
  readonly source: string;
  readonly optimizers: readonly {
    readonly name: string;
    readonly optimizer: string;
    readonly options: Readonly<Record<string, unknown>>;
    readonly problem: "quadratic" | "rosenbrock";
    readonly trace: readonly (readonly number[])[];
  }[];
  readonly schedules: readonly { readonly schedule: unknown; readonly rates: readonly number[] }[];
  readonly losses: readonly {
    readonly loss: string;
    readonly options: Readonly<Record<string, unknown>>;
    readonly output: readonly (readonly number[])[];
    readonly target: readonly number[] | readonly (readonly number[])[];
    readonly targetType: "f32" | "i32";
    readonly value: number;
    readonly gradient: readonly (readonly number[])[];
  }[];
}

export const figures: LearningFigures = JSON.parse(readFileSync(new URL("./learning.json", import.meta.url), "utf8"));
