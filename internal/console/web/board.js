// The hall board: a picture of the queue for a big screen, and an honest word when the picture is old.

import { $, clock, fill, Link, local, make, office, put, say } from "./common.js";

const shown = 6; // calls
const fresh = 10000; // ms for which a call stands out
const stale = 10000; // ms after which the picture is called old
const turns = { ahead: 0, up: 0, right: 90, down: 180, left: 270 };

let q = null;
let seen = null; // q.now of the last picture
let link = null;
const started = performance.now();

setInterval(tick, 1000);
let house = await office();
link = new Link((queue) => { q = queue; seen = q.now; render(); }, () => tick(), async () => { house = await office(); });

function render() {
  const calls = q.calls.filter((t) => q.counters.some((c) => c.n === t.counter)).slice(0, shown);
  $("empty").hidden = calls.length > 0;
  $("calls").hidden = calls.length === 0;
  $("heads").classList.toggle("none", calls.length === 0);
  $("calls").dataset.rows = calls.length;
  fill($("calls"), calls, (t) => t.id, row, update);
  const of = (g) => house.services.filter((s) => s.letter === g.letter);
  fill($("crowd"), house.groups.filter((g) => of(g).length), (g) => g.letter,
    (g) => make("li", "", make("b", "", g.letter), make("span", "", g.name.pl), make("b")),
    (li, g) => {
      const people = of(g).reduce((sum, s) => sum + (q.waiting[s.id] ?? 0), 0);
      li.classList.toggle("none", people === 0);
      put(li.lastChild, String(people));
    });
  tick();
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
  put(li.querySelector("small"), z?.way.pl ?? "");
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
  put($("clock"), clock(seen, age));
  for (const li of $("calls").children) {
    const since = Date.parse(seen) + age - Date.parse(li.dataset.called || 0);
    li.classList.toggle("new", Boolean(li.dataset.called) && since < fresh);
  }
}
