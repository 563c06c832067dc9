// A picture of the kiosk's first screen by the draft, in each language and look.

import { $, fill, make, put } from "./common.js";

const perPage = 8;
const more = { pl: "Więcej spraw", en: "More services", uk: "Більше справ", de: "Weitere Anliegen" };
const welcome = { pl: "Co chcesz załatwić?", en: "What would you like to do?", uk: "Що ви хочете вирішити?", de: "Was möchten Sie erledigen?" };
let lang = "pl";

export function preview(bench) {
  if (!bench) return;
  const o = bench.office;
  const groups = (o.groups ?? []).filter((g) => !g.hidden
    && (o.services ?? []).some((s) => s.letter === g.letter && !s.hidden && s.kind !== "info"));
  const room = { easy: 4, low: 4, large: 6 }[$("kiosk").dataset.look] ?? perPage;
  const tiles = groups.slice(0, room).map((g) => ({ key: g.letter, g }));
  if (groups.length > room) tiles.push({ key: "more" });
  put($("welcome"), welcome[lang]);
  fill($("tiles"), tiles, (t) => t.key, (t) => {
    const li = make("li", t.g ? "" : "more");
    if (t.g) {
      const s = make("span", "swatch", make("img"));
      s.firstChild.alt = "";
      li.append(s, make("span"));
    } else li.append(make("span"));
    return li;
  }, (li, t) => {
    if (!t.g) {
      put(li.firstChild, more[lang] + " →");
      return;
    }
    li.firstChild.style.background = t.g.color;
    const src = "/setup/icons/" + t.g.icon + ".svg";
    if (li.firstChild.firstChild.getAttribute("src") !== src) li.firstChild.firstChild.setAttribute("src", src);
    put(li.lastChild, t.g.name?.[lang] ?? "–");
  });
  fill($("langs"), o.languages ?? [], (l) => l, (l) => make("button", "", l.toUpperCase()), (b, l) => {
    b.setAttribute("aria-pressed", String(l === lang));
    b.onclick = () => { lang = l; preview(bench); };
  });
}
