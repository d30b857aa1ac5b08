import { makeOption, type OptionSpec } from "../spec/optionSpec.ts";

/** Numbers of further inputs by name: for each sequence a flat list. */
export type NumberLists = Readonly<Record<string, readonly ArrayLike<number>[]>>;

type List = ArrayLike<number>;

function isList(value: unknown): value is List {
  if (ArrayBuffer.isView(value) && !(value instanceof DataView)) return true;
  return Array.isArray(value) && value.every((item) => typeof item === "number");
}

/** An option that is an object of lists of numbers, one list for each name. */
export function namedLists(): OptionSpec<Readonly<Record<string, List>>> {
  return makeOption<Readonly<Record<string, List>>>(
    { default: {}, en: "Numbers of the other inputs by name.", zh: "其他输入的数值，按名称给出。" },
    {
      expected: { en: "flat lists of numbers by the inputs' names", zh: "按输入名称给出的数的列表" },
      schema: {},
      read: (value) => (isRecordOf(value, isList) ? value : undefined),
    },
  );
}

/** The same with a list for each of several sequences. */
export function namedListsOfRows(): OptionSpec<NumberLists> {
  return makeOption<NumberLists>(
    {
      default: {},
      en: "Numbers of the other inputs by name, a list for each prompt.",
      zh: "其他输入的数值，每个提示一个列表。",
    },
    {
      expected: {
        en: "lists of flat lists of numbers by the inputs' names",
        zh: "按输入名称给出的列表，每个提示一个数的列表",
      },
      schema: {},
      read: (value) => (isRecordOf(value, isListOfLists) ? value : undefined),
    },
  );
}

function isListOfLists(value: unknown): value is readonly List[] {
  return Array.isArray(value) && value.every(isList);
}

function isRecordOf<T>(value: unknown, fits: (item: unknown) => item is T): value is Readonly<Record<string, T>> {
  return typeof value === "object" && value !== null && !Array.isArray(value) && Object.values(value).every(fits);
}
