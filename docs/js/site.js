// A table that is wider than the page scrolls in a box, which the keyboard has to reach.
const wide = new ResizeObserver((boxes) => {
  for (const { target: box } of boxes) box.tabIndex = box.scrollWidth > box.clientWidth ? 0 : -1;
});

// A program of the page is run and edited where it stands, but not from a disk, where browsers
// refuse workers. How, js/run.js knows, which comes at the first click.
const offer = (text, what, element, name = "") => {
  const button = document.createElement("button");
  Object.assign(button, { type: "button", textContent: text });
  if (name) button.ariaLabel = `${text} ${name}`;
  // The second of a double click would undo the first.
  button.onclick = ({ detail }) => detail !== 2 && import("./run.js").then(
    (run) => element.isConnected && run[what](element),
    () => {
      const words = "What is needed could not be fetched. Try again, or reload the page.";
      (element.querySelector("[role=status]") ?? button).textContent = words;
    },
  );
  return button;
};

const equip = () => {
  if (location.protocol === "file:") return;
  let n = 0;
  for (const row of document.querySelectorAll(".output > p:first-child")) {
    const output = row.parentElement;
    const name = output.dataset.output ?? `cell ${(n += 1)}`;
    if (output.dataset.name) continue;
    output.dataset.name = name;
    row.append(offer("Run", "run", output, name), offer("Edit", "edit", output, name));
    // What is said there is only heard if its place was there before.
    output.insertAdjacentHTML("beforeend", '<div class="here"><p role="status"></p></div>');
  }
  for (const words of document.querySelectorAll("[data-change]:not(:has(button))")) {
    words.append(" ", offer("Change it here", "change", words));
  }
  try {
    const edited = `edit ${location.pathname} `;
    if (Object.keys(sessionStorage).some((key) => key.startsWith(edited))) {
      import("./run.js").then((run) => run.restore(), () => {});
    }
  } catch {} // a browser that keeps nothing
};

const reach = () => {
  for (const box of document.querySelectorAll(".md-typeset__scrollwrap:not([role])")) {
    box.setAttribute("role", "group");
    wide.observe(box);
  }
};
new MutationObserver(reach).observe(document.body, { childList: true, subtree: true });
reach();
equip();

// A maths font that came too late for the first page (see overrides/main.html) is on for the next.
let first = true;
window.document$?.subscribe(async () => {
  equip();
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

// The theme searches when a key is let go: not for what is pasted or spoken. And it keeps the list
// where it was, with the best of a new query out of sight.
addEventListener("input", ({ target }) => {
  if (target.name !== "query") return;
  target.dispatchEvent(new KeyboardEvent("keyup"));
  document.querySelector(".md-search__scrollwrap").scrollTop = 0;
});

// On a phone it puts the page back where it was when the search closes, and so does not arrive at a
// section of the same page.
addEventListener("click", ({ target }) => {
  const { hash, pathname } = target.closest?.(".md-search-result__link") ?? {};
  if (!hash || pathname !== location.pathname || !matchMedia("(max-width: 60em)").matches) return;
  setTimeout(() => document.getElementById(decodeURIComponent(hash.slice(1)))
    ?.scrollIntoView({ behavior: "instant" }), 800); // by then the page is a new one, and at rest
});
