import {
  initializerRegistry,
  type JsonObject,
  layerRegistry,
  lossRegistry,
  metricRegistry,
  optimizerRegistry,
  registrySchema,
  scheduleRegistry,
  termFeaturesRegistry,
  tokenizerRegistry,
} from "@chainrule/core";
import { dataSchema } from "./dataConfig.ts";
import { fieldsSchema } from "./fields.ts";
import { configSpecs } from "./trainingConfig.ts";

/** JSON Schema of a configuration, made of the specs that configurations are read by. */
export function configSchema(): JsonObject {
  const registries = [
    layerRegistry,
    lossRegistry,
    optimizerRegistry,
    metricRegistry,
    scheduleRegistry,
    initializerRegistry,
    tokenizerRegistry,
    termFeaturesRegistry,
  ];
  return {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    title: "Chainrule training configuration",
    ...fieldsSchema(configSpecs),
    $defs: {
      data: dataSchema(),
      ...Object.fromEntries(registries.map((registry) => [registry.id, registrySchema(registry)])),
    },
  };
}
