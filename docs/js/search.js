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
    // For a letter or two that are wrong, and two that are swapped if the word is not known.
    fuzzy: (word) => word.length > 4 && (word.length > 7 || written.has(word) ? 0.2 : 0.3),
    // The last word is still being typed.
    prefix: (word, at, all) => at === all.length - 1 && (word.length > 2 || !written.has(word)),
    weights: { fuzzy: 0.3, prefix: 0.5 },
  },
});

let pages, phrases; // two indexes
let sections; // by page, each with its words and those of its blocks
let written; // all words of titles and texts, with how often they stand there
let weights; // see below

function setUp(docs) {
  pages = index(["title", "headings", "asked", "text"]);
  phrases = index(["phrase"]);
  sections = new Map();
  written = new Map();
  weights = new Map();
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
  const titles = docs.map(({ title }) => plain(title));
  let id = 0;
  for (const [page, [first, ...more]] of sections) {
    const asked = first.asked ?? [];
    const part = {
      title: plain(first.title),
      headings: plain(more.map((section) => section.title).join("\n")),
      text: plain([first, ...more].map((section) => section.text).join("\n")),
    };
    for (const word of words(Object.values(part).join("\n")))
      written.set(word, (written.get(word) ?? 0) + 1);
    pages.add({ id: page, page, asked: asked.join("\n"), ...part });
    // "Read next" and the like, which many pages have, say nothing of a page.
    const own = more.map((section) => plain(section.title))
      .filter((title) => titles.indexOf(title) === titles.lastIndexOf(title));
    for (const phrase of [part.title, ...own, ...asked])
      phrases.add({ id: id++, page, phrase, size: new Set(words(phrase)).size });
  }
}

// What a word tells: one that all pages have tells nothing, one that none has tells most.
function weight(word) {
  if (!weights.has(word)) {
    const found = pages.search(word, { fuzzy: false, prefix: false }).length;
    weights.set(word, Math.log(1 + (sections.size - found + 0.5) / (found + 0.5)));
  }
  return weights.get(word);
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

// Words that no page has, if without them too little is left of the query for an answer.
function missing(query, best) {
  const asked = [...new Set(words(query))];
  const near = { fuzzy: (word) => word.length > 4 && 1, prefix: true }; // one letter is wrong
  const not = asked.filter((word) => !pages.search(word, near).length);
  const sum = (list) => list.reduce((total, word) => total + weight(word), 0);
  const all = sum(asked);
  return best.score < 20 * all && sum(not) > all / 4 ? not : [];
}

const SIGNS = { "<": "&lt;", ">": "&gt;", "&": "&amp;" };
const escape = (text) => text.replace(/[<>&]/g, (sign) => SIGNS[sign]);

// The page and its sections, as the theme shows them: what has the highest score stands open.
function item({ page, score, terms, by }, above, query) {
  const telling = terms.filter((term) => weight(term) > 0.2);
  const known = new Set(telling);
  const mark = (html) =>
    html.replace(PART, (part) => known.has(part.toLowerCase()) ? `<mark>${part}</mark>` : part);
  const worth = (set) =>
    telling.reduce((sum, term) => sum + (set.has(term) ? weight(term) : 0), 0);
  const [first, ...more] = sections.get(page).map((section) => {
    // One that ends so needs the equation below it.
    const value = (block) => worth(block.words) - (block.html.endsWith(":</p>") ? 0.5 : 0);
    const [block] = [...section.blocks].sort((a, b) => value(b) - value(a));
    return { ...section, block, value: 2 * worth(section.words) + (block ? value(block) : 0) };
  });
  more.sort((a, b) => b.value - a.value);
  const open = !above && more[0]?.value > first.value ? more[0] : first;
  const asked = by?.same >= 0.75 && sections.get(page)[0].asked?.includes(by.phrase) &&
    by.phrase.toLowerCase() !== query.toLowerCase().trim();
  const lead = (above && `<p class=none>${above}</p>`)
    + (asked ? `<p>Asked as: ${mark(escape(by.phrase))}</p>` : "");
  const shown = (section, value) => ({
    location: section.location, title: mark(section.title), score: value, terms: {},
    text: (section === open ? lead : "") + (section.block ? mark(section.block.html) : ""),
  });
  const rest = more.filter((section) => section !== open && section.value * 2 > open.value);
  return [
    shown(open, score),
    ...(open === first ? [] : [shown(first, 0.9 * score)]),
    ...rest.slice(0, 3).map((section) => shown(section, 0.5 * score)),
  ];
}

// The commonest word that goes on as the last one of the query begins.
function completed(query) {
  const [last] = query.length < 24 && query.toLowerCase().match(/\p{L}{3,}$/u) || [];
  const longer = [...written].filter(([word]) =>
    last && word.startsWith(last) && word !== last && /^\p{L}+$/u.test(word));
  return longer.sort((a, b) => b[1] - a[1]).slice(0, 1).map(([word]) => word);
}

function answer(query) {
  if (!query.trim()) return { items: [] };
  const ranked = rank(query);
  if (!ranked.length) {
    const [[page]] = sections;
    const none = "No page here has any of these words. This is where the site begins:";
    return { items: [item({ page, score: 1, terms: [] }, none, query)] };
  }
  const not = missing(query, ranked[0]).map((word) => `“${word}”`).join(" or ");
  const nearest = not && `No page here has ${not}. The nearest:`;
  return {
    items: ranked.map((found, i) => item(found, i ? "" : nearest, query)),
    suggest: completed(query),
  };
}

self.addEventListener("message", ({ data: { type, data } }) => {
  if (type === SETUP) setUp(data.docs);
  postMessage(type === QUERY ? { type: RESULT, data: answer(data) } : { type: READY });
});
