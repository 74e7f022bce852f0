// The site in Firefox: `node firefox.mjs FIREFOX < QUESTIONS` prints, a line a question, {what, seen,
// faults: [sentence]} as JSON. QUESTIONS are {address, started, pages, explorers, hostile, searches},
// made by tests/audit/__main__.py, which knows what is right without asking the site's scripts.
import { text } from "node:stream/consumers";
import puppeteer from "puppeteer-core";

const [executablePath] = process.argv.slice(2);
const given = JSON.parse(await text(process.stdin));
const { address, started, pages, explorers, hostile, searches } = given;
const WORDS = ".panel .words";
const pause = (ms) => new Promise((done) => setTimeout(done, ms));
let faults = []; // of the question that is being asked

/** Firefox in light or dark, with a page that tells whatever goes wrong in it. */
async function open(scheme) {
  const extraPrefsFirefox = {
    "layout.css.prefers-color-scheme.content-override": scheme === "dark" ? 0 : 1,
    "browser.cache.disk.enable": false, // else hundreds of visits wait for the disk
  };
  const browser = await puppeteer.launch({ browser: "firefox", executablePath, extraPrefsFirefox });
  const page = await browser.newPage();
  page.on("console", (m) => ["error", "warn"].includes(m.type()) && faults.push(`says: ${m.text()}`));
  page.on("pageerror", (error) => faults.push(`fails: ${error.message}`));
  page.on("response", (r) => r.status() >= 400 && faults.push(`gets ${r.status()} for ${r.url()}`));
  page.on("request", (r) => {
    if (!r.url().startsWith(address) && !r.url().startsWith("data:")) faults.push(`asks ${r.url()}`);
  });
  return { browser, page };
}

/** Ask one question; what it throws is a fault, too. */
async function ask(what, question) {
  faults = [];
  let seen = 0;
  try {
    seen = await question();
  } catch (error) {
    faults.push(error.message.split("\n")[0]);
  }
  console.log(JSON.stringify({ what, seen, faults }));
}

const should = (holds, sentence) => holds || faults.push(sentence);

/** What is to be seen of a page: runs in the browser. */
function look() {
  const shown = (selector) =>
    [...document.querySelectorAll(selector)].filter((e) => !e.closest("details:not([open])"));
  const name = (e) => e.outerHTML.slice(0, 80);
  const size = (e) => e.getBoundingClientRect();
  const formulas = shown("math");
  const pictures = shown("svg[role=img]");
  const tiny = [
    ...formulas.filter((e) => size(e).width < 4 || size(e).height < 5),
    // A stretched bracket or a fraction bar takes height that plain text would not.
    ...shown("math[display=block]:has(mfrac)").filter((e) => size(e).height <= 28),
    ...pictures.filter((e) => size(e).width < 300 || size(e).height < 100),
  ];
  const cut = pictures.flatMap((picture) => {
    const whole = size(picture);
    return [...picture.querySelectorAll("text")].filter((e) => {
      const part = size(e);
      return part.width && (part.left < whole.left - 1 || part.right > whole.right + 1
        || part.top < whole.top - 1 || part.bottom > whole.bottom + 1);
    });
  });
  return {
    scheme: document.body.dataset.mdColorScheme,
    title: document.querySelector("h1")?.getClientRects().length,
    formulas: formulas.length, pictures: pictures.length,
    tiny: tiny.map(name), cut: cut.map((e) => e.textContent),
    over: document.documentElement.scrollWidth - innerWidth,
  };
}

async function askPage(page, url, scheme, width) {
  await page.goto(address + url);
  await page.waitForSelector(`${started}:not(:has(.explorer:not(.alive)))`); // all scripts have run
  await page.evaluate(async () => {
    if (document.fonts.size) return; // it was in time
    const { href } = document.querySelector("link[as=font]");
    document.fonts.add(await new FontFace("STIX Two Math", `url(${href})`).load());
  });
  const seen = await page.evaluate(look);
  should(seen.title, "shows no heading");
  should(seen.scheme === (scheme === "dark" ? "slate" : "default"), `is ${seen.scheme}`);
  should(!seen.tiny.length, `shows without a real size: ${seen.tiny.join(", ")}`);
  should(!seen.cut.length, `cuts words in a figure: ${seen.cut.join(", ")}`);
  should(seen.over <= 0, `is ${seen.over} px wider than ${width} px`);
  return seen.formulas + seen.pictures;
}

const wordsOf = (page) => page.$eval(WORDS, (e) => e.textContent);

/** A number as the explorers write it: true minus, groups, 1.5·10⁻⁶. */
const toNumber = (words) => Number(
  words.replace(/[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]/g, (c) => "-0123456789"["⁻⁰¹²³⁴⁵⁶⁷⁸⁹".indexOf(c)])
    .replace("·10", "e").replace("−", "-").replace(/\s/g, ""));

