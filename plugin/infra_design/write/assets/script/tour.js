// The tour: one stage at a time, with everything that stays at its place. Keys, slider, play, and a link to each stop.

const STAY = 3500;

// What scrolls can be reached by keyboard, and has a name.
function reach(room, name) {
  room.tabIndex = 0;
  set(room, { role: "group", "aria-label": `Diagram: ${name}` });
}

widget(".infra-tour", (tour, signal) => {
  const stops = [...tour.querySelectorAll(":scope > .infra-stop")];
  const room = (stop) => stop.querySelector(".infra-scroll");
  const asked = () => stops.findIndex((stop) => location.hash === `#${encodeURI(stop.id)}`);
  let at = -1;
  let timer = 0;

  const bar = make("div", { class: "infra-tools infra-steps", role: "group", "aria-label": "Tour" });
  const back = button(bar, "Back", () => go(at - 1));
  const slider = make("input", { type: "range", min: 0, max: stops.length - 1, value: 0, "aria-label": "Stage" });
  const marks = make("div", { class: "infra-marks" });
  const names = stops.map((stop, place) => button(marks, stop.dataset.title, () => go(place)));
  bar.append(make("div", { class: "infra-track" }, slider, marks));
  const next = button(bar, "Next", () => go(at + 1));
  const play = button(bar, "Play", () => run(!timer), { toggle: true });
  const said = make("p", { class: "infra-said", "aria-live": "polite" });

  function show(place) {
    if (place === at) return;
    const left = stops[at] && room(stops[at]).scrollLeft;
    at = place;
    stops.forEach((stop, one) => {
      stop.classList.toggle("infra-here", one === at);
      stop.inert = one !== at;
      names[one].setAttribute("aria-current", one === at ? "step" : "false");
    });
    room(stops[at]).scrollLeft = left || 0;
    const { title, said: news = "" } = stops[at].dataset;
    const words = `Stage ${at + 1} of ${stops.length}: ${title}`;
    slider.value = at;
    slider.setAttribute("aria-valuetext", words);
    said.textContent = news ? `${words}. ${news}.` : `${words}.`;
    back.disabled = at === 0;
    next.disabled = at === stops.length - 1;
    if (next.disabled) run(false);
  }

  function go(place) {
    const to = Math.max(0, Math.min(stops.length - 1, place));
    if (to === at) return;
    show(to);
    history.replaceState(history.state, "", location.pathname + location.search + `#${stops[at].id}`);
  }

  function run(on) {
    clearInterval(timer);
    timer = on ? setInterval(() => go(at + 1), STAY) : 0;
    if (on) go(at === stops.length - 1 ? 0 : at + 1);
    play.setAttribute("aria-pressed", !!timer);
    play.textContent = timer ? "Pause" : "Play";
  }

  slider.addEventListener("input", () => go(Number(slider.value)));
  addEventListener("keydown", (event) => {
    const from = document.activeElement;
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.matches("input, select, textarea")) return;
    if (from !== document.body && !tour.contains(from)) return;
    if (from.matches(".infra-scroll") && from.scrollWidth > from.clientWidth) return;
    const onward = getComputedStyle(tour).direction === "rtl" ? "ArrowLeft" : "ArrowRight";
    const to = { Home: 0, End: stops.length - 1 }[event.key] ?? at + (event.key === onward ? 1 : -1);
    if (!/^Arrow(Left|Right)$/.test(event.key) && !(tour.contains(from) && /^(Home|End)$/.test(event.key))) return;
    go(to);
    event.preventDefault();
  }, { signal });
  addEventListener("hashchange", () => asked() >= 0 && show(asked()), { signal });
  signal.addEventListener("abort", () => clearInterval(timer));
  for (const stop of stops) reach(room(stop), stop.dataset.title);
  tour.classList.add("infra-touring");
  tour.prepend(bar, said);
  show(Math.max(asked(), 0));
  reveal(stops[at].querySelector(".cards"));
  tour.classList.add("infra-moving"); // `show` has laid it out, so the first stop is there without fading in
});
