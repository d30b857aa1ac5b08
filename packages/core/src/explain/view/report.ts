import { ChainruleError } from "../../errors/chainruleError.ts";
import { type Language, languages } from "../../errors/language.ts";
import type { ExplainLog } from "../explainLog.ts";
import { backwardEntries } from "./backwardEntries.ts";
import { conventionEntries } from "./conventionEntries.ts";
import { forwardEntries } from "./forwardEntries.ts";
import { checkDigits } from "./printedNumbers.ts";
import type { Report, ReportContext, Section } from "./reportTree.ts";
import { updateEntries } from "./updateEntries.ts";
import type { ViewOptions } from "./viewOptions.ts";
import { whyEntries } from "./whyEntries.ts";
import { words } from "./words.ts";

/** @throws ChainruleError if the language is none */
function checkLanguage(language: string): Language {
  const found = languages.find((each) => each === language);
  if (found === undefined)
    throw new ChainruleError("explain.choice", { name: "language", received: language, choices: languages });
  return found;
}

/**
 * Makes the tree of a log.
 *
 * @param options - language, digits, `node` for one node alone; `mark` to mark symbols in LaTeX, say with `\class{…}{…}`
 * @throws ChainruleError if the language is unknown, the digits are none, or there is no such node
 * @example
 * const { sections } = explainReport(explain(cost, feeds), { language: "zh", digits: 4 });
 */
export function explainReport(
  log: ExplainLog,
  options: ViewOptions & { readonly mark?: ReportContext["mark"] } = {},
): Report {
  const language = checkLanguage(options.language ?? "en");
  const { node } = options;
  if (node !== undefined) log.node(node);
  const own = words[language];
  const context: ReportContext = {
    log,
    words: own,
    language,
    digits: checkDigits(options.digits ?? 3),
    mark: options.mark ?? ((latex) => latex),
    node,
  };
  if (options.why !== undefined) return whyReport(context, options.why);
  const sections: Section[] = [
    { id: "forward", title: own.forward, entries: forwardEntries(context) },
    { id: "backward", title: own.backward, entries: backwardEntries(context) },
    { id: "update", title: own.updates, entries: updateEntries(context) },
    { id: "conventions", title: own.conventions, entries: conventionEntries(context) },
  ];
  const examples = log.exampleCount > 0 ? [own.examples(log.exampleCount)] : [];
  return {
    language,
    title: [own.title(log.stepNumber), ...examples].join(" · "),
    sections: sections.flatMap((section) => {
      const entries = section.entries.filter((entry) => node === undefined || entry.node === node);
      return entries.length === 0 ? [] : [{ ...section, entries }];
    }),
  };
}

function whyReport(context: ReportContext, place: string): Report {
  const { log, words: own, language } = context;
  const why = log.why(place);
  return {
    language,
    title: [own.title(log.stepNumber), own.examples(log.exampleCount)].join(" · "),
    sections: [{ id: "why", title: own.why(why.name), entries: whyEntries(context, why) }],
  };
}