async function askExplorer(page, { url, keys, state, read, values, near }) {
  const visit = async (hash) => {
    await page.goto("about:blank"); // else a new hash is no new visit
    await page.goto(address + url + hash);
    await page.waitForSelector(".explorer.alive .words");
  };
  const compare = async (how) => {
    const shown = (await page.$$eval(read, (all) => all.map((e) => e.textContent))).map(toNumber);
    const right = values.every((v, i) => Math.abs(v - shown[i]) <= near);
    should(right && shown.length === values.length, `${how} shows ${shown} and not ${values}`);
  };
  await visit("");
  const first = await wordsOf(page);
  await page.focus(".panel input[type=range]");
  for (const [key, times] of keys) for (let i = 0; i < times; i++) await page.keyboard.press(key);
  await compare("by keyboard");
  await pause(600); // the address is written at most every 0.4 s
  const written = await page.evaluate(() => location.hash);
  should(written === `#explore=${state}`, `keeps ${written} and not ${state}`);
  await visit(`#explore=${state}`);
  await compare("by its address");
  for (const hash of hostile) {
    await page.evaluate((value) => { location.hash = value; }, `explore=${hash}`);
    await pause(20); // for the event
    should((await wordsOf(page)) === first, `is moved by the address ${hash.slice(0, 60)}`);
  }
  return values.length;
}

async function askSearch(page, words, url) {
  await page.goto(address);
  await page.waitForSelector(started);
  await page.keyboard.press("/");
  await page.waitForSelector("[data-md-component=search-query]:focus");
  await page.keyboard.type(words);
  const found = (wanted) => [...document.querySelectorAll(".md-search-result__item")].slice(0, 3)
    .some((item) => item.querySelector("a").href.startsWith(wanted));
  await page.waitForFunction(found, { timeout: 10_000 }, address + url)
    .catch(() => should(false, `is not among the first three for ${words}`));
  await page.keyboard.press("Escape");
  await page.waitForFunction(() => !document.querySelector("#__search").checked, { timeout: 5000 });
  return 1;
}

/** From page to page without loading anew, and back. */
async function askNavigation(page, [from, to]) {
  await page.goto(address + from);
  await page.waitForSelector(started);
  await page.evaluate(() => { window.stillHere = true; });
  await page.click(`article a[href$="${to}"]`);
  await page.waitForFunction((url) => location.href.startsWith(url), {}, address + to);
  await page.waitForFunction(
    () => document.querySelector("article math")?.getBoundingClientRect().height > 5);
  should(!(await page.$(".explorer")) || from !== "", "keeps the explorer of the page before");
  await page.evaluate(() => history.back());
  await page.waitForSelector(".explorer.alive .words");
  should(await page.evaluate(() => window.stillHere), "loads a page anew");
  return 1;
}

/** Each program of a page, in one Python for all pages: the link there is put on the page before. */
async function askPrograms(page, url) {
  await page.evaluate((href) => {
    const article = document.querySelector("article");
    article.dataset.old = "";
    const link = Object.assign(document.createElement("a"), { href });
    article.append(link);
    link.click();
  }, address + url);
  await page.waitForSelector("article:not([data-old])");
  await page.$$eval("details", (all) => all.forEach((e) => { e.open = true; }));
  const programs = await page.$$("article .output");
  for (const program of programs) {
    await (await program.waitForSelector("button")).click();
    await page.waitForFunction(
      (e) => /^(?!Fetching|Starting|Running)./.test(e.querySelector("[role=status]")?.textContent ?? ""),
      { timeout: 120_000 }, program);
    const [own, here, said] = await program.evaluate((e) => [
      e.querySelector(":scope > pre > samp")?.textContent ?? "",
      e.querySelector(".here samp")?.textContent ?? "",
      e.querySelector("[role=status]").textContent,
    ]);
    should(own === here, `does not print what the page shows, but ${here} (${said})`);
  }
  return programs.length;
}

for (const scheme of ["light", "dark"]) {
  const { browser, page } = await open(scheme);
  for (const width of [1280, 360]) {
    await page.setViewport({ width, height: 800 });
    for (const url of pages) {
      await ask(`${url} ${scheme} ${width}`, () => askPage(page, url, scheme, width));
    }
  }
  if (scheme === "light") {
    await page.setViewport({ width: 1280, height: 800 });
    for (const explorer of explorers) {
      await ask(`explorer ${explorer.url}`, () => askExplorer(page, explorer));
    }
    for (const [words, url] of searches) await ask(`search ${url}`, () => askSearch(page, words, url));
    await page.goto(address);
    await page.waitForSelector(started);
    for (const url of pages.filter((name) => !name.endsWith(".html"))) {
      await ask(`programs ${url}`, () => askPrograms(page, url));
    }
    await ask("navigation", () => askNavigation(page, ["", "derivation/delta/"]));
  }
  await browser.close();
}
