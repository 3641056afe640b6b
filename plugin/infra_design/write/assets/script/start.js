// Begin with the page; again on each page that Material's or Zensical's instant navigation brings.
addEventListener("DOMContentLoaded", refresh);
if (document.readyState !== "loading") refresh();
addEventListener("load", () => window.document$?.subscribe(refresh));
window.infraDesign = { refresh };
