// Figures as people read them.

const NARROW = "\u202f", FIXED = "\u00a0";

/** A length of time in microseconds: `12.3 ms`, `4.21 s`, `3 min 20 s`. */
export function duration(us) {
  const size = Math.abs(us);
  if (size < 1) return `0${FIXED}µs`;
  if (size < 1e3) return `${digits(us)}${FIXED}µs`;
  if (size < 1e6) return `${digits(us / 1e3)}${FIXED}ms`;
  if (size < 60e6) return `${digits(us / 1e6)}${FIXED}s`;
  const seconds = Math.round(us / 1e6);
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return seconds % 60 === 0 ? `${minutes}${FIXED}min` : `${minutes}${FIXED}min ${seconds % 60}${FIXED}s`;
  return `${Math.floor(minutes / 60)}${FIXED}h ${minutes % 60}${FIXED}min`;
}

/** Three significant digits. */
export function digits(value) {
  const size = Math.abs(value);
  return value.toFixed(size >= 100 ? 0 : size >= 10 ? 1 : 2);
}

/** A mark on the time axis: as many digits as the step between marks needs. */
export function tick(us, step) {
  if (us === 0) return "0";
  const places = unit => Math.max(0, Math.min(6, Math.ceil(-Math.log10(step / unit) - 1e-9)));
  if (step < 1e3 && Math.abs(us) < 1e3) return `${us.toFixed(places(1))}${FIXED}µs`;
  if (step < 1e6 && Math.abs(us) < 1e6) return `${(us / 1e3).toFixed(places(1e3))}${FIXED}ms`;
  if (Math.abs(us) < 60e6 || step < 1e6) return `${(us / 1e6).toFixed(places(1e6))}${FIXED}s`;
  return duration(us);
}

/** Bytes in binary units. */
export function bytes(count) {
  const units = ["B", "KiB", "MiB", "GiB", "TiB", "PiB"];
  let size = count, unit = 0;
  while (size >= 1024 && unit < units.length - 1) {
    size /= 1024;
    unit++;
  }
  return `${unit === 0 ? Math.round(size) : digits(size)}${FIXED}${units[unit]}`;
}

/** Local time of a moment in microseconds since 1970, to the millisecond; empty if the file does not count from 1970. */
export function clock(us) {
  if (us < 1e15 || us > 8e15) return "";
  const moment = new Date(us / 1000);
  const two = value => String(value).padStart(2, "0");
  return `${two(moment.getHours())}:${two(moment.getMinutes())}:${two(moment.getSeconds())}.${String(moment.getMilliseconds()).padStart(3, "0")}`;
}

/** A count with thin spaces between thousands, and the word in the right number. */
export function count(number, word) {
  return `${grouped(number)}${FIXED}${word}${number === 1 ? "" : "s"}`;
}

export function grouped(number) {
  return String(number).replace(/\B(?=(\d{3})+(?!\d))/g, NARROW);
}

export function percent(part, whole) {
  const value = whole > 0 ? (part / whole) * 100 : 0;
  return `${value >= 10 ? Math.round(value) : value.toFixed(1)}${FIXED}%`;
}
