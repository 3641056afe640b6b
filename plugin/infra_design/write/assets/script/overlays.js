// What lies over a diagram: ways to look at it, and the evidence of an issue.

// Short words at the lower edge of parts; those of several instances in one card are joined.
function mark(figure, marks) {
  const { svg, found } = look(figure);
  svg.querySelector(":scope > .infra-marks")?.remove();
  const layer = draw("g", { class: "infra-marks", "aria-hidden": "true" });
  const at = new Map();
  for (const [id, [sign, text]] of Object.entries(marks)) {
    const shape = shapesOf(found, id).find((one) => one.matches(".card, .frame"));
    if (shape) at.set(shape, (at.get(shape) || new Map()).set(text, sign));
  }
  svg.append(layer);
  for (const [shape, texts] of at) {
    const all = [...texts.keys()];
    const text = draw("text", { y: 3.5, "text-anchor": "middle" }, all.join(", "));
    const plate = draw("rect", { y: -7.5, height: 15, rx: 7 });
    const group = draw("g", { class: `infra-mark infra-sign-${texts.get(all[0])}` }, plate, text);
    layer.append(group);
    const wide = text.getComputedTextLength() + 12;
    set(plate, { x: -wide / 2, width: wide });
    // At the lower edge of a card, and at the upper edge of a frame, where its cards are not; within it, if that is wide.
    const { x, y, width, height } = (shape.querySelector(".box") || shape).getBBox();
    const edge = shape.matches(".frame") ? Math.max(8, y + (width > 240 ? 10 : -4)) : y + height + 4;
    set(group, { transform: `translate(${x + width / 2} ${edge})` });
  }
  return at;
}

// What a legend, a list or an issue says, with a key to be rid of it.
function tell(figure, label, ...content) {
  const box = panel(figure, "told", "About the diagram");
  const close = make("p", { class: "infra-panel-head" }, make("b", {}, label));
  button(close, "Close", () => leaveMode(figure), { icon: "M4 4l8 8M12 4l-8 8" });
  box.replaceChildren(close, ...content);
  box.hidden = false;
  return box;
}

function view(figure, name) {
  const { svg, views } = look(figure);
  const [, title, legend, marks] = views.find((one) => one[0] === name);
  const usual = name === views[0][0];
  enter(figure, "view", () => {
    svg.classList.remove(`infra-view-${name}`);
    mark(figure, {});
    paint(svg, "infra-lit");
    panel(figure, "told").hidden = true;
    const choice = figure.querySelector(".infra-views");
    if (choice) choice.value = views[0][0];
    link(figure, "view", "");
  });
  svg.classList.add(`infra-view-${name}`);
  paint(svg, "infra-lit", [...mark(figure, marks).keys()]);
  const lines = legend.map(([sign, text]) => make("li", { class: sign ? `infra-sign-${sign}` : null }, text));
  tell(figure, title, make("ul", { class: "infra-legend" }, ...lines));
  figure.querySelector(".infra-views").value = name;
  link(figure, "view", usual ? "" : name);
}

// The issues of a part, to be lit one by one.
function listIssues(figure, title, issues) {
  enter(figure, "issues", () => (panel(figure, "told").hidden = true));
  const lines = issues.map((issue) => {
    const line = make("li", {}, badge(issue[2] ? "accepted" : issue[1]), " ");
    button(line, issue[3], () => light(figure, issue)).classList.add("infra-show");
    return line;
  });
  tell(figure, title, make("ul", { class: "infra-legend" }, ...lines));
  attend(figure);
}

// The evidence of an issue on the diagram: its subjects framed, what fails or goes down marked, its way traced.
function light(figure, issue) {
  const { svg, found } = look(figure);
  const [id, severity, accepted, name, anchor, subjects, evidence, wires] = issue;
  const [parts, lines, marks] = [new Set(subjects), new Set(wires), {}];
  for (const [kind, , instances, connections] of evidence) {
    for (const one of instances) {
      parts.add(one);
      if (kind === "cut") marks[one] = [kind, "✗ fails"];
      if (kind === "takes-down") marks[one] ||= ["down", "↓ goes down"];
    }
    for (const one of connections) lines.add(one);
  }
  const shapes = [...parts].flatMap((one) => shapesOf(found, one));
  const traced = [...lines].flatMap((one) => found.connections.get(one) || []);
  enter(figure, "issue", () => {
    svg.classList.remove("infra-focusing");
    for (const kind of ["infra-lit", "infra-subject"]) paint(svg, kind);
    mark(figure, {});
    panel(figure, "told").hidden = true;
    link(figure, "issue", "");
  });
  follow(figure, null);
  svg.classList.add("infra-focusing");
  paint(svg, "infra-lit", [...shapes, ...traced.flatMap((one) => [one, ...one.children])]);
  paint(svg, "infra-subject", subjects.flatMap((one) => shapesOf(found, one)));
  mark(figure, marks);
  const said = evidence.map(([, text]) => make("li", {}, text.replaceAll("`", "")));
  const target = document.getElementById(`${figure.dataset.stage}-${anchor}`) || document.getElementById(anchor);
  const more = make("p", {}, badge(accepted ? "accepted" : severity), " ");
  if (target) more.append(make("a", { href: `#${encodeURIComponent(target.id)}` }, "What it means and what to do"));
  tell(figure, name, make("ul", {}, ...said), more);
  link(figure, "issue", id);
  attend(figure);
  (shapes[0] || traced[0])?.scrollIntoView({ block: "nearest", inline: "center" });
}

// The keyboard goes on from what is told.
function attend(figure) {
  const head = panel(figure, "told").querySelector("b");
  head.tabIndex = -1;
  head.focus({ preventScroll: true });
}

const bring = (figure) => figure.scrollIntoView({ behavior: pace() });

widget(".infra-figure[data-facts]", (figure, signal) => {
  const { svg, said, views } = look(figure);
  const choice = make("select", { class: "infra-views" }, ...views.map(([name, title]) => make("option", { value: name }, title)));
  if (views.length) toolbar(figure).append(make("label", { class: "infra-choice" }, make("span", {}, "Show"), choice));
  choice.addEventListener("change", () => view(figure, choice.value));
  for (const shape of svg.querySelectorAll(".badges > [data-component]")) {
    const [title, , , issues] = saidOf(look(figure), shape);
    const open = () => listIssues(figure, title, issues);
    set(shape, { role: "button", tabindex: 0, "aria-label": `${shape.textContent} open issues: ${title}` });
    shape.addEventListener("click", open);
    shape.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" && event.key !== " ") return;
      event.preventDefault();
      open();
    });
  }
  onLink(figure, "issue", signal, (id) => {
    const issue = said.issues.find((one) => one[0] === id);
    if (!issue) return;
    light(figure, issue);
    bring(figure);
  });
  onLink(figure, "view", signal, (name) => views.some((one) => one[0] === name) && view(figure, name));
});

// From the list of issues to the diagram.
widget(".infra-issue[data-finding]", (article) => {
  for (const figure of document.querySelectorAll(".infra-figure[data-facts]")) {
    const issue = look(figure).said.issues.find((one) => one[0] === article.dataset.finding);
    if (!issue || ![issue[4], `${figure.dataset.stage}-${issue[4]}`].includes(article.id)) continue;
    const show = () => {
      light(figure, issue);
      bring(figure);
    };
    const key = button(article.querySelector(".infra-message"), "Show on the diagram", show);
    key.classList.add("infra-show");
    key.setAttribute("aria-label", `Show on the diagram: ${issue[3]}`);
    return;
  }
});
