// The clerk's page.

import { $, ask, clock, fill, Link, local, make, minutes, office, put, say, words } from "./common.js";
import { Presses } from "./press.js";
import { fate, Printer } from "./printer.js";
import { signIn } from "./signin.js";

const remembered = "bileter.counter";
const keys = { n: "next", w: "recall", r: "start", z: "finish", b: "no-show", o: "park", p: "transfer" };
const buttons = Object.fromEntries([...document.querySelectorAll("[data-verb]")].map((b) => [b.dataset.verb, b]));
// in which states of the ticket each command makes sense
const when = {
  recall: ["called"], start: ["called", "arrived"], "no-show": ["called"], park: ["called", "arrived", "serving"],
  transfer: ["called", "arrived", "serving"], finish: ["called", "arrived", "serving", "wrap-up"],
};

let house = null; // GET /office
let q = null; // GET /queue
let n = Number(localStorage.getItem(remembered)) || 0;

const presses = new Presses({
  changed: render,
  waiting: () => { $("lost").hidden = false; },
  signIn: () => signIn(again),
  done(p, answer) {
    link.refresh();
    if (p.name === "next" && !answer.ticket) toast(say("console.nobody_came"), "", "good");
    if (p.name === "reprint") toast(say("console.reprinted", { Number: answer.ticket?.number }), "", "good");
    if (p.name === "roll") toast(say("console.roll_noted"), "", "good");
    if (p.name === "slip") {
      const f = fate(answer);
      toast(f.text, f.why, f.good ? "good" : "");
    }
    if (p.name === "return") toast(say("console.returned", { Number: answer.ticket?.number }), "", "good");
  },
  refused(p, error) {
    link.refresh();
    toast(error.text, error.hint);
  },
  gaveUp() {
    link.refresh();
    toast(say("console.gave_up"), say("console.gave_up_hint"));
  },
});

const printer = new Printer((path, body, name) => presses.press(path, body, name), serviceName);
const tell = (ok) => { $("lost").hidden = ok; };
house = await office(tell);
const link = new Link((queue) => { q = queue; render(); }, tell, async () => { house = await office(tell); });
presses.resume();
setInterval(tick, 1000);

function service(id) { return house.services.find((s) => s.id === id); }
function serviceName(id) { return service(id)?.name.pl ?? id; }
function placeName(c) { return c.room ? say("console.room", { N: c.room }) : say("console.counter", { N: c.n }); }

function render() {
  if (!q || !house) return;
  const c = q.counters.find((x) => x.n === n);
  $("pick").hidden = Boolean(c);
  $("desk").hidden = $("where").hidden = $("toggle").hidden = !c;
  put($("clock"), clock(q.now));
  if (!q.staff) signIn(again);
  renderFaults();
  printer.offer(house);
  printer.show(q, Boolean(presses.current));
  if (c) renderDesk(c);
  else renderPlaces();
}

function renderDesk(c) {
  const z = house.zones.find((x) => x.id === c.zone);
  put($("place"), placeName(c));
  put($("zonename"), z?.name.pl ?? "");
  $("zone").style.background = z?.color ?? "";
  put($("toggle"), say(c.open ? "console.close" : "console.open"));
  $("toggle").classList.toggle("main", !c.open);
  $("toggle").disabled = Boolean(presses.current);
  document.title = (c.ticket ? c.ticket.number + " – " : "") + placeName(c);
  renderNow(c);
  renderDeeds(c);
  renderLists(c);
}

// renderNow draws the ticket at the counter, or says why there is none.
function renderNow(c) {
  const t = c.ticket;
  $("now").className = "card now " + (t ? (t.state === "called" ? "calling" : "serving") : "quiet");
  $("language").hidden = !t || t.lang === "pl";
  $("priority").hidden = !t?.priority || ["priority", "credit"].includes(t.why?.rule); // said there
  if (!t) {
    const id = !c.open ? "console.is_closed" : c.waiting ? "console.ready" : "console.nobody";
    put($("state"), "");
    put($("number"), say(id));
    put($("what"), say(id + "_hint"));
    put($("why"), "");
    return;
  }
  put($("state"), stateOf(t));
  put($("number"), t.number);
  put($("what"), serviceName(t.service));
  put($("language"), words["lang." + t.lang] ?? t.lang);
  put($("why"), t.why?.text ?? "");
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
  return verb === "next" ? c.open : when[verb].includes(c.ticket?.state);
}

