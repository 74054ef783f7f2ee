// Keys and presence. Everything works without this file.
(function () {
  "use strict";
  var token = function () { var f = document.querySelector("[name=csrfmiddlewaretoken]"); return f ? f.value : ""; };
  var rows, at, lastKey = "";
  function listed() {
    rows = Array.prototype.slice.call(document.querySelectorAll(".row[data-href]"));
    at = rows.findIndex(function (r) { return r.classList.contains("at"); });
  }
  listed();
  document.addEventListener("rows", listed);  // a list that was drawn anew
  if (at >= 0) inSight(rows[at]);
  // Only what scrolls by itself moves: the page opens at its beginning.
  function inSight(row) {
    for (var box = row.parentElement; box && box !== document.body; box = box.parentElement) {
      if (box.scrollHeight <= box.clientHeight || !/auto|scroll/.test(getComputedStyle(box).overflowY)) continue;
      var frame = box.getBoundingClientRect(), place = row.getBoundingClientRect();
      if (place.top < frame.top) box.scrollTop -= frame.top - place.top;
      else if (place.bottom > frame.bottom) box.scrollTop += place.bottom - frame.bottom;
      return;
    }
  }
  function move(step) {
    if (!rows.length) return;
    if (at >= 0) rows[at].classList.remove("at");
    at = Math.max(0, Math.min(rows.length - 1, at + step));
    rows[at].classList.add("at");
    rows[at].querySelector("a").focus();
  }
  // Keys by their place on the keyboard, so that they work in the Russian layout; they can be turned off in their list.
  var off = function () { try { return localStorage.getItem("keys") === "off"; } catch (e) { return false; } };
  var go = function (name) { var a = document.querySelector("a[data-go=" + name + "]");
    if (a) location.href = a.href; };
  var deeds = {
    KeyJ: function () { move(1); },
    KeyK: function () { move(-1); },
    KeyO: function () { if (at >= 0) location.href = rows[at].dataset.href; },
    KeyN: function () { go("new"); },
    KeyC: function () { go("calls"); },
    Slash: function (e) { var q = document.getElementById("q"); if (q) { e.preventDefault(); q.focus(); q.select(); } },
    KeyR: function () { var f = document.querySelector("[data-key=r]");
      if (f) { if (f.requestSubmit) f.requestSubmit(); else f.click(); } },
    KeyM: function (e) {
      var d = document.querySelector(".bulk-bar details.rest") || document.getElementById("more"), first;
      if (!d || !d.offsetParent) return;
      e.preventDefault(); d.open = true; first = d.querySelector("button,a,summary:not(:first-child)");
      if (first) first.focus();
    },
    KeyA: function (e) { var a = document.querySelector("details[data-key=a]"); if (a) { e.preventDefault();
      a.open = true; a.querySelector("select").focus(); } },
  };
  document.addEventListener("keydown", function (e) {
    if (/INPUT|TEXTAREA|SELECT/.test(e.target.tagName) || e.target.isContentEditable) return;
    if (e.ctrlKey || e.metaKey || e.altKey || document.querySelector("dialog[open]")) return;
    var before = lastKey;
    lastKey = e.code;
    if (e.code === "Slash" && e.shiftKey) { var d = document.getElementById("keys");
      if (d && d.showModal) d.showModal(); return; }
    if (off() || e.shiftKey) return;
    if (before === "KeyG" && e.code === "KeyT") { go("today"); return; }
    if (deeds[e.code]) deeds[e.code](e);
  });
  var keysOff = document.getElementById("keys-off");
  if (keysOff) {
    keysOff.checked = off();
    keysOff.addEventListener("change", function () { try { localStorage.setItem("keys", keysOff.checked ? "off" :
      "on"); } catch (e) { /* a private window */ } });
  }
  document.addEventListener("click", function (e) {
    var b = e.target.closest("[data-fill]");
    if (!b) return;
    var inputs = (b.closest("fieldset") || b.closest("form")).querySelectorAll("input[name^=topic]"), target = null;
    inputs.forEach(function (i) { if (!target && !i.value) target = i; });
    (target || inputs[0]).value = b.dataset.fill;
  });
  var wait;
  document.addEventListener("input", function (e) {
    var form = e.target.form;
    if (!form || !form.dataset.topics || !/^topic/.test(e.target.name) || e.target.value.length < 3) return;
    clearTimeout(wait);
    wait = setTimeout(function () {
      fetch(form.dataset.topics + "?q=" + encodeURIComponent(e.target.value)).then(function (r) { return r.text(); })
        .then(function (html) { form.querySelector("datalist").innerHTML = html; });
    }, 250);
  });
  // Ctrl Enter is the one main deed of the page, also from inside a field.
  document.addEventListener("keydown", function (e) {
    if (e.code !== "Enter" || !(e.ctrlKey || e.metaKey)) return;
    var form = e.target.form || document.getElementById("triage") || document.getElementById("composer") ||
      document.getElementById("sign") || document.getElementById("talk");
    var b = form && mainOf(form);
    if (!form) { var all = document.querySelectorAll("main form[method=post] button.primary");
      b = all.length === 1 ? all[0] : null; }
    if (b) { e.preventDefault(); b.click(); }
  });
  // Of a form: its primary, or the only button that sends it.
  function mainOf(form) {
    var own = Array.prototype.filter.call(form.elements, function (x) {
      return x.tagName === "BUTTON" && x.type === "submit"; });
    var first = own.filter(function (x) { return x.matches(".primary"); })[0];
    return first || (own.length === 1 ? own[0] : null);
  }
  // Enter in a field that has a button of its own presses that one.
  document.addEventListener("keydown", function (e) {
    var b = e.code === "Enter" && !e.ctrlKey && !e.metaKey && e.target.dataset && e.target.dataset.enter &&
      document.getElementById(e.target.dataset.enter);
    if (b) { e.preventDefault(); b.click(); }
  });
  // A known client's name and addresses go to the fields that are empty; without scripts the same button asks the
  // server.
  document.addEventListener("click", function (e) {
    var b = e.target.closest("[data-take]"), form = b && b.form;
    if (!form) return;
    e.preventDefault();
    var card = JSON.parse(b.dataset.take);
    Object.keys(card).forEach(function (name) { var f = form.elements[name];
      if (f && !f.value.trim()) f.value = card[name]; });
    form.elements.text.focus();
  });
  // How many are marked; all of the page at once; X marks the row one stands at.
  var bulk = document.querySelector("form.bulk"), all = document.getElementById("mark-all");
  function marks() { return bulk ? Array.prototype.slice.call(bulk.querySelectorAll("input[name=case]")) : []; }
  function counted() {
    var n = marks().filter(function (m) { return m.checked; }).length, b = bulk && bulk.querySelector(".chosen b");
    if (b) b.textContent = n;
    if (all) all.checked = n > 0 && n === marks().length;
  }
  if (bulk) bulk.addEventListener("change", function (e) {
    if (e.target === all) marks().forEach(function (m) { m.checked = all.checked; });
    counted();
  });
  // Shift and a click mark all from the row marked last.
  var lastMark = null;
  if (bulk) bulk.addEventListener("click", function (e) {
    if (e.target.name !== "case") return;
    var list = marks(), from = list.indexOf(lastMark), to = list.indexOf(e.target);
    if (e.shiftKey && from >= 0) list.slice(Math.min(from, to), Math.max(from, to) + 1).forEach(function (m) {
      m.checked = e.target.checked; });
    lastMark = e.target;
    counted();
  });
  var reach = function (e, where) { var f = document.querySelector(where); if (f && f.offsetParent) {
    e.preventDefault(); f.focus(); } };
  deeds.KeyE = function (e) { reach(e, "#triage [data-fill], #triage input[type=text], #triage select"); };
  deeds.KeyB = function (e) { reach(e, ".bulk-bar select, .bulk-bar input, .bulk-bar button"); };
  if (all) { all.hidden = false; counted(); }
  deeds.KeyX = function () { var m = at >= 0 && rows[at].querySelector("input[name=case]"); if (m) {
    m.checked = !m.checked; counted(); } };
  // The pane beside the list: its row is marked.
  document.addEventListener("htmx:afterSwap", function (e) {
    if (e.target.id === "trial") document.getElementById("trial").scrollIntoView({block: "nearest"});
    if (e.target.id !== "pane") return;
    var id = new URLSearchParams(location.search).get("open"), list = document.querySelector(".paned .list");
    rows.forEach(function (r, n) { var on = r.dataset.open === id; r.classList.toggle("at", on);
      if (on) at = n; });
    e.target.scrollTop = 0;
    if (list && !list.offsetParent) { window.scrollTo(0, 0); e.target.focus({preventScroll: true}); }
  });
  // A link within the page opens what it leads into, and closes the menu it stood in.
  document.addEventListener("click", function (e) {
    var link = e.target.closest && e.target.closest('a[href^="#"]'), menu = link && link.closest("details.up"), field;
    var place = link && link.hash.length > 1 && document.getElementById(link.hash.slice(1));
    if (!place) return;
    for (var d = place.closest("details"); d; d = d.parentElement.closest("details")) d.open = true;
    if (menu) menu.open = false;
    field = place.matches("details") && place.querySelector("input:not([type=hidden]),select,textarea");
    if (field) { e.preventDefault(); field.focus(); }
  });
  // Esc closes the pane, when nothing else is open above it and nothing is being typed, or was typed in it and not
  // kept.
  var typedBeside = false;
  document.addEventListener("input", function (e) { if (e.target.closest("#pane form")) typedBeside = true; });
  document.addEventListener("htmx:afterSwap", function (e) { if (e.target.id === "pane") typedBeside = false; });
  document.addEventListener("keydown", function (e) {
    if (e.code !== "Escape" || e.defaultPrevented || document.querySelector("dialog[open],details.more[open]")) return;
    if (typedBeside || /INPUT|TEXTAREA|SELECT/.test(e.target.tagName) || e.target.closest("details[open]")) return;
    var shut = document.querySelector(".pane a.shut");
    if (shut) shut.click();
  });
  var page = document.querySelector("[data-presence]"), box = document.getElementById("presence");
  if (page) {
    setInterval(function () {
      var data = new FormData();
      if (page.dataset.letter) data.append("letter", "1");
      fetch(page.dataset.presence, {method: "POST", body: data, headers: {"X-CSRFToken": token()}})
        .then(function (r) { return r.ok ? r.text() : ""; }).then(function (html) {
          box.innerHTML = html; }).catch(function () {});
    }, 30000);
  }
})();
// The knowledge base answers as people type; without scripts the same form leads to its page.
(function () {
  "use strict";
  var form = document.querySelector("form[data-known]");
  if (!form) return;
  var hits = document.getElementById("known-hits"), first = hits.innerHTML, timer, asked = 0;
  function draw(html) {
    hits.innerHTML = html;
    if (window.htmx) window.htmx.process(hits);
    document.dispatchEvent(new Event("rows"));
  }
  // What the page itself asks for at once comes later than the page, and not over what has been looked for meanwhile.
  hits.addEventListener("htmx:beforeSwap", function (e) {
    if (e.target !== hits || !e.detail.shouldSwap) return;
    first = e.detail.serverResponse;
    if (form.elements.q.value.trim().length >= 2) e.detail.shouldSwap = false;
  });
  hits.addEventListener("htmx:afterSwap", function () { document.dispatchEvent(new Event("rows")); });
  form.elements.q.addEventListener("input", function () {
    clearTimeout(timer);
    timer = setTimeout(function () {
      var mine = ++asked, q = form.elements.q.value.trim();
      if (q.length < 2) { draw(first); return; }
      fetch(form.dataset.known + (/\?/.test(form.dataset.known) ? "&" : "?") + new URLSearchParams(new FormData(form)))
        .then(function (r) { return r.ok ? r.text() : ""; })
        .then(function (html) { if (mine === asked) draw(html); })
        .catch(function () {});
    }, 150);
  });
})();
// How far a recount of terms is; without scripts the page has a link to look again.
(function () {
  "use strict";
  var list = document.querySelector("[data-progress]");
  if (!list) return;
  setInterval(function () {
    fetch(list.dataset.progress).then(function (r) { return r.ok ? r.text() : ""; })
      .then(function (html) { if (html && html !== list.innerHTML) list.innerHTML = html; }).catch(function () {});
  }, 3000);
})();
// Half an hour without a deed ends the session: a warning two minutes before; typing counts as a deed. Tabs share the
// clock.
(function () {
  "use strict";
  var box = document.getElementById("idle");
  if (!box) return;
  var IDLE = 30 * 60000, WARN = 2 * 60000, PING = 5 * 60000, KEY = "acted";
  var button = box.querySelector("button"), words = box.querySelector("span"), warning = words.textContent;
  var token = document.querySelector("[name=csrfmiddlewaretoken]");
  function acted() { try { localStorage.setItem(KEY, String(Date.now())); } catch (e) { /* a private window */ } }
  function last() { try { return Number(localStorage.getItem(KEY)) || 0; } catch (e) { return 0; } }
  var here = Date.now();
  acted();
  function stay() {
    here = Date.now();
    fetch(box.dataset.stay, {method: "POST", headers: {"X-CSRFToken": token ? token.value : "", "X-Requested-With":
      "fetch"}})
      .then(function (r) { if (r.ok) { acted(); box.hidden = true; } else { over(); } }).catch(function () {});
  }
  function over() { words.textContent = box.dataset.over; button.hidden = true; box.hidden = false; }
  button.addEventListener("click", stay);
  document.addEventListener("input", function () { if (Date.now() - Math.max(here, last()) > PING) stay(); });
  setInterval(function () {
    var left = Math.max(here, last()) + IDLE - Date.now();
    if (left <= 0) over();
    else if (left <= WARN) { words.textContent = warning; button.hidden = false; box.hidden = false; }
    else box.hidden = true;
  }, 10000);
})();
// Copies of unsaved letters, and what was begun in other forms of a page, are of one person: signing out takes them
// away, and who signs in next finds none of another's.
(function () {
  "use strict";
  var idle = document.getElementById("idle"), me = idle ? idle.dataset.me : "";
  function old(kept) { try { return !(Date.now() - JSON.parse(kept).at < 7 * 86400000); } catch (e) { return true; } }
  function clear(all) {
    [localStorage, sessionStorage].forEach(function (box) {
      try {
        Object.keys(box).forEach(function (key) {
          var kind = (/^(draft|beside|sent):/.exec(key) || [])[1], mine = key.indexOf(kind + ":" + me + ":") === 0;
          if (kind && (all || !mine || (kind === "draft" && old(box.getItem(key))))) box.removeItem(key);
        });
      } catch (e) { /* a private window */ }
    });
  }
  if (me) clear(false);
  document.addEventListener("submit", function (e) {
    if (e.target.dataset.leaves === undefined) return;
    document.documentElement.dataset.leaving = "1";
    clear(true);
  });
})();
// A field of files in words of ours: what to press, where to drop, what is chosen; without scripts the browser's own
// stands.
(function () {
  "use strict";
  var words = document.getElementById("idle");
  if (!words) return;
  document.querySelectorAll("main input[type=file]").forEach(function (field, n) {
    var inside = field.closest("label"), box = document.createElement(inside ? "span" : "label"), say =
      document.createElement("b"), hint = document.createElement("span");
    if (!inside) { field.id = field.id || "file-" + n; box.htmlFor = field.id; }
    box.className = "filedrop";
    box.append(say, hint);
    function told() {
      var names = Array.prototype.map.call(field.files, function (f) { return f.name; });
      say.textContent = names.length ? names.join(", ") : field.multiple ? words.dataset.files : words.dataset.file;
      hint.textContent = names.length ? "" : words.dataset.drop;
    }
    function taken(file) {  // as the browser's own dialog takes them, by «accept»
      var kinds = (field.accept || "").split(",").map(function (k) { return k.trim().toLowerCase(); }).filter(Boolean);
      return !kinds.length || kinds.some(function (k) {
        if (k[0] === ".") return file.name.toLowerCase().slice(-k.length) === k;
        return k.slice(-2) === "/*" ? file.type.indexOf(k.slice(0, -1)) === 0 : file.type === k;
      });
    }
    field.classList.add("visually-hidden");
    field.after(box);
    field.addEventListener("change", told);
    if (field.form) field.form.addEventListener("reset", function () { setTimeout(told); });
    box.addEventListener("dragover", function (e) { e.preventDefault(); box.classList.add("over"); });
    box.addEventListener("dragleave", function () { box.classList.remove("over"); });
    box.addEventListener("drop", function (e) {
      e.preventDefault(); box.classList.remove("over");
      var given = e.dataTransfer.files, fits = Array.prototype.filter.call(given, taken), kept = new DataTransfer();
      if (!given.length) return;
      if (!field.multiple) fits = fits.slice(0, 1);
      fits.forEach(function (f) { kept.items.add(f); });
      if (fits.length) { field.files = kept.files; field.dispatchEvent(new Event("change", {bubbles: true})); }
      var left = Array.prototype.filter.call(given, function (f) { return fits.indexOf(f) < 0; });
      if (left.length) hint.textContent = words.dataset.left + " " + left.map(function (f) {
        return f.name; }).join(", ");
    });
    told();
  });
})();
// How long the talk goes on; without scripts its beginning stands there.
(function () {
  "use strict";
  var clock = document.querySelector("[data-clock]"), opened = performance.now();
  if (!clock) return;
  function tick() {
    var s = Number(clock.dataset.clock) + Math.floor((performance.now() - opened) / 1000), two = function (n) {
      return (n < 10 ? "0" : "") + n; };
    clock.textContent = (s >= 3600 ? Math.floor(s / 3600) + ":" : "") + two(Math.floor(s % 3600 / 60)) + ":" +
      two(s % 60);
  }
  tick();
  setInterval(tick, 1000);
})();
