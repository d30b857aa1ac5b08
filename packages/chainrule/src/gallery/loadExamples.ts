import { CommandError } from "../errors/commandError.ts";
import type { Example } from "./example.ts";

/** A package of its own, beside this one: it uses this one's pictures, so this one can't name it when it is compiled. */
const galleryPackage: string = "chainrule-examples";

/**
 * The gallery's registry.
 *
 * @throws CommandError where the package of the gallery is not installed
 */
export async function loadExamples(): Promise<readonly Example[]> {
  const module: unknown = await import(galleryPackage).catch((error: unknown) => {
    throw new CommandError("example.noGallery", { name: galleryPackage }, { cause: error });
  });
  if (hasExamples(module)) return module.examples;
  throw new TypeError(`${galleryPackage} has no registry of examples`);
}

function hasExamples(module: unknown): module is { readonly examples: readonly Example[] } {
  return typeof module === "object" && module !== null && "examples" in module && Array.isArray(module.examples);
}
