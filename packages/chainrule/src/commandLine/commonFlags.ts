import { type Language, languages } from "@chainrule/core";
import { choiceFlag, type Flag, switchFlag } from "./flag.ts";

/** The flags that every command has. */
export const commonFlags: {
  readonly json: Flag<true>;
  readonly lang: Flag<Language>;
  readonly debug: Flag<true>;
  readonly help: Flag<true>;
} = {
  json: switchFlag({
    en: "one JSON object a line on standard output, nothing else there",
    zh: "标准输出上每行一个 JSON 对象，别无他物",
  }),
  lang: choiceFlag("en|zh", languages, {
    en: "language of texts (default: from LC_ALL, LANG)",
    zh: "文本语言（默认取自 LC_ALL、LANG）",
  }),
  debug: switchFlag({ en: "stack traces with errors", zh: "出错时显示调用栈" }),
  help: switchFlag({ en: "this help", zh: "显示本帮助" }, "h"),
};
