// Keeps the table of jobs still while somebody points at it or works in it with the keyboard: what stands above it keeps its height, and the page is
// told not to change the order. A button must not move away from under the pointer, nor another one get there.

const roomOfTransfers = 1 / 3; // of the window at most, also after the busiest night

export function open(table, page) {
  const above = document.getElementById("above-jobs");
  const transfers = document.getElementById("transfers");
  let isPointedAt = table.matches(":hover"), isHeld = false, isOpen = true;

  const look = () => {
    if (!isOpen) return;
    const holds = isPointedAt || table.querySelector(":focus-visible") !== null;
    if (holds === isHeld) return;
    isHeld = holds;
    above.style.height = holds ? `${above.getBoundingClientRect().height}px` : "";
    above.classList.toggle("is-held", holds);
    page.invokeMethodAsync("Hold", holds).catch(() => {}); // without a connection nothing changes places either
  };
  const enter = () => { isPointedAt = true; look(); };
  const leave = () => { isPointedAt = false; look(); };
  const blur = () => setTimeout(look); // the focus may only go to another row

  // The room that transfers took once stays theirs: they come and go all day.
  const grown = new ResizeObserver(() => {
    const room = Math.min(transfers.offsetHeight, Math.round(innerHeight * roomOfTransfers));
    if (room > (parseFloat(transfers.style.minHeight) || 0)) transfers.style.minHeight = `${room}px`;
  });

  table.addEventListener("pointerenter", enter);
  table.addEventListener("pointerleave", leave);
  table.addEventListener("focusin", look);
  table.addEventListener("focusout", blur);
  grown.observe(transfers, { box: "border-box" });
  look();

  return {
    close() {
      isOpen = false;
      grown.disconnect();
      table.removeEventListener("pointerenter", enter);
      table.removeEventListener("pointerleave", leave);
      table.removeEventListener("focusin", look);
      table.removeEventListener("focusout", blur);
    },
  };
}
