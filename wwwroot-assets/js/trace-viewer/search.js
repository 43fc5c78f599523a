// Finds spans by name, lane or anything that is told about them; `key=value` asks for one fact, "errors only" for what failed.

/** @returns {object[]} the spans that fit, by begin; all that fit nothing in particular: none */
export function search(model, text, errorsOnly = false) {
  const words = text.trim().toLowerCase().split(/\s+/).filter(word => word !== "");
  if (words.length === 0 && !errorsOnly) return [];
  return model.spans
    .filter(span => span.row !== -1 && (!errorsOnly || span.error) && words.every(word => fits(span, word)))
    .sort((a, b) => a.begin - b.begin || a.index - b.index);
}

function fits(span, word) {
  const equals = word.indexOf("=");
  if (equals > 0) {
    const key = word.slice(0, equals), value = word.slice(equals + 1);
    for (const [name, told] of Object.entries(span.args)) {
      const lower = name.toLowerCase();
      if ((lower === key || lower === `zrepl.${key}`) && String(told).toLowerCase().includes(value)) return true;
    }
    return span.name.toLowerCase().includes(word); // an argument of a command may look like it
  }
  if (span.name.toLowerCase().includes(word) || span.track.tid.toLowerCase().includes(word)) return true;
  for (const name in span.args) {
    if (name === "stack" || name === "path") continue; // made of the ids of others
    const told = span.args[name];
    if (typeof told === "string" ? told.toLowerCase().includes(word) : String(told).toLowerCase().includes(word)) return true;
  }
  return false;
}
