// What other programs, or somebody who means harm, may write where a text or a number belongs.

const DEEPEST = 20;
const PLAIN = ["ph", "ts", "dur", "pid", "tid", "name", "cat", "id", "scope"];

/** True if an event has an object or a list where a text or a number belongs: nobody knows which thread it is of, or when it was. */
export function isOdd(event) {
  if (event === null || typeof event !== "object" || Array.isArray(event)) return true;
  for (const key of PLAIN) if (isNested(event[key])) return true;
  return isNested(event.id2) && (Array.isArray(event.id2) || Object.values(event.id2).some(isNested));
}

/** The facts of an event; what is nested deeper than anybody reads, or calls can follow, is replaced by a word. */
export function factsOf(event) {
  const { args } = event;
  if (!isNested(args)) return {};
  for (const key in args) {
    if (isNested(args[key]) && !isShallow(args[key], DEEPEST)) return Object.fromEntries(Object.entries(args).map(([name, value]) => [name, isShallow(value, DEEPEST) ? value : "(nested too deeply)"]));
  }
  return args;
}

function isNested(value) {
  return value !== null && typeof value === "object";
}

function isShallow(value, levels) {
  return !isNested(value) || (levels > 0 && Object.values(value).every(inner => isShallow(inner, levels - 1)));
}
