// The clerk's page.

import { $, ask, clock, fill, Link, local, make, minutes, office, placeName, put, say, words } from "./common.js";
import { Questions } from "./clerk-ask.js";
import { Results, showTopics, topicAfter } from "./clerk-choices.js";
import { showPlaces } from "./clerk-places.js";
import { Helps } from "./help.js";
import { Presses } from "./press.js";
import { fate, Printer } from "./printer.js";
import { signIn } from "./signin.js";

const remembered = "bileter.counter";
const keys = { n: "next", w: "recall", r: "start", z: "finish", b: "no-show", o: "park", p: "transfer", k: "continue", a: "break" };
const bar = document.body.classList.contains("small"); // the small window beside other programs
const buttons = Object.fromEntries([...document.querySelectorAll("[data-verb]")].map((b) => [b.dataset.verb, b]));
// in which states of the ticket each command makes sense
const when = {
  recall: ["called"], start: ["called", "arrived"], "no-show": ["called"], park: ["called", "arrived", "serving"],
  transfer: ["called", "arrived", "serving"], continue: ["called", "arrived", "serving"], finish: ["called", "arrived", "serving", "wrap-up"],
};

let house = null; // GET /office
let q = null; // GET /queue
let n = Number(localStorage.getItem(remembered)) || 0;

const presses = new Presses({
  changed: render,
  waiting: () => { $("lost").hidden = false; },
  signIn: () => signIn(again),
  look: (version) => (version ? link.reach(version) : link.refresh()),
  done(p, answer) {
    if (p.name === "next" && !answer.ticket) toast(say("console.nobody_came"), "", "good");
    if (p.name === "reprint") toast(say("console.reprinted", { Number: answer.ticket?.number }), "", "good");
    if (p.name === "roll") toast(say("console.roll_noted"), "", "good");
    if (p.name === "slip") {
      const f = fate(answer);
      toast(f.text, f.why, f.good ? "good" : "");
    }
    if (p.name === "topic") toast(say("console.topic_taken", { Topic: p.body.topic }), "", "good");
    if (p.name === "return") toast(say("console.returned", { Number: answer.ticket?.number }), "", "good");
  },
  refused(p, error) {
    toast(error.text, error.hint);
  },
  gaveUp() {
    toast(say("console.gave_up"), say("console.gave_up_hint"));
  },
});

const printer = new Printer((path, body, name) => presses.press(path, body, name), serviceName);
const helps = new Helps($("helps"), (path, body, name) => presses.press(path, body, name), () => Boolean(presses.current));
const tell = (ok) => { $("lost").hidden = ok; };
house = await office(tell);
const link = new Link((queue) => { q = queue; render(); }, tell, async () => { house = await office(tell); }, who);
const results = new Results(bar);
const questions = new Questions(() => house, () => q, (verb, body) => press(verb, body), bar);
presses.resume();
setInterval(tick, 1000);

// who names this browser, so that two at one counter know of each other; its own windows are one.
function who() {
  let name = localStorage.getItem("bileter.browser");
  if (!name) localStorage.setItem("bileter.browser", name = crypto.getRandomValues(new Uint32Array(2)).join("-"));
  return n ? `?counter=${n}&page=${name}` : "";
}

function here() { return q?.counters.find((c) => c.n === n); }

// press sends a command of this counter, as it stands on the page.
function press(verb, body, name = verb) { presses.press(`/counters/${n}/${verb}`, body, name, here().seq); }

function service(id) { return house.services.find((s) => s.id === id); }
function serviceName(id) { return service(id)?.name.pl ?? id; }

function render() {
  if (!q || !house) return;
  const c = here();
  $("pick").hidden = Boolean(c);
  $("desk").hidden = $("where").hidden = $("toggle").hidden = !c;
  put($("clock"), clock(q.now));
  if (!q.staff) signIn(again);
  renderFaults();
  printer.offer(house);
  printer.show(q, Boolean(presses.current));
  if (c) renderDesk(c);
  else showPlaces(house, q, goTo);
  helps.show(q, c, c ? lettersOf(c) : [], helperName);
}

// helperName names who goes to a client, where that is a counter.
function helperName(by) {
  const c = q.counters.find((x) => by === "counter:" + x.n);
  return c ? placeName(c) : by;
}

function lettersOf(c) { return [...new Set(c.serves.map((id) => service(id)?.letter).filter(Boolean))]; }

