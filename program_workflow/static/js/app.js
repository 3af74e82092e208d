/* Convenience only: every page works without this file. Keys follow the place on the keyboard (event.code). */
(() => {
  "use strict";
  const one = (selector, root = document) => root.querySelector(selector);
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];

  /* Keys ------------------------------------------------------------------------------------- */
  const OFF = "program-workflow.keys-off";
  const remembered = () => { try { return localStorage.getItem(OFF) === "1"; } catch { return false; } };
  const keysAreOn = () => document.body.dataset.keys !== "off" && !remembered();
  const typing = (target) => target.closest("input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable]");

  const rows = () => all("[data-row]").filter((row) => row.offsetParent !== null);
  let range = null;
  const currentRow = () => {
    const marked = one("[data-row][aria-current]");
    return marked && marked.offsetParent !== null ? marked : document.activeElement.closest("[data-row]");
  };
  const goTo = (row) => {
    if (!row) return;
    all("[data-row][aria-current]").forEach((other) => { other.removeAttribute("aria-current"); other.classList.remove("is-current"); });
    row.setAttribute("aria-current", "true");
    if (row.classList.contains("clause")) row.classList.add("is-current");
    const stop = one("[data-open], a[href], input:not([type=hidden])", row) || row;
    stop.focus({ preventScroll: true });
    row.scrollIntoView({ block: "nearest" });
  };
  const step = (by) => {
    const list = rows();
    const at = list.indexOf(currentRow());
    goTo(list[at < 0 ? (by > 0 ? 0 : list.length - 1) : at + by]);
  };
  const follow = (selector) => { const link = one(selector); if (link) link.click(); return Boolean(link); };
  const openRow = () => {
    const row = currentRow();
    const link = row && one("[data-open], a[href]", row);
    if (link) link.click();
  };
  const tickRow = (wide) => {
    const row = currentRow();
    const box = row && one("[data-tick], .tick input", row);
    if (!box) return;
    const list = rows();
    const [from, to] = [list.indexOf(range), list.indexOf(row)].sort((a, b) => a - b);
    if (wide && from >= 0) {
      list.slice(from, to + 1).forEach((each) => { const tick = one("[data-tick], .tick input", each); if (tick && !tick.checked) tick.click(); });
    } else {
      box.click();
    }
    range = row;
  };
  /* From one of several rows in order to the next; from between two of them to the nearer one that way. */
  const stepAmong = (stops, by) => {
    const row = currentRow();
    const after = row ? stops.findIndex((stop) => row.compareDocumentPosition(stop) & Node.DOCUMENT_POSITION_FOLLOWING) : 0;
    const end = after < 0 ? stops.length : after;
    const at = stops.indexOf(row);
    const next = stops[by > 0 ? end : at < 0 ? end - 1 : at - 1];
    if (next) goTo(next);
    return next;
  };
  /* A comparison: the count, the strip and the address follow, so that the place can be sent to somebody. */
  const frameOnStrip = (place) => {
    const [section, tick] = place.split(":").map(Number);
    const strip = all(".strip svg")[section];
    all(".strip .t-here").forEach((frame) => frame.remove());
    if (!strip) return;
    const frame = document.createElementNS(strip.namespaceURI, "rect");
    Object.entries({ class: "t-here", x: Math.max(tick * 7 - 1, 1), y: 1, width: 9, height: 22, rx: 2 }).forEach(([name, value]) => frame.setAttribute(name, value));
    strip.append(frame);
  };
  const tellChange = (row, changes) => {
    const count = one("[data-change-count]");
    if (!count) return;
    const here = changes.indexOf(row) + 1;
    count.textContent = count.dataset.changeCount.replace("{here}", here).replace("{total}", changes.length);
    all("[data-change-by]").forEach((link) => { link.hidden = here === (link.dataset.changeBy > 0 ? changes.length : 1); });
    frameOnStrip(row.dataset.change);
    const address = new URL(location.href);
    address.searchParams.set("at", here);
    address.hash = row.id;
    history.replaceState(history.state, "", address);
    all("[data-key=view]").forEach((link) => {
      const other = new URL(link.href);
      other.searchParams.set("at", here);
      other.hash = row.id;
      link.href = other;
    });
  };
  const changeBy = (by) => {
    if (follow(by > 0 ? "[data-key=next]" : "[data-key=previous]")) return;
    const changes = all("[data-change]");
    const row = stepAmong(changes, by);
    if (row) tellChange(row, changes);
  };
  const sectionBy = (by) => {
    if (follow(by > 0 ? "[data-key=right]" : "[data-key=left]")) return;
    stepAmong(all(".strip a[href^='#']").map((link) => document.getElementById(link.hash.slice(1))).filter(Boolean), by);
  };
  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-change-by]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    changeBy(Number(link.dataset.changeBy));
  });
  const search = () => { const field = one("[data-key=search], input[type=search]"); if (field) { field.focus(); field.select(); } };
  const listKeys = () => { const list = one("#keys"); if (list && !list.open) list.showModal(); };

  const KEYS = {
    KeyJ: () => step(1), KeyK: () => step(-1), KeyO: openRow, KeyX: (event) => tickRow(event.shiftKey),
    KeyN: () => changeBy(1), KeyP: () => changeBy(-1),
    KeyV: () => follow("[data-key=view]:not([aria-current])"),
    BracketLeft: () => sectionBy(-1), BracketRight: () => sectionBy(1),
    KeyE: () => {
      const row = currentRow();
      const own = row && one("[data-key=propose]", row);
      if (own) own.click(); else follow("[data-key=propose]");
    },
    KeyU: () => follow("[data-up]"),
  };
  const PLACES = { KeyT: "[data-goto=t]", KeyP: "[data-goto=p]" };
  let going = 0;

  document.addEventListener("keydown", (event) => {
    const guarded = event.target.closest && event.target.closest("form[data-guard]");
    if (event.code === "Enter" && event.ctrlKey && guarded) {
      const save = one("[data-key=save]", guarded);
      if (save) { event.preventDefault(); save.click(); }
      return;
    }
    if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing || one("dialog[open]")) return;
    if (!event.target.closest || typing(event.target)) return;
    if (!keysAreOn()) return;
    if (event.code === "Slash" && event.shiftKey) { event.preventDefault(); listKeys(); return; }
    if (event.code === "Slash") { event.preventDefault(); search(); return; }
    if (event.code === "KeyG" && !event.shiftKey) { going = Date.now(); return; }
    if (Date.now() - going < 1500 && PLACES[event.code]) { going = 0; event.preventDefault(); follow(PLACES[event.code]); return; }
    going = 0;
    const act = KEYS[event.code];
    if (!act || (event.shiftKey && event.code !== "KeyX")) return;
    event.preventDefault();
    act(event);
  });

  /* Waiting: the old content stays, a bar and aria-busy appear after 300 ms -------------------- */
  let waiting = 0;
  const busy = new Map();
  const bar = () => one(".loading");
  document.addEventListener("htmx:beforeRequest", (event) => {
    const target = event.detail.target;
    const timer = setTimeout(() => {
      if (target) target.setAttribute("aria-busy", "true");
      if (!bar()) { const line = document.createElement("div"); line.className = "loading"; document.body.append(line); }
    }, 300);
    waiting += 1;
    busy.set(event.detail.xhr, { timer, target });
  });
  document.addEventListener("htmx:afterRequest", (event) => {
    const kept = busy.get(event.detail.xhr);
    if (!kept) return;
    clearTimeout(kept.timer);
    if (kept.target) kept.target.removeAttribute("aria-busy");
    busy.delete(event.detail.xhr);
    waiting -= 1;
    if (waiting <= 0 && bar()) bar().remove();
  });
  document.addEventListener("htmx:configRequest", (event) => {
    const token = one("meta[name=csrf-token]");
    if (token && event.detail.verb !== "get") event.detail.headers["X-CSRFToken"] = token.content;
  });

  /* Where the panel stands under the text, the link leads to the page of the clause instead ------ */
  document.addEventListener("htmx:confirm", (event) => {
    if (!event.target.matches("[data-beside]") || matchMedia("(min-width: 64.01rem)").matches) return;
    event.preventDefault();
    location.assign(event.target.href);
  });

  /* A folded part that was opened in place: the reader goes on at its first clause ---------------- */
  document.addEventListener("htmx:afterSettle", (event) => {
    const link = event.detail.requestConfig && event.detail.requestConfig.elt;
    if (link && link.matches(".folded a")) goTo(document.getElementById(link.hash.slice(1)));
  });

  /* Errors first ------------------------------------------------------------------------------ */
  const focusErrors = (root) => { const summary = one("[data-focus]", root); if (summary) summary.focus(); };
  document.addEventListener("htmx:afterSettle", (event) => {
    if (event.detail.elt.id === "main") { tellScript(); focusErrors(event.detail.elt); keepGuards(); }
  });

  /* Unsaved text; a button pressed twice -------------------------------------------------------- */
  const saved = new WeakMap();
  const typed = (form) => JSON.stringify([...new FormData(form)].filter(([, value]) => typeof value === "string"));
  const keepGuards = () => all("form[data-guard]").forEach((form) => { if (!saved.has(form)) saved.set(form, form.hasAttribute("data-unsaved") ? "" : typed(form)); });
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.matches("[data-guard]")) saved.set(form, typed(form));
    if (form.matches("[data-once]")) {
      if (form.dataset.sent) event.preventDefault();
      form.dataset.sent = "1";
    }
  });
  document.addEventListener("htmx:afterRequest", (event) => {
    const form = event.detail.elt.closest("form[data-guard]");
    const kept = event.detail.xhr.getResponseHeader("X-Saved");
    if (form && kept) saved.set(form, typed(form));
  });
  window.addEventListener("beforeunload", (event) => {
    if (all("form[data-guard]").some((form) => saved.has(form) && saved.get(form) !== typed(form))) event.preventDefault();
  });
  window.addEventListener("pageshow", () => all("form[data-once]").forEach((form) => delete form.dataset.sent));

  /* At the start -------------------------------------------------------------------------------- */
  const tellScript = () => {
    all("[data-script]").forEach((element) => { element.hidden = false; });
    all("[data-no-script]").forEach((element) => { element.hidden = true; });
  };
  const start = () => {
    tellScript();
    all("[data-shows]").forEach((box) => box.addEventListener("change", () => { one(`#${box.dataset.shows}`).type = box.checked ? "text" : "password"; }));
    all("[data-list-keys]").forEach((button) => button.addEventListener("click", listKeys));
    keepGuards();
    focusErrors(document);
    const off = one("#keys-off");
    if (off) {
      off.checked = remembered();
      off.addEventListener("change", () => { try { localStorage.setItem(OFF, off.checked ? "1" : "0"); } catch { /* private window: holds for this page */ } });
    }
    all("[data-tick-all]").forEach((box) => box.addEventListener("change", () => {
      all("[data-tick]", box.closest("form") || document).forEach((tick) => { tick.checked = box.checked; });
      document.dispatchEvent(new CustomEvent("ticked"));
    }));
    const count = () => {
      const ticked = all("[data-tick]:checked");
      all("[data-count-ticks]").forEach((place) => { place.textContent = ticked.length; });
      all("[data-fits]").forEach((place) => {
        const fitting = ticked.filter((tick) => (tick.dataset.steps || "").split(" ").includes(place.dataset.fits)).length;
        place.textContent = " " + place.dataset.words.replace("{fitting}", fitting).replace("{ticked}", ticked.length);
        place.hidden = ticked.length === 0;
      });
    };
    document.addEventListener("change", (event) => { if (event.target.matches("[data-tick]")) count(); });
    document.addEventListener("ticked", count);
    count();
  };
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start); else start();
})();
