// The choice of a counter on the clerk's page, by zones.

import { $, fill, make, placeName, put, say } from "./common.js";

// showPlaces draws the counters; take(n) is called with the one that is chosen.
export function showPlaces(house, q, take) {
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
    (sec, z) => fill(sec.lastChild, z.counters, (c) => c.n, (c) => placeButton(house, c, take), (b, c) => {
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

function placeButton(house, c, take) {
  const letters = [...new Set(c.serves.map((id) => house.services.find((s) => s.id === id)?.letter).filter(Boolean))];
  const groups = letters.map((l) => house.groups.find((g) => g.letter === l)?.name.pl).filter(Boolean).join(", ");
  const b = make("button", "", make("b", "", c.room ? placeName(c) : String(c.n)), make("i"), make("small", "", groups));
  b.dataset.n = c.n;
  b.addEventListener("click", () => take(c.n));
  return b;
}
