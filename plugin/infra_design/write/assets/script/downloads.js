// A picture of a diagram in points, twice its size, in the colors that it has now: from the file beside it.

async function loaded(address) {
  const image = new Image();
  image.src = address;
  await image.decode();
  return image;
}

async function picture(figure, file) {
  const look = getComputedStyle(diagramOf(figure));
  const text = await (await fetch(file)).text();
  const names = new Set(text.match(/--diagram-[a-z-]+/g));
  const colors = [...names].map((name) => `${name}: ${look.getPropertyValue(name)};`).join(" ");
  const own = URL.createObjectURL(new Blob([text.replace("</style>", `svg.infra-diagram { background: none; ${colors} }</style>`)], { type: "image/svg+xml" }));
  // Where a policy does not let a page make pictures, the file itself is one, in the colors of the system.
  const image = await loaded(own).catch(() => loaded(file));
  URL.revokeObjectURL(own);
  const { width, height } = diagramOf(figure).viewBox.baseVal;
  const canvas = make("canvas", { width: width * 2, height: height * 2 });
  const pen = canvas.getContext("2d");
  pen.fillStyle = look.getPropertyValue("--diagram-paper");
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve) => canvas.toBlob(resolve));
}

widget(".infra-downloads", (list) => {
  const figure = list.closest(".infra-figure");
  const svg = list.querySelector("a[href$='.svg']");
  const item = make("li");
  button(item, "PNG", async () => {
    const made = URL.createObjectURL(await picture(figure, svg.href));
    make("a", { href: made, download: svg.href.replace(/^.*\/|\.svg$/g, "") + ".png" }).click();
    setTimeout(() => URL.revokeObjectURL(made), 10000);
  });
  item.append(" twice the size, in these colors");
  svg.closest("li").after(item);
});
