// Lighthouse, in its mobile profile: `node lighthouse.mjs CHROMIUM RUNS URL…` prints, a line a page,
// {url, scores: {category: [of each run]}, faults: [what cost points]} as JSON.
import lighthouse from "lighthouse";
import puppeteer from "puppeteer-core";

const [executablePath, runs, ...urls] = process.argv.slice(2);
const args = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"];
const browser = await puppeteer.launch({ executablePath, args });
const { port } = new URL(browser.wsEndpoint());

for (const url of urls) {
  const scores = {};
  const faults = new Set();
  for (let run = 0; run < runs; run++) {
    // Only the speed differs from run to run; the rest is looked at once.
    const onlyCategories = run ? ["performance"] : undefined;
    const { lhr } = await lighthouse(url, { port, onlyCategories, logLevel: "error" });
    if (lhr.runtimeError) faults.add(lhr.runtimeError.message);
    for (const { id, score, auditRefs } of Object.values(lhr.categories)) {
      (scores[id] ??= []).push(Math.round(100 * score));
      const least = id === "performance" ? 0.9 : 1;
      for (const ref of auditRefs.filter((r) => r.weight)) {
        const { title, score, displayValue = "" } = lhr.audits[ref.id];
        if (score !== null && score < least) faults.add(`${title} ${displayValue}`.trim());
      }
    }
  }
  console.log(JSON.stringify({ url, scores, faults: [...faults] }));
}
await browser.close();
