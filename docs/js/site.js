// A table that is wider than the page scrolls in a box, which the keyboard has to reach.
const wide = new ResizeObserver((boxes) => {
  for (const { target: box } of boxes) box.tabIndex = box.scrollWidth > box.clientWidth ? 0 : -1;
});

// The theme puts a <nav> with a copy button above each code block, so that a page has a dozen
// landmarks without a name. They are none.
const calm = () => {
  for (const nav of document.querySelectorAll("nav.md-code__nav:not([role])")) {
    nav.setAttribute("role", "none");
  }
  for (const box of document.querySelectorAll(".md-typeset__scrollwrap:not([role])")) {
    box.setAttribute("role", "group");
    wide.observe(box);
  }
};
new MutationObserver(calm).observe(document.body, { childList: true, subtree: true });
calm();

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
