// The worker of the theme's search, in the place of its own: which pages answer a query, in order.
//
// What is asked is one of many questions, so a page ranks by its words and, above all, by how else
// it is asked: what its front matter names as `asked`. The build puts MiniSearch above this script.

const SETUP = 0, READY = 1, QUERY = 2, RESULT = 3; // kinds of messages, as the theme counts them
const WORD = /[\p{L}\p{N}_]+(?:\.\p{N}+)?|\+=|-=|\*\*?/gu; // of a text or of code
const PART = new RegExp(`<[^>]*>|&\\w+;|${WORD.source}`, "gu"); // of HTML: tags, signs, words
const MOST = 10; // pages that are shown
const ASKED = 3; // times as much as all other words of a page counts how it is asked

// `sigmoid_prime` is found by "sigmoid prime", too, and "Newton's" by "newton".
const words = (text) =>
  (text.toLowerCase().replace(/['’]s\b/g, "").match(WORD) ?? []).flatMap((word) =>
    /._./.test(word) ? [word, ...word.split("_").filter(Boolean)] : [word]);
const plain = (html) =>
  html.replace(/<[^>]*>/g, " ").replace(/&lt;/g, "<").replace(/&gt;/g, ">").replace(/&amp;/g, "&");

const index = (fields) => new self.MiniSearch({
  fields,
  storeFields: ["page", "phrase", "size"],
  tokenize: words,
  searchOptions: {
    boost: { title: 2, headings: 1.5, asked: 3 },
    fuzzy: (word) => word.length > 4 && 0.2, // for a letter or two that are wrong
    prefix: (word, at, all) => at === all.length - 1 && word.length > 2, // is still being typed
    weights: { fuzzy: 0.3, prefix: 0.5 },
  },
});

let pages, phrases; // two indexes
let sections; // by page, each with its words and those of its blocks

function setUp(docs) {
  pages = index(["title", "headings", "asked", "text"]);
  phrases = index(["phrase"]);
  sections = new Map();
  for (const { location, title, text, asked } of docs) {
    const page = location.split("#")[0];
    if (!sections.has(page)) sections.set(page, []);
    const blocks =
      text.match(/<(p|li)\b.*?<\/\1>/gs) ?? text.match(/<pre\b.*?<\/pre>/gs) ?? [];
    sections.get(page).push({
      location, title, text, asked,
      words: new Set(words(plain(title))),
      blocks: blocks.map((html) => ({ html, words: new Set(words(plain(html))) })),
    });
  }
  let id = 0;
  for (const [page, [first, ...more]] of sections) {
    const asked = first.asked ?? [];
    pages.add({
      id: page, page, title: plain(first.title), asked: asked.join("\n"),
      headings: plain(more.map((section) => section.title).join("\n")),
      text: plain([first, ...more].map((section) => section.text).join("\n")),
    });
    for (const phrase of [plain(first.title), ...asked])
      phrases.add({ id: id++, page, phrase, size: new Set(words(phrase)).size });
  }
}

// What a word tells: one that all pages have tells nothing, one that none has tells most.
function weight(word) {
  const found = pages.search(word, { fuzzy: false, prefix: false }).length;
  return Math.log(1 + (sections.size - found + 0.5) / (found + 0.5));
}

function rank(query) {
  const size = new Set(words(query)).size;
  const best = new Map(); // the nearest way in which each page is asked
  for (const found of phrases.search(query)) {
    const same = new Set(found.queryTerms).size / Math.max(size, found.size);
    const score = found.score * Math.sqrt(same);
    if (!(best.get(found.page)?.score > score)) best.set(found.page, { ...found, score, same });
  }
  return pages.search(query)
    .map((found) => ({ ...found, by: best.get(found.page) }))
    .map((found) => ({ ...found, score: found.score + ASKED * (found.by?.score ?? 0) }))
    .sort((a, b) => b.score - a.score)
    .slice(0, MOST);
}

// Words that the best page has not, if it has too little of the query to be an answer.
function missing(query, best) {
  const asked = [...new Set(words(query))];
  const not = asked.filter((word) => !best.queryTerms.includes(word));
  const sum = (list) => list.reduce((total, word) => total + weight(word), 0);
  const all = sum(asked);
  return best.score < 20 * all && sum(not) > all / 4 ? not : [];
}

const SIGNS = { "<": "&lt;", ">": "&gt;", "&": "&amp;" };
const escape = (text) => text.replace(/[<>&]/g, (sign) => SIGNS[sign]);

// The page and its sections, as the theme shows them: what has the score of the page stands open.
function item({ page, score, terms, by }, above) {
  const known = new Set(terms);
  const mark = (html) =>
    html.replace(PART, (part) => known.has(part.toLowerCase()) ? `<mark>${part}</mark>` : part);
  const count = (set) => terms.filter((term) => set.has(term)).length;
  const [first, ...more] = sections.get(page).map((section) => {
    const [block] = [...section.blocks].sort((a, b) => count(b.words) - count(a.words));
    const value = 2 * count(section.words) + (block ? count(block.words) : 0);
    return { ...section, block, value };
  });
  more.sort((a, b) => b.value - a.value);
  const open = more[0]?.value > first.value ? more[0] : first;
  const other = by?.same >= 0.5 && plain(first.title) !== by.phrase
    ? `<p>Asked as: ${mark(escape(by.phrase))}</p>` : "";
  const shown = (section, value) => ({
    location: section.location, title: mark(section.title), score: value, terms: {},
    text: (section === open ? (above && `<p class=none>${above}</p>`) + other : "") + (section.block ? mark(section.block.html) : ""),
  });
  return [
    shown(first, score),
    ...more.filter((section) => section === open || section.value * 2 > open.value).slice(0, 4)
      .map((section) => shown(section, section === open ? score : score / 2)),
  ];
}

function answer(query) {
  if (!words(query).length) return { items: [] };
  const ranked = rank(query);
  if (!ranked.length) {
    const [[page]] = sections;
    const none = "No page here has any of these words. This is where the site begins:";
    return { items: [item({ page, score: 1, terms: [] }, none)] };
  }
  const not = missing(query, ranked[0]).map((word) => `“${word}”`).join(", ");
  const nearest = not && `No page here answers this: ${not} is missing. The nearest:`;
  const [last] = query.toLowerCase().match(/[\p{L}\p{N}_]{3,}$/u) ?? [""];
  const [whole] = last ? pages.autoSuggest(last, { fuzzy: false, prefix: true }) : [];
  return {
    items: ranked.map((found, i) => item(found, i ? "" : nearest)),
    suggest: whole ? [whole.suggestion] : [],
  };
}

self.addEventListener("message", ({ data: { type, data } }) => {
  if (type === SETUP) setUp(data.docs);
  postMessage(type === QUERY ? { type: RESULT, data: answer(data) } : { type: READY });
});
