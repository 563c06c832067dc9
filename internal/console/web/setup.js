// The technician's page: the draft, its review, its application, and the versions.

import { $, fill, make, put, say } from "./common.js";
import { Form } from "./setup-form.js";
import { hardware } from "./setup-hardware.js";
import { preview } from "./setup-preview.js";
import { PlaceList } from "./setup-place.js";
import { Tree } from "./setup-tree.js";

let bench = null; // GET /setup/state

// ask sends one request of the desk; every answer that succeeds is the whole workbench.
async function ask(deed, body) {
  const get = !deed || deed === "/setup/hardware";
  const res = await fetch(deed ? (deed.startsWith("/") ? deed : "/setup/do/" + deed) : "/setup/state", !get
    ? { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body ?? {}), cache: "no-store" }
    : { cache: "no-store" });
  if (res.status === 401) {
    location.assign("/login?to=/setup");
    return null;
  }
  const answer = await res.json();
  if (!res.ok) throw answer;
  return answer;
}

// act does a deed, shows the result and says so; false when it was refused.
async function act(deed, body, done) {
  try {
    const b = await ask(deed, body);
    if (!b) return false;
    $("lost").hidden = true;
    show(b);
    if (done) toast(done, "", true);
    return true;
  } catch (e) {
    if (e.text) toast(e.text, e.hint);
    else $("lost").hidden = false;
    return false;
  }
}

// toast says what has been done, in place of what was said before, or what went wrong.
function toast(text, hint, good) {
  for (const old of document.querySelectorAll(".toast.good")) old.remove();
  const t = make("div", good ? "toast good" : "toast", make("b", "", text), hint ?? "");
  $("toasts").append(t);
  setTimeout(() => t.remove(), good ? 3500 : 9000);
}

const change = (c, done) => act("change", { change: c }, done ?? say("setup.saved"));

// sure asks before something is lost.
function sure(question, yes) {
  return new Promise((answer) => {
    put($("suretext"), question);
    put($("sureyes"), yes);
    $("sure").returnValue = "";
    $("sure").onclose = () => answer($("sure").returnValue === "yes");
    $("sure").showModal();
  });
}
$("sureyes").onclick = () => $("sure").close("yes");
$("sureno").onclick = () => $("sure").close("");

const form = new Form($("form"), {
  save: (c) => change(c),
  remove: async (kind, id, name) => await sure(say("setup.remove_sure", { Name: name }), say("setup.remove"))
    && await change({ do: "remove", kind, id }),
  closed() { tree.pick(null); $("pickhint").hidden = false; },
});
const places = new PlaceList($("placelist"), (kind, id) => { $("placehint").hidden = true; placeForm.open(bench, kind, id); });
const placeForm = new Form($("placeform"), {
  save: (c) => change(c),
  remove: async (kind, id, name) => await sure(say("setup.remove_plain", { Name: name }), say("setup.remove"))
    && await change({ do: "remove", kind, id }),
  closed() { places.pick(null); $("placehint").hidden = false; },
});
for (const kind of ["counter", "zone", "hours"]) {
  $("add" + kind).onclick = () => { $("placehint").hidden = true; places.pick(null); placeForm.add(bench, kind); };
}
const tree = new Tree($("tree"), {
  open(kind, id) { $("pickhint").hidden = true; form.open(bench, kind, id); },
  move: (kind, id, before) => change({ do: "move", kind, id, before }, say("setup.moved")),
});

function show(b) {
  bench = b;
  $("stale").hidden = !b.stale;
  $("ondisk").hidden = !b.on_disk;
  $("planned").hidden = !b.scheduled;
  put($("plannedtext"), b.failed ? say("setup.failed", { Why: b.failed }) : say("setup.scheduled", { Day: b.scheduled ?? "" }));
  $("broken").hidden = !b.broken;
  put($("broken"), say("setup.broken", { Why: b.broken ?? "" }));
  tree.show(b);
  form.refresh(b);
  places.show(b);
  placeForm.refresh(b);
  preview(b);
  const n = b.changes.length;
  $("standing").replaceChildren(b.changed ? say("setup.changes_count", { N: n }) : say("setup.no_changes"),
    ...(b.problems.length ? [make("span", "bad", say("setup.problems_count", { N: b.problems.length }))] : []));
  $("discard").disabled = !b.changed && !b.stale;
  $("review").disabled = !b.changed;
  fill($("versionlist"), b.versions, (v) => v.n, () => {
    const li = make("li", "", make("b"), make("span"), make("span", "soft"), make("span", "chip"), make("button"));
    return li;
  }, (li, v) => {
    put(li.children[0], String(v.n));
    put(li.children[1], v.at);
    put(li.children[2], v.by);
    put(li.children[3], say("setup.version_now"));
    li.children[3].hidden = !v.now;
    put(li.children[4], say("setup.version_back"));
    li.children[4].hidden = Boolean(v.now);
    li.children[4].onclick = async () => { if (await act("restore", { n: v.n }, say("setup.undone", { N: v.n }))) tab("buttons"); };
  });
}