function renderDesk(c) {
  const z = house.zones.find((x) => x.id === c.zone);
  put($("place"), placeName(c));
  put($("zonename"), z?.name.pl ?? "");
  $("zone").style.background = z?.color ?? "";
  $("deeds").classList.toggle("closed", !c.open);
  $("deeds").setAttribute("aria-busy", String(Boolean(presses.current)));
  put($("toggle"), say(c.open ? "console.close" : c.back ? "console.back_from_break" : "console.open"));
  put($("baropen"), $("toggle").textContent);
  $("toggle").classList.toggle("main", !c.open);
  $("toggle").disabled = $("baropen").disabled = Boolean(presses.current);
  document.title = (c.ticket ? c.ticket.number + " – " : "") + placeName(c);
  $("other").hidden = !(c.pages > 1);
  put($("barplace"), placeName(c));
  put($("barwaiting"), say("console.bar_waiting", { Total: c.waiting }));
  renderNow(c);
  results.show(c, house.phrases?.results ?? []);
  renderDeeds(c);
  if (questions.row?.verb && !allowed(questions.row.verb, c)) questions.row.close(); // somebody else was faster
  showTopics(c, Boolean(presses.current) || !q.staff, takeTopic);
  renderLists(c);
}

// renderNow draws the ticket at the counter, or says why there is none.
function renderNow(c) {
  const t = c.ticket;
  $("now").className = "card now " + (t ? (t.state === "called" ? "calling" : "serving") : "quiet");
  $("language").hidden = !t || t.lang === "pl";
  $("priority").hidden = !t?.priority || ["priority", "credit"].includes(t.why?.rule); // said there
  $("large").hidden = !t?.large;
  for (const [id, text] of [["booked", t?.booked && say("console.booked", { Time: local(t.booked, q.now) })], ["noted", t?.note], ["matter", t?.matters && say("console.matter_n", { N: t.matters + 1 })]]) {
    $(id).hidden = !text;
    put($(id), text || "");
  }
  if (!t) {
    $("several").hidden = true;
    put($("why"), "");
    put($("state"), c.open ? "" : c.reason ?? "");
    if (!c.open && c.back) {
      const over = Date.parse(c.back) <= Date.parse(q.now);
      put($("number"), say(over ? "console.break_over" : "console.break_until", { Time: local(c.back, q.now) }));
      put($("what"), over ? say("console.is_closed_hint") : say("console.break_hint"));
      return;
    }
    const id = !c.open ? "console.is_closed" : c.waiting ? "console.ready" : "console.nobody";
    put($("number"), say(id));
    put($("what"), say(id + "_hint"));
    return;
  }
  put($("state"), stateOf(t));
  put($("number"), t.number);
  put($("what"), serviceName(t.service));
  put($("language"), words["lang." + t.lang] ?? t.lang);
  put($("why"), t.why?.text ?? "");
  $("several").hidden = !t.several;
}

function stateOf(t) {
  switch (t.state) {
    case "called": return say(t.calls > 1 ? "console.called_again" : "console.called_at", { Time: local(t.called, q.now), N: t.calls });
    case "arrived": return say("console.arrived");
    case "wrap-up": return say("console.wrap_up");
  }
  return say("console.serving_since", { Time: local(t.started, q.now), Min: minutes(t.started, q.now) });
}

function allowed(verb, c) {
  if (!c || presses.current || !q.staff) return false;
  if (verb === "next" || verb === "break") return c.open;
  return when[verb].includes(c.ticket?.state);
}

function renderDeeds(c) {
  for (const [verb, b] of Object.entries(buttons)) {
    b.disabled = !allowed(verb, c);
    b.dataset.sending = say("console.sending");
    b.classList.toggle("sending", presses.current?.name === verb || verb === "break" && presses.current?.name === "close");
  }
  const hint = c.ticket ? "console.finish_and_call" : c.waiting ? "console.call_next" : "console.nobody_waits";
  put($("nexthint"), !c.open ? "" : say(hint, { Number: c.ticket?.number, Total: c.waiting }));
}

function renderLists(c) {
  const rows = c.serves.map((id) => ({ id, total: q.waiting[id] ?? 0 })).sort((a, b) => b.total - a.total);
  put($("total"), String(c.waiting));
  fill($("waiting"), rows, (r) => r.id,
    (r) => make("li", "", make("span", "", serviceName(r.id)), make("b")),
    (li, r) => {
      li.classList.toggle("none", r.total === 0);
      put(li.lastChild, String(r.total));
    });
  const away = q.parked.filter((t) => c.serves.includes(t.service));
  put($("away"), String(away.length));
  fill($("parked"), away.length ? away : [null], (t) => t?.id ?? "none",
    (t) => t ? parkedRow(t) : make("li", "none", say("console.none_parked")),
    (li, t) => {
      if (!t) return;
      const away = say(t.state === "parked" ? "console.parked_at" : "console.missed_at", { Time: t.called ? local(t.called, q.now) : "" });
      put(li.querySelector("small"), t.again ? `${away}, ${say("console.again_at", { Time: local(t.again, q.now) })}` : away);
      const [back, copy] = li.querySelectorAll("button");
      back.disabled = copy.disabled = Boolean(presses.current);
      copy.hidden = !["printed", "refused", "doubt"].includes(t.paper);
    });
}

