// Emulated lamps as they shine at this moment, and the buttons beside them.

import { $, ask, fill, Link, make, office, put, say } from "./common.js";

const tell = (ok) => { $("lost").hidden = ok; };
const house = await office(tell);
let on = new Set();
let q = null;
let source = null;

new Link((queue) => {
  q = queue;
  if (!q.staff) location.reload(); // the server sends a stranger to sign in
  if (!source || source.readyState === EventSource.CLOSED) listen();
  render();
}, tell);

function listen() {
  source?.close();
  source = new EventSource("/api/v1/lamps/events");
  source.addEventListener("lamps", (e) => {
    on = new Set(JSON.parse(e.data).on);
    render();
  });
}

function render() {
  if (!q) return;
  const zones = house.zones.map((z) => ({ ...z, counters: q.counters.filter((c) => c.zone === z.id) })).filter((z) => z.counters.length);
  fill($("zones"), zones, (z) => z.id, (z) => {
    const mark = make("span");
    mark.style.background = z.color;
    return make("section", "", make("h2", "", mark, z.name.pl), make("ul", "lamps"));
  }, (sec, z) => fill(sec.lastChild, z.counters, (c) => c.n, card, (li, c) => {
    li.querySelector(".lamp").classList.toggle("lit", on.has(c.n));
    put(li.querySelector("small"), say("console.lamp_" + c.lamp) + (c.ticket ? " " + c.ticket.number : ""));
  }));
}

function card(c) {
  const press = make("button", "", $("zones").dataset.next);
  press.addEventListener("click", () => ask("POST", `/lamps/${c.n}/press`).catch(() => tell(false)));
  const li = make("li", "card", make("b", "", c.room ? say("console.room", { N: c.room }) : String(c.n)), make("small"), make("span", "lamp"), press);
  li.dataset.n = c.n;
  return li;
}
