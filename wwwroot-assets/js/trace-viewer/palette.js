// The colours of the theme, as the canvas needs them.

import { KINDS } from "./kinds.js";

const NAMES = ["background", "surface", "raised", "hover", "ink", "muted", "line", "edge", "accent", "on-accent", "accent-tint", "failed", "failed-tint", "late", "running"];

/** Reads the colours in force. */
export function readPalette(host) {
  const style = getComputedStyle(host);
  const colours = Object.fromEntries(NAMES.map(name => [name, style.getPropertyValue(`--z-${name}`).trim() || "#888"]));
  const kinds = Object.fromEntries(Object.keys(KINDS).map(kind => [kind, style.getPropertyValue(`--trace-${kind}`).trim() || "#888"]));
  return { ...colours, kinds, onKind: style.getPropertyValue("--trace-text").trim() || colours.ink, font: style.fontFamily, code: style.getPropertyValue("--z-code-font") || "monospace" };
}

/** Tells when the theme changes. Returns a way to stop. */
export function watchTheme(changed) {
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const observer = new MutationObserver(changed);
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"] });
  dark.addEventListener("change", changed);
  return () => {
    observer.disconnect();
    dark.removeEventListener("change", changed);
  };
}
