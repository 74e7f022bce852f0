// A table that is wider than the page scrolls in a box, which the keyboard has to reach.
const wide = new ResizeObserver((boxes) => {
  for (const { target: box } of boxes) box.tabIndex = box.scrollWidth > box.clientWidth ? 0 : -1;
});

const reach = () => {
  for (const box of document.querySelectorAll(".md-typeset__scrollwrap:not([role])")) {
    box.setAttribute("role", "group");
    wide.observe(box);
  }
};
new MutationObserver(reach).observe(document.body, { childList: true, subtree: true });
reach();

// A maths font that came too late for the first page (see overrides/main.html) is on for the next.
let first = true;
window.document$?.subscribe(async () => {
  const link = document.querySelector("link[as=font]");
  if (!first && link && !document.fonts.size) {
    document.fonts.add(await new FontFace("STIX Two Math", `url(${link.href})`).load());
  }
  first = false;
});

// The theme's switch of the scheme answers to Enter, but is a radio button that a space only marks.
addEventListener("keydown", (event) => {
  if (event.key !== " " || !event.target.matches("[name=__palette]")) return;
  event.preventDefault();
  event.target.nextElementSibling.click();
});
