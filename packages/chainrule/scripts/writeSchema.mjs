// Writes the JSON Schema of configurations beside the built program, after `tsc`.
import { writeFileSync } from "node:fs";
import { configSchema } from "../dist/config/configSchema.js";

const target = new URL("../dist/config.schema.json", import.meta.url);
writeFileSync(target, `${JSON.stringify(configSchema(), undefined, 2)}\n`);
