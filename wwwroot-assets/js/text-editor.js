// A text area with line numbers for files of many lines. The text lives here: it is handed over in whole when it is asked for, since what is typed
// into a long file must not travel with every key.

const pauseBeforeNotice = 300;
const indentUnit = 2;

export function open(root, page, label) {
  const area = root.querySelector("textarea");
  const numbers = root.querySelector(".editor-numbers");
  let marks = new Map();
  let notice = null;

  const draw = () => {
    const count = area.value.split("\n").length;
    if (numbers.childElementCount !== count || marks.isDirty) {
      const lines = document.createDocumentFragment();
      for (let line = 1; line <= count; line++) {
        const number = document.createElement("span");
        number.textContent = line;
        const mark = marks.get(line);
        if (mark) number.className = mark;
        lines.append(number);
      }
      numbers.replaceChildren(lines);
      marks.isDirty = false;
    }
    numbers.style.setProperty("--scrolled", `${-area.scrollTop}px`);
  };

  const changed = () => {
    draw();
    clearTimeout(notice);
    notice = setTimeout(() => page.invokeMethodAsync("Edited"), pauseBeforeNotice);
  };

  // A new line begins where the line before begins; behind a key without a value one step further in.
  const breakLine = event => {
    if (event.key !== "Enter" || event.shiftKey || event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
    const before = area.value.slice(0, area.selectionStart);
    const line = before.slice(before.lastIndexOf("\n") + 1);
    const indent = /^ */.exec(line)[0] + (/:\s*$/.test(line) ? " ".repeat(indentUnit) : "");
    if (indent.length === 0) return;
    event.preventDefault();
    document.execCommand("insertText", false, "\n" + indent); // keeps the undo of the browser
  };

  area.addEventListener("input", changed);
  area.addEventListener("scroll", draw, { passive: true });
  area.addEventListener("keydown", breakLine);
  area.setAttribute("aria-label", label);
  draw();

  return {
    setText(text) {
      area.value = text;
      area.scrollTop = 0;
      draw();
    },
    // As bytes: what is longer than a message of the connection travels in pieces. A byte order mark in front, which its reader takes off, since
    // nothing at all cannot travel that way.
    text() {
      return new TextEncoder().encode("\ufeff" + area.value);
    },
    mark(lines) {
      marks = new Map(lines.map(({ line, kind }) => [line, kind]));
      marks.isDirty = true;
      draw();
    },
    goTo(line, column) {
      const lines = area.value.split("\n");
      const start = lines.slice(0, line - 1).reduce((sum, text) => sum + text.length + 1, 0) + Math.min(column - 1, lines[line - 1]?.length ?? 0);
      area.focus();
      area.setSelectionRange(start, start);
      const height = parseFloat(getComputedStyle(area).lineHeight);
      area.scrollTop = Math.max(0, (line - 1) * height - area.clientHeight / 2);
    },
    close() {
      clearTimeout(notice);
      area.removeEventListener("input", changed);
      area.removeEventListener("scroll", draw);
      area.removeEventListener("keydown", breakLine);
    },
  };
}