function parkedRow(t) {
  const back = make("button", "", say("console.return"));
  back.addEventListener("click", () => presses.press(`/tickets/${t.id}/return`, undefined, "return"));
  const copy = make("button", "", say("console.reprint"));
  copy.addEventListener("click", () => presses.press(`/tickets/${t.id}/reprint`, undefined, "reprint"));
  return make("li", "", make("strong", "", t.number), make("span", "", make("small")), back, copy);
}

// renderFaults shows the two worst; the rest is counted, and told by pointing at it. The printer has its banner.
function renderFaults() {
  const faults = q.faults.filter((f) => f.code !== "printer-down" || !q.printer.problem);
  const more = faults.length - 2;
  fill($("faults"), faults.slice(0, 2), (f) => f.code, () => make("li"), (li, f) => {
    li.className = f.severity;
    put(li, f.text + (more > 0 && f === faults[1] ? ` (+${more})` : ""));
  });
  $("faults").title = faults.map((f) => f.text).join("\n");
}

// goTo takes counter number, 0 none, and remembers it for this browser.
function goTo(number) {
  n = number;
  if (n) localStorage.setItem(remembered, n);
  else localStorage.removeItem(remembered);
  link.listen();
  render();
}

function takeTopic(topic) {
  if (topic && topic !== here()?.topic) press("topic", { topic });
}

function send(verb) {
  const c = here();
  if (!allowed(verb, c)) return;
  switch (verb) {
    case "transfer": return questions.transfer(c);
    case "continue": return questions.another(c, results.chosen());
    case "break": return questions.pause(c);
    case "park": return questions.park(c);
  }
  const ends = verb === "finish" || verb === "next";
  press(verb, ends && results.chosen() ? { result: results.chosen() } : undefined);
}

// full shows the whole page: the window that opened this one, or another.
function full() {
  if (window.opener && !window.opener.closed) window.opener.focus();
  else window.open("/", "bileter-full");
}

function openBar() {
  if (bar) return full();
  const w = window.open("/clerk/bar", "bileter-bar", `popup,width=${Math.min(1366, screen.availWidth)},height=80,left=0,top=0`);
  if (w) w.focus();
  else toast(say("console.bar_blocked"), say("console.bar_blocked_hint"));
}

function help() {
  const list = Object.entries(keys).map(([k, verb]) => [k.toUpperCase(), buttons[verb].querySelector("span").textContent]);
  questions.keys([...list, ["1–9", say("console.keys_digits")], ["T", say("console.keys_topic")], ["M", say("console.keys_bar")], ["?", say("console.keys_help")]]);
}

// again takes up what stopped when the session ended.
async function again() {
  link.listen();
  await link.refresh();
}

function toast(text, hint = "", cls = "") {
  const el = make("div", "toast " + cls, make("b", "", text), hint);
  $("toasts").append(el);
  setTimeout(() => el.remove(), 8000);
  while ($("toasts").children.length > 3) $("toasts").firstChild.remove();
}

// tick moves the clock on between two pictures.
function tick() {
  if (q && link.heard !== null) put($("clock"), clock(q.now, link.age()));
}

for (const [verb, b] of Object.entries(buttons)) b.addEventListener("click", () => send(verb));
for (const id of ["toggle", "baropen"]) {
  $(id).addEventListener("click", () => press(here().open ? "close" : "open", undefined, "toggle"));
}
$("tobar").addEventListener("click", openBar);
$("tofull").addEventListener("click", full);
$("help-keys").addEventListener("click", help);
$("change").addEventListener("click", () => goTo(0));
window.addEventListener("storage", (e) => { // the other window of this browser went to another counter
  if (e.key !== remembered) return;
  n = Number(e.newValue) || 0;
  link.listen();
  render();
});
let swallow = false; // the letter of a key that opened a dialog is not for the dialog's field, however long it is held
document.addEventListener("keypress", (e) => swallow && e.preventDefault(), true);
document.addEventListener("keyup", () => { swallow = false; });
document.addEventListener("keydown", (e) => {
  if (!e.repeat) swallow = false;
  if (e.repeat || e.ctrlKey || e.altKey || e.metaKey || e.target.closest("input, select, textarea, [contenteditable], dialog")) return;
  if ($("desk").hidden || questions.row?.verb || document.querySelector("dialog[open]")) return;
  const key = e.key.toLowerCase();
  const deed = keys[key] ? () => send(keys[key]) : /^[1-9]$/.test(key) ? () => results.choose(Number(key) - 1) : { t: () => takeTopic(topicAfter(here())), m: openBar, "?": bar ? full : help }[key];
  if (!deed) return;
  e.preventDefault();
  swallow = true;
  deed();
});
