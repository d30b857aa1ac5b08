import { type Command, defineCommand } from "../commandLine/command.ts";
import { configSchema } from "../config/configSchema.ts";

/** Prints the JSON Schema of configurations. */
export const schemaCommand: Command = defineCommand({
  name: "schema",
  summary: { en: "Print the JSON Schema of configurations.", zh: "输出配置的 JSON Schema。" },
  arguments: [],
  flags: {},
  examples: [
    {
      line: "schema > chainrule.schema.json",
      meaning: { en: "Let an editor check and complete configurations", zh: "让编辑器检查和补全配置" },
    },
  ],
  run: async ({ terminal, isJson }) => {
    terminal.out(`${JSON.stringify(configSchema(), undefined, isJson ? undefined : 2)}\n`);
    return 0;
  },
});
