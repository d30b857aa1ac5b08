import type { Command } from "../commandLine/command.ts";
import { schemaCommand } from "./schema.ts";

/** Every command, in the order of help. */
export const commands: readonly Command[] = [schemaCommand];
