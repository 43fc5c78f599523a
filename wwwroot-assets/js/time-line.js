// Chooses a part of a time line with the pointer. What is being chosen is drawn here, since it must follow the pointer; what was chosen is told to the page.

const shortest = 6; // pixels: less is a click

export function open(root, page) {
  const shade = document.createElement("div");
  shade.className = "timeline-chosen";
  let drag = null;

  const track = event => event.target.closest?.("[data-brush]");
  const place = event => Math.min(Math.max(event.clientX - drag.box.left, 0), drag.box.width);

  const draw = () => {
    const outer = root.getBoundingClientRect();
    shade.style.left = `${drag.box.left - outer.left + Math.min(drag.from, drag.to)}px`;
    shade.style.width = `${Math.abs(drag.to - drag.from)}px`;
    shade.hidden = Math.abs(drag.to - drag.from) < shortest;
  };

  const begin = event => {
    if (event.button !== 0 || event.pointerType === "touch" || !track(event)) return; // a finger scrolls the page; there are buttons for it
    drag = { box: track(event).getBoundingClientRect(), pointer: event.pointerId };
    drag.from = drag.to = place(event);
    root.append(shade);
    root.setPointerCapture(event.pointerId);
    draw();
    event.preventDefault(); // no text is selected meanwhile
  };

  const move = event => {
    if (drag?.pointer !== event.pointerId) return;
    drag.to = place(event);
    draw();
  };

  const give = () => {
    drag = null;
    shade.remove();
  };

  const end = event => {
    if (drag?.pointer !== event.pointerId) return;
    const { from, to, box } = drag;
    give();
    if (Math.abs(to - from) >= shortest) page.invokeMethodAsync("Choose", 100 * Math.min(from, to) / box.width, 100 * Math.max(from, to) / box.width);
  };

  const escape = event => {
    if (event.key === "Escape" && drag) give();
  };

  root.addEventListener("pointerdown", begin);
  root.addEventListener("pointermove", move);
  root.addEventListener("pointerup", end);
  root.addEventListener("pointercancel", give);
  document.addEventListener("keydown", escape);

  return {
    close() {
      give();
      root.removeEventListener("pointerdown", begin);
      root.removeEventListener("pointermove", move);
      root.removeEventListener("pointerup", end);
      root.removeEventListener("pointercancel", give);
      document.removeEventListener("keydown", escape);
    },
  };
}