function renderDeeds(c) {
  for (const [verb, b] of Object.entries(buttons)) {
    b.disabled = !allowed(verb, c);
    b.classList.toggle("sending", presses.current?.name === verb);
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

function renderPlaces() {
  document.title = document.querySelector("#pick h1").textContent;
  const places = q.counters.filter((c) => (c.serves.length || c.open) && mayWorkAt(c.n));
  const zones = house.zones.map((z) => ({ ...z, counters: places.filter((c) => c.zone === z.id) }));
  const others = places.filter((c) => !house.zones.some((z) => z.id === c.zone));
  if (others.length) zones.push({ id: "", name: { pl: say("console.zone_other") }, color: "#9fadb8", counters: others });
  fill($("places"), zones.filter((z) => z.counters.length), (z) => z.id,
    (z) => {
      const mark = make("span");
      mark.style.background = z.color;
      return make("section", "", make("h2", "", mark, z.name.pl), make("div", "places"));
    },
    (sec, z) => fill(sec.lastChild, z.counters, (c) => c.n, placeButton, (b, c) => {
      const state = !c.open ? "closed_word" : c.ticket ? "busy" : "free";
      const mark = b.querySelector("i");
      mark.className = state;
      put(mark, say("console." + state));
    }));
}

// mayWorkAt tells whether this account works at a counter; the server decides.
function mayWorkAt(n) {
  const mine = $("places").dataset.counters;
  return !mine || mine.split(",").includes(String(n));
}

function placeButton(c) {
  const letters = [...new Set(c.serves.map((id) => service(id)?.letter).filter(Boolean))];
  const groups = letters.map((l) => house.groups.find((g) => g.letter === l)?.name.pl).filter(Boolean).join(", ");
  const b = make("button", "", make("b", "", c.room ? placeName(c) : String(c.n)), make("i"), make("small", "", groups));
  b.dataset.n = c.n;
  b.addEventListener("click", () => {
    n = c.n;
    localStorage.setItem(remembered, n);
    render();
  });
  return b;
}

function send(verb) {
  const c = q?.counters.find((x) => x.n === n);
  if (!allowed(verb, c)) return;
  if (verb === "transfer") chooseService(c);
  else presses.press(`/counters/${n}/${verb}`, undefined, verb);
}

function chooseService(c) {
  const dialog = $("transfer");
  const all = house.services.filter((s) => s.kind === "ticket" && s.counters?.length && s.id !== c.ticket.service);
  const show = () => {
    const want = plain($("search").value);
    const found = all.filter((s) => plain(s.id + " " + s.name.pl).includes(want));
    fill($("choices"), found.length ? found : [null], (s) => s?.id ?? "none", (s) => {
      if (!s) return make("li", "none", say("console.no_match"));
      const b = make("button", "", make("b", "", s.id), make("span", "", s.name.pl));
      b.addEventListener("click", () => {
        dialog.close();
        presses.press(`/counters/${n}/transfer`, { service: s.id }, "transfer");
      });
      return make("li", "", b);
    }, () => {});
  };
  $("choices").replaceChildren();
  $("search").value = "";
  $("search").oninput = show;
  $("search").onkeydown = (e) => {
    if (e.key === "Enter") $("choices").querySelector("button")?.click();
  };
  show();
  dialog.showModal();
  $("search").focus();
}

// plain makes "Łódź" findable by "lodz".
function plain(s) { return s.toLowerCase().replaceAll("ł", "l").normalize("NFD").replace(/[\u0300-\u036f]/g, ""); }

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
$("toggle").addEventListener("click", () => {
  const c = q.counters.find((x) => x.n === n);
  presses.press(`/counters/${n}/${c.open ? "close" : "open"}`, undefined, "toggle");
});
$("change").addEventListener("click", () => {
  n = 0;
  localStorage.removeItem(remembered);
  render();
});
$("transfercancel").addEventListener("click", () => $("transfer").close());
document.addEventListener("keydown", (e) => {
  if (e.repeat || e.ctrlKey || e.altKey || e.metaKey || e.target.closest("input, dialog")) return;
  const verb = keys[e.key.toLowerCase()];
  if (!verb || $("desk").hidden || document.querySelector("dialog[open]")) return;
  e.preventDefault();
  send(verb);
});
