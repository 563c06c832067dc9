// Emulated lamps as they shine at this moment, and the buttons beside them.

import { $, ask, fill, Link, local, make, office, put, say } from "./common.js";

const tell = (ok) => { $("lost").hidden = ok; };
const house = await office(tell);
let on = new Set();
let boards = [];
const long = 1000; // ms: a button held down for so long calls again
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
    const lamps = JSON.parse(e.data);
    on = new Set(lamps.on);
    boards = lamps.boards;
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
    put(li.querySelector("small"), c.lamp === "break" ? say("console.break_until", { Time: local(c.back, q.now) }) : say("console.lamp_" + c.lamp) + (c.ticket ? " " + c.ticket.number : ""));
    const board = boards.find((b) => b.counter === c.n);
    li.querySelector("output").hidden = !board;
    put(li.querySelector("output"), board?.text ?? "");
  }));
  const button = house.touch?.button;
  $("ticket").hidden = !button;
  fill($("ticket"), button ? [button] : [], () => "ticket", (b) => {
    const press = make("button", "", say("console.ticket_button_press"));
    press.addEventListener("click", () => ask("POST", "/lamps/0/press").catch(() => tell(false)));
    const li = make("li", "card", make("b", "", say("console.ticket_button")), make("small", "", b.name?.pl ?? ""), make("span", "lamp"), press);
    li.dataset.n = 0;
    return li;
  }, (li) => li.querySelector(".lamp").classList.toggle("lit", on.has(0)));
  $("signs").hidden = !boards.some((b) => !b.counter);
  fill($("signs"), boards.filter((b) => !b.counter), (b) => b.name,
    (b) => make("li", "card", make("small", "", b.name), make("output")), (li, b) => put(li.lastChild, b.text));
}

function card(c) {
  const press = make("button", "", $("zones").dataset.next);
  let down = 0;
  press.addEventListener("pointerdown", (e) => { down = e.timeStamp; });
  press.addEventListener("click", (e) => {
    const held = down && e.timeStamp - down >= long;
    down = 0;
    ask("POST", `/lamps/${c.n}/press${held ? "?long=true" : ""}`).catch(() => tell(false));
  });
  const li = make("li", "card", make("b", "", c.room ? say("console.room", { N: c.room }) : String(c.n)), make("small"), make("span", "lamp"), make("output"), press);
  li.dataset.n = c.n;
  return li;
}
