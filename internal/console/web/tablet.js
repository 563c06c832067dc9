// The assistant's page: four views, and the dialogs that open over them.

import { $, ask, clock, fill, Link, local, make, office, placeName, put, say } from "./common.js";
import { Card } from "./tablet-card.js";
import { Issue } from "./tablet-issue.js";
import { showLines } from "./tablet-lines.js";
import { Ticket } from "./tablet-ticket.js";
import { Helps, silence, silent } from "./help.js";
import { Presses } from "./press.js";
import { signIn } from "./signin.js";

const tabs = [...document.querySelectorAll("[data-view]")];
const old = 10000; // ms after which a picture is called old, lost connection or not

let house = null; // GET /office
let q = null; // GET /queue
let lines = null; // GET /lines
let asking = false; // for lines

const presses = new Presses({
  changed: render,
  waiting: () => lost(true),
  signIn: () => signIn(again),
  look: (version) => (version ? link.reach(version) : link.refresh()),
  done(p, answer) {
    if (p.name === "issue") {
      issue.reset();
      $("visit").value = "";
      ticket.open(answer.ticket.number, { fresh: answer.ticket.id, phone: p.way === "phone" });
    }
    if (p.name === "cancel") ticket.cancelled(answer.ticket?.id);
    if (p.name === "move") toast(say("tablet.moved", { Number: answer.ticket?.number }), "", "good");
    if (p.name === "return") toast(say("console.returned", { Number: answer.ticket?.number }), "", "good");
    if (p.name === "reprint") toast(say("console.reprinted", { Number: answer.ticket?.number }), "", "good");
    if (p.name === "alert") toast(say("tablet.alerted"), "", "good");
    if (p.name === "slip") toast(say("console.slip_" + answer.paper), answer.text, answer.paper === "printed" ? "good" : "");
    ticket.refresh();
  },
  refused(p, error) {
    toast(error.text, error.hint);
    ticket.refresh();
  },
  gaveUp: () => toast(say("console.gave_up"), say("console.gave_up_hint")),
});
const press = (path, body, name, more) => presses.press(path, body, name, undefined, more);
const busy = () => Boolean(presses.current) || !q?.staff;

const helps = new Helps($("helps"), press, busy);
house = await office((ok) => lost(!ok));
const card = new Card(() => house, press);
const ticket = new Ticket({ house: () => house, queue: () => q, press, busy, toast, callHelp });
const issue = new Issue({ house: () => house, lines: () => lines, press, busy, toast, card: (id, lang) => card.open(id, lang) });
const link = new Link((queue) => { q = queue; render(); readLines(); ticket.refresh(); }, (ok) => lost(!ok), async () => { house = await office((ok) => lost(!ok)); issue.restart(); });
presses.resume();
setInterval(tick, 1000);
view("issue");
showSound();

// readLines fetches how it stands with the services after each picture of the queue.
async function readLines() {
  if (asking || !q?.staff) return;
  asking = true;
  try {
    lines = await ask("GET", "/lines");
  } catch { /* the link tells */ }
  asking = false;
  issue.show();
  showLines(house, lines, (id) => card.open(id, "pl"));
}

function lost(yes) {
  $("lost").hidden = !yes;
  put($("lost"), [say("console.lost"), q ? say("tablet.old", { Time: clock(q.now) }) : ""].filter(Boolean).join(" "));
}

function render() {
  if (!q || !house) return;
  put($("clock"), clock(q.now));
  if (!q.staff) signIn(again);
  document.body.setAttribute("aria-busy", String(busy()));
  helps.show(q, null, house.groups.map((g) => g.letter), helperName);
  put($("helpcount"), String(q.helps.length));
  $("helpcount").hidden = q.helps.length === 0;
  $("nohelp").hidden = q.helps.length > 0;
  issue.show();
  ticket.show();
  showTickets($("away"), q.parked, "tablet.no_away", (t) => say(t.state === "parked" ? "console.parked_at" : "console.missed_at", { Time: t.called ? local(t.called, q.now) : "" }));
  showTickets($("unprinted"), q.unprinted, "tablet.no_unprinted", (t) => say("tablet.issued_at", { Time: local(t.issued, q.now) }));
  fill($("alerts"), house.groups, (g) => g.letter, (g) => {
    const b = make("button", "", make("b", "", g.letter), make("span", "", g.name.pl));
    b.addEventListener("click", () => callHelp("needs", { group: g.letter }));
    return make("li", "", b);
  }, (li) => { li.firstChild.disabled = busy(); });
  for (const b of document.querySelectorAll("[data-call]")) b.disabled = busy();
  showScreen(q.touch);
}

