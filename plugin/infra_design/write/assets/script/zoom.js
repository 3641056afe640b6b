// A closer look: zoom, pan, fit, the whole screen, by keys, wheel, pointer and fingers.

const ICONS = {
  nearer: "M8 3v10M3 8h10",
  further: "M3 8h10",
  fit: "M3 6V3h3M10 3h3v3M13 10v3h-3M6 13H3v-3M6 6h4v4H6z",
  full: "M2 6V2h4M10 2h4v4M14 10v4h-4M6 14H2v-4",
  help: "M5.5 6a2.5 2.5 0 1 1 3.6 2.2Q8 8.8 8 10M8 13v.1",
};
const KEYS = {
  "+ − 0": "zoom, fit; also Ctrl or ⌘ and wheel, or two fingers",
  f: "whole screen",
  "← → ↑ ↓": "move; so does dragging",
  Tab: "from part to part; arrows from line to line",
  Enter: "explanation of a part",
  i: "its issues",
  Esc: "close",
};

widget(".infra-figure[data-stage]", (figure, signal) => {
  const svg = diagramOf(figure);
  const room = svg.parentNode;
  const [width, height] = [svg.viewBox.baseVal.width, svg.viewBox.baseVal.height];
  const tools = make("span", { class: "infra-zoom" });
  const isFull = () => figure.classList.contains("infra-full");
  const fitting = () => Math.min(room.clientWidth / width, isFull() ? room.clientHeight / height : 1);

  // Zoom to a scale; what is at a point of the window stays there.
  const zoomTo = (scale, x, y) => {
    const before = svg.getBoundingClientRect();
    const box = room.getBoundingClientRect();
    const [px, py] = [x ?? box.left + room.clientWidth / 2, y ?? box.top + room.clientHeight / 2];
    const at = [(px - before.left) / before.width, (py - before.top) / before.height];
    const wanted = Math.max(Math.min(fitting(), 1), Math.min(scale, 6));
    if (!isFull()) room.style.maxHeight = `${Math.max(room.clientHeight, innerHeight * 0.75)}px`;
    svg.style.cssText = `width: ${wanted * width}px; max-width: none; min-width: 0`;
    figure.classList.add("infra-zoomed");
    const after = svg.getBoundingClientRect();
    room.scrollLeft += after.left + at[0] * after.width - px;
    room.scrollTop += after.top + at[1] * after.height - py;
  };
  const zoom = (factor, x, y) => zoomTo((svg.getBoundingClientRect().width / width) * factor, x, y);
  const reset = () => {
    svg.style.cssText = room.style.maxHeight = "";
    figure.classList.remove("infra-zoomed");
  };
  const fit = () => {
    reset();
    if (isFull() || room.scrollWidth > room.clientWidth) zoomTo(fitting());
  };

  const setFull = (on) => {
    figure.classList.toggle("infra-full", on);
    full.setAttribute("aria-pressed", on);
    if (on) fit();
    else reset();
  };
  const toggleFull = () => {
    if (document.fullscreenElement) document.exitFullscreen();
    else if (isFull()) setFull(false);
    else if (document.fullscreenEnabled) figure.requestFullscreen().catch(() => setFull(true));
    else setFull(true);
  };
  figure.addEventListener("fullscreenchange", () => setFull(document.fullscreenElement === figure), { signal });

  const help = panel(figure, "keys", "Keys of the diagram");
  help.append(make("dl", {}, ...Object.entries(KEYS).map(([key, words]) => make("div", {}, make("dt", {}, make("kbd", {}, key)), make("dd", {}, words)))));
  button(tools, "Zoom in", () => zoom(1.25), { icon: ICONS.nearer });
  button(tools, "Zoom out", () => zoom(0.8), { icon: ICONS.further });
  button(tools, "Fit the whole diagram", fit, { icon: ICONS.fit });
  const full = button(tools, "Whole screen", toggleFull, { icon: ICONS.full, toggle: true });
  const ask = button(tools, "Keys", () => {
    help.hidden = !help.hidden;
    ask.setAttribute("aria-pressed", !help.hidden);
  }, { icon: ICONS.help, toggle: true });
  tools.append(help);
  toolbar(figure).append(tools);

  reach(room, titleOf(figure));
  room.addEventListener("wheel", (event) => {
    if (!event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    zoom(2 ** (-event.deltaY * (event.deltaMode ? 0.05 : 0.005)), event.clientX, event.clientY);
  }, { passive: false });

  // Two fingers zoom and move; one scrolls the page, or the diagram sideways.
  let apart = null;
  const touch = ({ touches: [one, two] }) => ({
    x: (one.clientX + two.clientX) / 2,
    y: (one.clientY + two.clientY) / 2,
    size: Math.hypot(one.clientX - two.clientX, one.clientY - two.clientY),
  });
  room.addEventListener("touchstart", (event) => (apart = event.touches.length === 2 ? touch(event) : null), { passive: true });
  room.addEventListener("touchmove", (event) => {
    if (!apart || event.touches.length !== 2) return;
    event.preventDefault();
    const now = touch(event);
    room.scrollLeft += apart.x - now.x;
    room.scrollTop += apart.y - now.y;
    zoom(now.size / apart.size, now.x, now.y);
    apart = now;
  }, { passive: false });

  let held = null;
  let dragged = false;
  room.addEventListener("dragstart", (event) => event.preventDefault());
  room.addEventListener("pointerdown", (event) => {
    dragged = false;
    if (event.pointerType !== "touch" && event.button === 0) held = [event.clientX, event.clientY, room.scrollLeft, room.scrollTop];
  });
  addEventListener("pointermove", (event) => {
    if (!held) return;
    const [dx, dy] = [event.clientX - held[0], event.clientY - held[1]];
    if (!dragged && Math.hypot(dx, dy) < 5) return;
    dragged = true;
    figure.classList.add("infra-dragged");
    room.scrollTo(held[2] - dx, held[3] - dy);
  }, { signal });
  addEventListener("pointerup", () => {
    held = null;
    figure.classList.remove("infra-dragged");
  }, { signal });
  room.addEventListener("click", (event) => {
    if (!dragged) return;
    event.preventDefault();
    event.stopPropagation();
  }, { capture: true });

  const move = (x, y) => {
    const before = room.scrollLeft + room.scrollTop;
    room.scrollBy(x, y);
    return before !== room.scrollLeft + room.scrollTop;
  };
  const keys = {
    "+": () => zoom(1.25),
    "=": () => zoom(1.25),
    "-": () => zoom(0.8),
    0: fit,
    f: toggleFull,
  };
  const ways = { ArrowLeft: [-60, 0], ArrowRight: [60, 0], ArrowUp: [0, -60], ArrowDown: [0, 60] };
  figure.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.matches("input, select, textarea")) return;
    const way = room.contains(event.target) && ways[event.key];
    if (keys[event.key]) keys[event.key]();
    else if (!way || !move(...way)) return;
    event.preventDefault();
  }, { signal });
  addEventListener("keydown", (event) => {
    const at = document.activeElement;
    if (event.key !== "Escape" || event.defaultPrevented || !(isFull() || at === document.body || figure.contains(at))) return;
    if (!help.hidden) ask.click();
    else if (figure.dataset.mode) leaveMode(figure);
    else if (isFull()) setFull(false);
  }, { signal });
});
