// The devices: what they say, what a technician tries and chooses, and the verdict on each.

import { $, fill, make, put, say } from "./common.js";

const order = ["printer", "sound", "screen", "machine", "central", "lamps"]; // a hall has many lamps
let timer = null;

// hardware fetches the page and keeps it fresh while it is shown.
export async function hardware(ask, toast, drafted) {
  const busy = (on) => $("parts").setAttribute("aria-busy", on);
  const act = async (path, body) => {
    if (body) busy(true);
    try {
      const page = await ask(path, body);
      if (!page) return;
      draw(page.parts);
      if (page.said) toast(page.said, "", true);
      if (path.endsWith("/choose")) drafted();
    } catch (e) {
      if (body || e.text) toast(e.text ?? say("setup.lost"), e.hint);
      if (body) await act("/setup/hardware"); // a part that did not obey has failed
    } finally { if (body) busy(false); }
  };
  const choose = (id, value) => act("/setup/hardware/choose", { id, value });
  const draw = (parts) => {
    const rows = order.flatMap((of) => {
      const own = parts.filter((p) => p.of === of);
      return own.length ? [{ id: "head-" + of, head: of }, ...own] : [];
    });
    fill($("parts"), rows, (r) => r.id, (r) => r.head ? heading(r.head) : row(r.id), (el, r) => { if (!r.head) update(el, r); });
  };

  const heading = (of) => {
    const h = make("h2", "", say("setup.h_" + of));
    const jump = make("button", "", say("setup.h_" + of));
    jump.onclick = () => h.scrollIntoView();
    $("partsnav").append(jump);
    return h;
  };

  const row = (id) => {
    const tries = make("button", "try", say("setup.h_try"));
    const pass = make("button", "", say("setup.h_pass"));
    const fail = make("button", "", say("setup.h_fail"));
    tries.onclick = () => act("/setup/hardware/try", { id });
    pass.onclick = () => act("/setup/hardware/judge", { id, works: true });
    fail.onclick = () => act("/setup/hardware/judge", { id, works: false });
    const list = make("select");
    list.onchange = () => choose(id, list.value);
    const field = make("input");
    field.maxLength = 100;
    field.autocomplete = "off";
    field.spellcheck = false;
    const form = make("form", "row", field, make("button", "", say("setup.h_send")));
    form.onsubmit = (e) => { e.preventDefault(); choose(id, field.value); };
    return make("div", "part-row", make("div", "", make("span"), make("small")), make("div", "row", list, form, tries, pass, fail), make("span", "chip"));
  };

  const update = (el, r) => {
    const [what, deeds, chip] = el.children;
    const [list, form, tries, pass, fail] = deeds.children;
    put(what.children[0], r.name);
    put(what.children[1], [r.value, r.note, r.hint, r.when].filter(Boolean).join(" · "));
    what.children[1].hidden = !what.children[1].textContent;
    tries.hidden = !r.try;
    pass.hidden = fail.hidden = !r.asks;
    list.hidden = !r.picks;
    list.setAttribute("aria-label", r.name);
    const picks = JSON.stringify(r.picks ?? []);
    if (list.dataset.picks !== picks && document.activeElement !== list) {
      list.dataset.picks = picks;
      list.replaceChildren(...(r.picks ?? []).map((p) => {
        const o = make("option", "", p.name);
        o.value = p.value;
        o.selected = Boolean(p.chosen);
        return o;
      }));
      if (!(r.picks ?? []).some((p) => p.chosen)) {
        const none = make("option", "", "–");
        none.disabled = none.selected = true;
        list.prepend(none);
      }
    }
    form.hidden = !r.field;
    const field = form.children[0];
    field.placeholder = r.field ?? "";
    field.setAttribute("aria-label", r.field ?? "");
    if (document.activeElement !== field && !field.value && r.filled) field.value = r.filled;
    put(chip, r.verdict);
    chip.className = "chip " + (r.verdict ? r.judged : "none");
  };

  $("reportprint").onclick = () => act("/setup/hardware/print", {});
  clearInterval(timer);
  timer = setInterval(() => { if (!$("hardware").hidden) act("/setup/hardware"); }, 3000);
  await act("/setup/hardware");
}