// The review.
$("review").onclick = () => {
  const b = bench;
  fill($("changelist"), b.changes, (c) => c.text, (c) => make("li", "", c.text, ...(c.restart ? [make("small", "", say("setup.needs_restart"))] : [])), () => {});
  $("sheetproblems").hidden = !b.problems.length;
  fill($("problemlist"), b.problems, (p) => JSON.stringify(p), (p) => make("li", "", p.place + (p.line ? " (" + say("setup.line", { N: p.line }) + ")" : "") + ": " + p.text), () => {});
  $("sheetrefused").hidden = !b.refused;
  $("sheetrefused").replaceChildren(make("strong", "", b.refused?.text ?? ""), b.refused?.hint ?? "");
  put($("tomorrow"), say("setup.tomorrow", { Day: b.tomorrow }));
  $("apply").disabled = b.problems.length > 0 || Boolean(b.refused) || b.stale;
  $("tomorrow").disabled = b.problems.length > 0 || b.stale;
  $("sheet").showModal();
};
$("sheetcancel").onclick = () => $("sheet").close();
$("apply").onclick = async () => {
  const restart = bench.restart;
  $("sheet").close();
  if (await act("apply", { when: "now" }, say("setup.applied")) && restart
    && await sure(say("setup.restart_sure"), say("setup.apply"))) {
    await act("restart");
    toast(say("setup.restarting"), "", true);
  }
};
$("tomorrow").onclick = async () => { $("sheet").close(); await act("apply", { when: "tomorrow" }); };
$("discard").onclick = () => act("discard", {}, say("setup.discarded"));
$("fromdisk").onclick = () => act("from-disk", {}, say("setup.from_disk_done"));
$("unschedule").onclick = () => act("unschedule");
$("addgroup").onclick = () => { $("pickhint").hidden = true; tree.pick(null); form.add(bench, "group"); };
$("addservice").onclick = () => { $("pickhint").hidden = true; form.add(bench, "service", tree.group()); };

// What is carried.
const base64 = (file) => new Promise((done, failed) => {
  const r = new FileReader();
  r.onload = () => done(r.result.split(",", 2)[1] ?? "");
  r.onerror = () => failed({});
  r.readAsDataURL(file);
});
$("export").onsubmit = async (e) => {
  e.preventDefault();
  try {
    const p = await ask("/setup/export", e.target.passphrase ? { passphrase: e.target.passphrase.value, again: e.target.again.value } : {});
    if (!p) return;
    e.target.reset();
    const a = make("a");
    a.href = URL.createObjectURL(new Blob([Uint8Array.from(atob(p.data), (c) => c.charCodeAt(0))], { type: "application/zip" }));
    a.download = p.name;
    a.click();
    setTimeout(() => URL.revokeObjectURL(a.href), 60000);
    $("exportcode").hidden = false;
    put($("exportcode"), say("setup.export_done", { Name: p.code }));
  } catch (err) { toast(err.text ?? say("setup.lost"), err.hint); }
};
$("import").onsubmit = async (e) => {
  e.preventDefault();
  const f = e.target;
  $("importrefused").hidden = true;
  try {
    const parcel = { data: await base64(f.file.files[0]), code: f.code.value, passphrase: f.passphrase?.value ?? "" };
    if (parcel.passphrase) {
      const would = await ask("/setup/import", { ...parcel, trial: true });
      if (!would || !await sure(would.secrets + " " + say("setup.secrets_rule"), say("setup.import_do"))) return;
    }
    const b = await ask("/setup/import", parcel);
    if (!b) return;
    show(b);
    toast(say("setup.imported"), b.note, true);
    f.reset();
    tab("buttons");
  } catch (err) {
    $("importrefused").hidden = false;
    $("importrefused").replaceChildren(make("strong", "", err.text ?? say("setup.lost")), err.hint ?? "");
  }
};

function tab(name) {
  if (name === "hardware") hardware(ask, toast, () => act(""));
  for (const t of document.querySelectorAll("[data-tab]")) {
    const on = t.dataset.tab === name;
    t.setAttribute("aria-selected", on);
    $(t.dataset.tab).hidden = !on;
  }
}
for (const t of document.querySelectorAll("[data-tab]")) t.onclick = () => tab(t.dataset.tab);
$("tabs").inert = false; // until here a press would have been lost

for (const b of document.querySelectorAll("[data-look]")) {
  if (b.tagName !== "BUTTON") continue;
  b.onclick = () => {
    for (const o of document.querySelectorAll("#looks button")) o.setAttribute("aria-pressed", o === b);
    $("kiosk").dataset.look = b.dataset.look;
    preview(bench);
  };
}

await act("");
