// Starts the page's connection, and does what has to work without one: the banner of a lost connection, the theme, the key of the search.

const banner = document.getElementById("lost-connection");
const age = document.getElementById("lost-connection-age");
let lostAt = null;
let ageTimer = null;

function words(milliseconds) {
  const seconds = Math.floor(milliseconds / 1000);
  return seconds < 90 ? `${seconds} s` : `${Math.floor(seconds / 60)} min`;
}

// True if a key is a place or something in it: pruning leads to pruning.keep[0].
function leadsTo(place, key) {
  return key.startsWith(place) && (key.length === place.length || ".[".includes(key[place.length]));
}

function showLost() {
  if (lostAt !== null) return;
  lostAt = Date.now();
  age.textContent = words(0);
  ageTimer = setInterval(() => { age.textContent = words(Date.now() - lostAt); }, 1000);
  banner.hidden = false;
  document.documentElement.classList.add("is-disconnected");
}

function hideLost() {
  lostAt = null;
  clearInterval(ageTimer);
  banner.hidden = true;
  document.documentElement.classList.remove("is-disconnected");
}

function pause(milliseconds) {
  return new Promise(resolve => setTimeout(resolve, milliseconds));
}

// True if the server answers, also that somebody has to sign in; an error of a proxy in front of it does not count.
async function answers() {
  try {
    const answer = await fetch(location.href, { method: "HEAD", cache: "no-store", redirect: "manual" });
    return answer.status < 500;
  } catch {
    return false;
  }
}

// Tries until the server answers. A server that no longer knows this page was restarted, and one that refuses the connection although it answers
// does not know this session any more: the page is loaded anew.
async function reconnect() {
  for (let wait = 500; ; wait = Math.min(wait * 2, 8000)) {
    await pause(wait);
    try {
      if (await Blazor.reconnect()) return;
      location.reload();
      return;
    } catch {
      if (!await answers()) continue; // still unreachable
      location.reload();
      return;
    }
  }
}

// Loads the page anew as soon as the server answers at all.
async function reloadWhenReachable() {
  if (lostAt !== null) return;
  showLost();
  for (;;) {
    await pause(3000);
    if (!await answers()) continue;
    location.reload();
    return;
  }
}

window.zrepl = {
  // Called by the page once it is connected and listens.
  live() {
    document.documentElement.dataset.live = "true";
  },
  focusHeading() {
    document.querySelector("h1")?.focus();
  },
  // Goes to the first place of a form that one of these keys names, or to the nearest above a key that has none; what is folded away there opens.
  focusField(keys) {
    const fields = [...document.querySelectorAll("[data-field]")];
    const nearest = key => fields.filter(field => leadsTo(field.dataset.field, key)).reduce(
      (best, field) => best && best.dataset.field.length >= field.dataset.field.length ? best : field, null);
    const wanted = new Set(keys.map(nearest));
    const field = fields.find(one => wanted.has(one));
    if (!field) return;
    for (let fold = field.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
    const control = field.querySelector("input, select, textarea, button, a") ?? field;
    control.scrollIntoView({ block: "center" });
    control.focus({ preventScroll: true });
  },
  setTheme(word) {
    document.documentElement.dataset.theme = word;
    document.cookie = `zrepl-theme=${word}; path=/; max-age=31536000; samesite=lax`;
  },
};

document.addEventListener("keydown", event => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest("input, textarea, select, [contenteditable=true], [role=dialog]")) return;
  const target = document.querySelector(`[data-shortcut="${CSS.escape(event.key)}"]`);
  if (!target) return;
  event.preventDefault();
  target.focus();
});

Blazor.start({
  circuit: {
    reconnectionHandler: {
      onConnectionDown() { showLost(); reconnect(); },
      onConnectionUp: hideLost,
    },
  },
}).catch(reloadWhenReachable);

// A server that went away between the first bytes and the connection leaves a page that looks fine and is dead.
setTimeout(() => { if (!document.documentElement.dataset.live) reloadWhenReachable(); }, 15000);
