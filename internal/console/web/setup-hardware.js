// The devices: what they say, what a technician tries, and the verdict on each.

import { $, fill, make, put, say } from "./common.js";

const order = ["printer", "lamps", "machine", "central"];
let timer = null;

// hardware fetches the page and keeps it fresh while it is shown.
export async function hardware(ask, toast) {
  const act = async (path, body) => {
    try {
      const page = await ask(path, body);
      if (!page) return;
      draw(page.parts);
      if (page.said) toast(page.said, "", true);
    } catch (e) { toast(e.text ?? say("setup.lost"), e.hint); }
  };
  const draw = (parts) => {
    const rows = order.flatMap((of) => {
      const own = parts.filter((p) => p.of === of);
      return own.length ? [{ id: "head-" + of, head: of }, ...own] : [];
    });
    fill($("parts"), rows, (r) => r.id, (r) => {
      if (r.head) return make("h2", "", say("setup.h_" + r.head));
      const tries = make("button", "try", say("setup.h_try"));
      const pass = make("button", "", say("setup.h_pass"));
      const fail = make("button", "", say("setup.h_fail"));
      tries.onclick = () => act("/setup/hardware/try", { id: r.id });
      pass.onclick = () => act("/setup/hardware/judge", { id: r.id, works: true });
      fail.onclick = () => act("/setup/hardware/judge", { id: r.id, works: false });
      return make("div", "part-row", make("div", "", make("span"), make("small")), make("div", "row", tries, pass, fail), make("span", "chip"));
    }, (el, r) => {
      if (r.head) return;
      const [what, deeds, chip] = el.children;
      put(what.children[0], r.name);
      put(what.children[1], [r.value, r.hint, r.when].filter(Boolean).join(" · "));
      deeds.children[0].hidden = !r.try;
      deeds.children[1].hidden = deeds.children[2].hidden = !r.asks;
      put(chip, r.verdict);
      chip.className = "chip " + r.judged;
      chip.hidden = !r.asks && !r.judged;
    });
  };
  $("reportprint").onclick = () => act("/setup/hardware/print", {});
  clearInterval(timer);
  timer = setInterval(() => { if (!$("hardware").hidden) act("/setup/hardware"); }, 3000);
  await act("/setup/hardware");
}
