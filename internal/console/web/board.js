// The hall board: a picture of the queue for a big screen, and an honest word when the picture is old. It is made
// to stay open for weeks: the page holds so many calls, numbers and groups and never more, has one timer and one
// stream, and begins anew once a night.

import { $, ask, clock, fill, Link, local, make, office, put, say, wait, words } from "./common.js";

const shown = 6; // calls
const fresh = 10000; // ms for which a call stands out
const stale = 10000; // ms after which the picture is called old
const perTip = 12; // seconds
const perLanguage = 8; // seconds
const most = 5; // documents on a tip
const breaks = 6; // counters named
const forecast = 15000; // ms after which the times of waiting are asked for again
const restart = { after: 20 * 3600000, hour: "03" }; // ms a page is open, and the hour of the office
const turns = { ahead: 0, up: 0, right: 90, down: 180, left: 270 };

let q = null;
let seen = null; // q.now of the last picture
let link = null;
let seconds = 0;
const started = performance.now();

setInterval(() => { seconds++; tick(); }, 1000);
let house = await office();
let asked = performance.now();
link = new Link((queue) => { q = queue; seen = q.now; render(); forecasts(); }, () => tick(), async () => { house = await office(); });
turnTip();

function render() {
  const calls = q.calls.filter((t) => q.counters.some((c) => c.n === t.counter)).slice(0, shown);
  $("empty").hidden = calls.length > 0;
  $("calls").hidden = calls.length === 0;
  $("heads").classList.toggle("none", calls.length === 0);
  $("calls").dataset.rows = calls.length;
  fill($("calls"), calls, (t) => t.id, row, update);
  $("soonpane").classList.toggle("none", q.soon.length === 0);
  fill($("soon"), q.soon, (n) => n, (n) => make("li", "", n), () => {});
  const of = (g) => house.services.filter((s) => s.letter === g.letter);
  fill($("crowd"), house.groups.filter((g) => of(g).length), (g) => g.letter,
    (g) => make("li", "", make("b", "", g.letter), make("span", "", g.name.pl), make("small"), make("b")),
    (li, g) => {
      const waited = of(g).filter((s) => q.waiting[s.id]);
      li.classList.toggle("none", waited.length === 0);
      put(li.children[2], waits(waited));
      put(li.lastChild, String(waited.reduce((sum, s) => sum + q.waiting[s.id], 0)));
    });
  const away = q.counters.filter((c) => c.lamp === "break").sort((a, b) => Date.parse(a.back) - Date.parse(b.back)).slice(0, breaks);
  $("breakpane").hidden = away.length === 0;
  fill($("breaks"), away, (c) => c.n, () => make("li", "", make("b"), make("span")), (li, c) => {
    put(li.firstChild, c.room ? say("board.room", { N: c.room }) : String(c.n));
    put(li.lastChild, say("board.break_until", { Time: local(c.back, q.now) }));
  });
  tick();
}

// waits writes how long people wait for one of these matters, from the shortest of them to the longest; nothing where
// that is not known of each.
function waits(services) {
  const times = services.map((s) => s.wait);
  if (!times.length || times.some((r) => !r.known)) return "";
  return wait({ known: true, min: Math.min(...times.map((r) => r.min)), max: Math.max(...times.map((r) => r.max)) });
}

// forecasts asks for the times of waiting now and then: they cost more than the rest of the picture and change slowly.
async function forecasts() {
  if (performance.now() - asked < forecast) return;
  asked = performance.now();
  try {
    house = await ask("GET", "/office");
  } catch { /* the link tells that nobody answers */ }
}

function row() {
  const arrow = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  arrow.setAttribute("viewBox", "0 0 24 24");
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  path.setAttribute("d", "M12 21V4M5 11l7-7 7 7");
  arrow.append(path);
  return make("li", "", make("i"), make("span", "no"), arrow, make("span", "to", make("b"), make("small")));
}

function update(li, t) {
  const c = q.counters.find((x) => x.n === t.counter);
  const z = house.zones.find((x) => x.id === c.zone);
  li.firstChild.style.background = z?.color ?? "#b4c2cd";
  put(li.querySelector(".no"), t.number);
  li.querySelector("svg").style.transform = `rotate(${turns[z?.arrow] ?? 0}deg)`;
  li.querySelector(".to").classList.toggle("long", Boolean(c.room));
  put(li.querySelector("b"), c.room ? say("board.room", { N: c.room }) : String(c.n));
  put(li.querySelector("small"), z ? `${z.name.pl}: ${z.way.pl}` : "");
  li.dataset.called = t.state === "called" ? t.called : "";
}

// tick runs every second: the clock, the age of calls, the age of everything.
function tick() {
  const age = link?.age() ?? Infinity;
  const old = Math.min(age, performance.now() - started) > stale;
  document.body.classList.toggle("old", old);
  $("stale").hidden = !old;
  if (!q) {
    put($("since"), say("board.stale_never"));
    return;
  }
  put($("since"), say("board.stale", { Time: local(seen, seen) }));
  const now = clock(seen, age);
  put($("clock"), now);
  for (const li of $("calls").children) {
    const since = Date.parse(seen) + age - Date.parse(li.dataset.called || 0);
    li.classList.toggle("new", Boolean(li.dataset.called) && since < fresh);
  }
  if (seconds % perLanguage === 0) turnLanguage();
  if (seconds % perTip === 0) turnTip();
  const up = performance.now() - started;
  if (up > restart.after && now.startsWith(restart.hour) && age < 2000) location.reload();
}

// guests are the languages beside Polish.
function guests() { return house.languages.filter((l) => l !== "pl"); }

// turnLanguage shows the captions' second language, each in its turn.
function turnLanguage() {
  const langs = guests();
  if (!langs.length) return;
  const lang = langs[Math.floor(seconds / perLanguage) % langs.length];
  for (const i of document.querySelectorAll("i[data-word]")) {
    i.lang = lang;
    put(i, words[`${lang}:${i.dataset.word}`] ?? "");
  }
}

// turnTip shows what to have ready for a matter that people wait for, or a word about the hall: in Polish, then
// the same in one of the other languages.
function turnTip() {
  const turn = Math.floor(seconds / perTip);
  const langs = guests();
  const lang = turn % 2 === 0 || !langs.length ? "pl" : langs[Math.floor(turn / 2) % langs.length];
  const tips = tipsNow();
  const tip = tips[Math.floor(turn / 2) % tips.length](lang);
  $("tip").lang = lang;
  put($("tiphead"), tip.head);
  put($("tiptext"), tip.text);
}

function tipsNow() {
  const waited = house.services.filter((s) => q?.waiting[s.id] && s.documents?.pl?.length);
  const matters = waited.length ? waited : house.services.filter((s) => s.documents?.pl?.length);
  const tips = [];
  matters.forEach((s, i) => {
    tips.push((lang) => ({
      head: `${words[lang + ":board.prepare"]}: ${s.name[lang] ?? s.name.pl}`,
      text: (s.documents[lang] ?? s.documents.pl).slice(0, most).join(" · "),
    }));
    if (i % 3 === 2) tips.push(general(tips.length));
  });
  if (tips.length < 3) tips.push(general(0), general(1), general(2));
  return tips;
}

function general(n) {
  return (lang) => ({ head: "", text: words[`${lang}:board.tip_${(n % 3) + 1}`] });
}
