// Two stages: both in one diagram, or side by side, where one moves with the other.

widget(".infra-compare", (compare) => {
  const bar = make("div", { class: "infra-tools", role: "group", "aria-label": "Diagrams" });
  const keys = { both: "In one diagram", beside: "Side by side" };
  const show = (view) => {
    compare.dataset.view = view;
    for (const key of bar.children) key.setAttribute("aria-pressed", key.dataset.view === view);
  };
  for (const [view, label] of Object.entries(keys)) {
    button(bar, label, () => show(view), { toggle: true }).dataset.view = view;
  }
  for (const figure of compare.querySelectorAll("figure")) {
    reach(figure.querySelector(".infra-scroll"), figure.querySelector("figcaption").textContent);
  }
  const rooms = compare.querySelectorAll(".infra-beside .infra-scroll");
  for (const room of rooms) {
    room.addEventListener("scroll", () => {
      for (const other of rooms) if (other.scrollLeft !== room.scrollLeft) other.scrollLeft = room.scrollLeft;
    });
  }
  compare.prepend(bar);
  show("both");
});