function showTickets(list, tickets, none, when) {
  fill(list, tickets.length ? tickets : [null], (t) => t?.id ?? "none", (t) => {
    if (!t) return make("li", "none", say(none));
    const b = make("button", "", make("b", "", t.number), make("span"), make("small"));
    b.addEventListener("click", () => ticket.open(t.number));
    return make("li", "", b);
  }, (li, t) => {
    if (!t) return;
    const [, service, small] = li.firstChild.children;
    put(service, house.services.find((s) => s.id === t.service)?.name.pl ?? t.service);
    put(small, when(t));
  });
}

// showScreen tells whether fingers reach the touch screen, and lets people say so: a dead one often looks well to the machine.
function showScreen(touch) {
  $("screen").hidden = !touch;
  if (!touch) return;
  put($("screenstate"), say(touch.declared ? "tablet.screen_declared" : touch.gone ? "tablet.screen_gone" : "tablet.screen_well"));
  put($("screendeed"), say(touch.declared ? "tablet.screen_back" : "tablet.screen_declare"));
  $("screendeed").disabled = busy();
}

// callHelp asks for somebody; about is a ticket or a group.
function callHelp(kind, about = {}) { press("/help", { kind, lang: about.lang ?? issue.lang, ...about }, "alert"); }

function helperName(by) {
  const c = q.counters.find((x) => by === "counter:" + x.n);
  return c ? placeName(c) : by;
}

function view(name) {
  for (const b of tabs) {
    $(b.dataset.view).hidden = b.dataset.view !== name;
    if (b.dataset.view === name) b.setAttribute("aria-current", "page");
    else b.removeAttribute("aria-current");
  }
  $("views").scrollTop = 0;
}

function showSound() {
  put($("sound"), say(silent() ? "tablet.sound_off" : "tablet.sound_on"));
  $("sound").setAttribute("aria-pressed", String(!silent()));
}

// again takes up what stopped when the session ended.
async function again() {
  link.listen();
  await link.refresh();
}

function toast(text, hint = "", cls = "") {
  const el = make("div", "toast " + cls, make("b", "", text), hint ?? "");
  const open = [...document.querySelectorAll("dialog[open]")].at(-1);
  (open ?? document.body).append($("toasts")); // above a dialog that is open, and heard
  $("toasts").append(el);
  setTimeout(() => el.remove(), 8000);
  while ($("toasts").children.length > 2) $("toasts").firstChild.remove();
}

function tick() {
  if (!q) return;
  if (link.heard !== null) put($("clock"), clock(q.now, link.age()));
  if (link.age() > old) lost(true);
  ticket.tick();
}

for (const b of tabs) b.addEventListener("click", () => view(b.dataset.view));
for (const b of document.querySelectorAll("[data-call]")) b.addEventListener("click", () => callHelp(b.dataset.call));
$("screendeed").addEventListener("click", () => press("/touch", { gone: !q.touch.declared }, "touch"));
for (const d of document.querySelectorAll("dialog")) d.addEventListener("close", () => document.body.append($("toasts")));
$("sound").addEventListener("click", () => { silence(!silent()); showSound(); });
$("byname").addEventListener("submit", async (e) => {
  e.preventDefault();
  const error = await ticket.open($("number").value);
  $("notfound").hidden = !error;
  const wrong = error?.code === "bad-request";
  put($("notfound").firstElementChild, wrong ? say("tablet.number_wrong") : error?.text ?? "");
  put($("notfound").lastElementChild, wrong ? "" : error?.hint ?? "");
  if (error) $("number").select();
  else $("number").value = "";
});
$("checkin").addEventListener("submit", (e) => {
  e.preventDefault();
  if (!busy()) issue.checkIn($("visit").value);
});
let swallow = false; // the letter of a key that moved to a field is not for the field
document.addEventListener("keypress", (e) => swallow && e.preventDefault(), true);
document.addEventListener("keyup", () => { swallow = false; });
document.addEventListener("keydown", (e) => {
  if (!e.repeat) swallow = false;
  if (e.repeat || e.ctrlKey || e.altKey || e.metaKey || e.target.closest("input, select, dialog") || document.querySelector("dialog[open]")) return;
  if (e.key === "/") view("issue"), $("search").focus();
  else if (/^[1-4]$/.test(e.key)) view(tabs[Number(e.key) - 1].dataset.view), (e.key === "2" ? $("number") : tabs[Number(e.key) - 1]).focus();
  else return;
  e.preventDefault();
  swallow = true;
});
