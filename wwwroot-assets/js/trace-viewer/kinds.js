// What a span is about, by its name: gives it its colour, and words that are shorter than its name.

const RULES = [
  ["wait", /WaitReady|semaphore|WaitForConnectivity|^wait/],
  ["zfs", /^(zfscmd( |#|$)|zfs |zpool )/],
  ["prune", /prun/i],
  ["snapshot", /snap|hook|^periodic/i],
  ["rpc", /^(rpc|handler|client( |#|$))/],
  ["plan", /^plan|list filesystems|list-receiver|compute-size-estimate/],
  ["send", /^(replication|do-repl|repl-fs|step |&report\.StepInfo)/],
  ["clean", /cleanup-stale|list-abstractions/],
  ["job", /^(active-side-job|passive-side-job|snap-job|invocation|schedule|pause|internal\/cli)/],
];

/** Every kind there is, with the word for people. */
export const KINDS = {
  job: "job and run", snapshot: "snapshots", plan: "planning", send: "replication", zfs: "zfs commands", rpc: "calls between machines",
  prune: "pruning", clean: "holds and cursors", wait: "waiting", other: "other",
};

const FOREIGN = ["plan", "send", "zfs", "snapshot", "prune", "rpc", "clean"];
const known = new Map();

/** The kind of a span. */
export function kindOf(span) {
  const key = span.category === "" ? span.name : `${span.category}\n${span.name}`;
  let kind = known.get(key);
  if (kind === undefined) {
    if (known.size > 50_000) known.clear();
    kind = RULES.find(([, pattern]) => pattern.test(span.name))?.[0] ?? FOREIGN[hash(span.category || span.name) % FOREIGN.length];
    known.set(key, kind);
  }
  return kind;
}

/** The name as it is drawn: without what stands around it anyway. */
export function shortName(name) {
  return name.replace(/^zfscmd (?=z)/, "").replace(/^(github\.com|internal)\/(?:[^ ]*\/)?/, "");
}

/** The name without what differs from one to the next, so that equal work adds up: datasets, snapshots, numbers. */
export function groupName(name) {
  if (/^(zfscmd )?(zfs|zpool) /.test(name)) {
    const [program, verb, ...rest] = name.replace(/^zfscmd /, "").split(" ");
    return `${program} ${verb}${verb === "send" && rest.some(argument => /^-[a-zA-Z]*n/.test(argument)) ? " -n (size)" : ""}`;
  }
  return name
    .replace(/#\d+$/, "")
    .replace(/^(step |&report\.StepInfo).*/, "step")
    .replace(/^(repl-fs|snapshots?|handler|client|active-side-job|passive-side-job|snap-job) .+/, "$1")
    .replace(/^invocation-\d+$/, "invocation");
}

/** The `zfs` or `zpool` command line of a span, or null. */
export function commandOf(span) {
  return /^(?:zfscmd )?((?:zfs|zpool) .+)/s.exec(span.name)?.[1] ?? null;
}

function hash(text) {
  let sum = 7;
  for (let at = 0; at < text.length; at++) sum = (sum * 31 + text.charCodeAt(at)) >>> 0;
  return sum;
}
