// How it stands with every service: those first for whom somebody waits longest.

import { $, clock, fill, make, put, say, wait } from "./common.js";

export function showLines(house, lines, open) {
  if (!lines) return;
  put($("asof"), say("tablet.as_of", { Time: clock(lines.now) }));
  const sorted = [...lines.lines].sort((a, b) => b.longest - a.longest || b.waiting - a.waiting);
  fill($("linelist"), sorted, (l) => l.service, (l) => {
    const b = make("button", "", make("b"), make("strong"), make("span"), make("small"));
    b.addEventListener("click", () => open(l.service));
    return make("li", "", b);
  }, (li, l) => {
    const [name, waiting, facts, note] = li.firstChild.children;
    put(name, house.services.find((s) => s.id === l.service)?.name.pl ?? l.service);
    put(waiting, say("tablet.waiting_n", { Total: l.waiting }));
    const counters = l.serving ? say("tablet.open_n", { Total: l.serving }) : say("tablet.no_counter");
    put(facts, [l.waiting ? say("tablet.longest", { Min: l.longest }) : "", counters, l.open ? `${say("tablet.wait_new")}: ${wait(l.wait)}` : ""].filter(Boolean).join(" · "));
    put(note, l.note ?? "");
    li.classList.toggle("quiet", l.waiting === 0);
    li.classList.toggle("stuck", l.waiting > 0 && l.serving === 0);
  });
}
