import type { Command } from "../commandLine/command.ts";
import { checkCommand } from "./check.ts";
import { doctorCommand } from "./doctor.ts";
import { evaluateCommand } from "./evaluate.ts";
import { exampleCommand } from "./example.ts";
import { explainCommand } from "./explain.ts";
import { generateCommand } from "./generate.ts";
import { predictCommand } from "./predict.ts";
import { profileCommand } from "./profile.ts";
import { schemaCommand } from "./schema.ts";
import { startCommand } from "./start.ts";
import { summaryCommand } from "./summary.ts";
import { trainCommand } from "./train.ts";

/** Every command, in the order of help. */
export const commands: readonly Command[] = [
  startCommand,
  trainCommand,
  evaluateCommand,
  predictCommand,
  generateCommand,
  explainCommand,
  checkCommand,
  doctorCommand,
  summaryCommand,
  profileCommand,
  exampleCommand,
  schemaCommand,
];
