// When a page can be read on a slow phone: `node slow.mjs CHROMIUM RUNS URL…` prints, a line a page,
// {url, runs: [{text, formula}]} as JSON, in ms since the page was asked for; null is never.
import puppeteer from "puppeteer-core";

const NETWORK = { latency: 560, download: 1.5e6 / 8, upload: 1.5e6 / 8 }; // ms, bytes a second
const SLOWER = 4; // times, the processor
const PHONE = { width: 412, height: 823, isMobile: true, hasTouch: true };

// The first text is there at the first contentful paint. A formula can be read when the browser has
// painted its first letter, by its own word (Element Timing): laid out is not enough, because text
// may wait unseen for its font. The last formula is the last in the page that is not folded away.
// Only what lies in the window is painted, so the window is as tall as the page, which is more work
// than a reader's. A table is put into a box later, and painted again: the first time counts. Which font it is painted in is left out: one that comes late stays away, or
// moves the page by less than the layout shift that tests/budget.toml allows.
function watch() {
  window.painted = new Map();
  window.letter = () => {
    const formulas = [...document.querySelectorAll("math:not(details:not([open]) *)")];
    const parts = [...(formulas.pop()?.querySelectorAll("*") ?? [])];
    return parts.find((e) => !e.firstElementChild && e.textContent.trim());
  };
  const mark = () => letter()?.setAttribute("elementtiming", ""); // as the page comes in
  new MutationObserver(mark).observe(document, { childList: true, subtree: true });
  new PerformanceObserver((list) => {
    for (const { element, renderTime } of list.getEntries()) {
      if (!painted.has(element)) painted.set(element, renderTime);
    }
  }).observe({ type: "element", buffered: true });
}

const moments = () => ({
  text: performance.getEntriesByName("first-contentful-paint")[0].startTime,
  formula: letter() && (painted.get(letter()) ?? null), // none in a page without formulas
});

const [executablePath, runs, ...urls] = process.argv.slice(2);
const browser = await puppeteer.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu"] });

/** Visit `url` with nothing remembered, in a window of the given height, and take a look. */
async function visit(url, height, slow, look) {
  const context = await browser.createBrowserContext();
  const page = await context.newPage();
  await page.setViewport({ ...PHONE, height });
  if (slow) {
    await page.emulateNetworkConditions(NETWORK);
    await page.emulateCPUThrottling(SLOWER);
    await page.evaluateOnNewDocument(watch);
  }
  await page.goto(url, { waitUntil: "networkidle0", timeout: 120_000 });
  const seen = await page.evaluate(look);
  await context.close();
  return seen;
}

for (const url of urls) {
  const height = await visit(url, PHONE.height, false, () => document.body.scrollHeight);
  const found = [];
  for (let run = 0; run < runs; run++) found.push(await visit(url, height, true, moments));
  console.log(JSON.stringify({ url, runs: found }));
}
await browser.close();
