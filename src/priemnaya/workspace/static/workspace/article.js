// An article saves itself while it is written, and nothing typed is lost: a copy stays in this browser until the server
// has the
// words. A page that a colleague was quicker than writes nothing more by itself. Without this file the buttons post the
// form.
(function () {
  "use strict";
  var form = document.querySelector("form[data-article]");
  if (!form) return;
  var PAUSE = 700, KEEP = 150, FIELDS = ["title", "text", "why"];  // ms
  // The copy of this browser: of one person and one article (workspace.js takes away what another person left).
  var copy = "draft:" + form.dataset.me + ":article:" + form.dataset.article, older = copy + ":before";
  var saved = document.getElementById("saved"), met = document.getElementById("met"), unknown =
    document.getElementById("unknown");
  // in this window, until a page of work answers (kept.js)
  var sent = "sent:" + form.dataset.me + ":" + location.pathname;
  var timer, copying, busy = null, again = false, dirty = false, stale = false, going = false;

  function now() {
    var found = {};
    FIELDS.forEach(function (name) { if (form.elements[name]) found[name] = form.elements[name].value; });
    return found;
  }
  function keep() {
    if (!dirty || document.documentElement.dataset.leaving) return;
    try { localStorage.setItem(copy, JSON.stringify({at: Date.now(), fields: now()})); } catch (e) {
      /* full or a private window */ }
  }
  function stored(name, box) { try { return JSON.parse((box || localStorage).getItem(name) || "null"); } catch (e) {
    return null; } }
  function forget(name) { try { localStorage.removeItem(name); } catch (e) { /* a private window */ } }

  form.addEventListener("input", function (e) {
    if (FIELDS.indexOf(e.target.name) < 0) return;
    dirty = true;
    saved.textContent = form.dataset.autosave && !stale ? form.dataset.unsaved : form.dataset.local;
    clearTimeout(copying); copying = setTimeout(keep, KEEP);
    clearTimeout(timer); timer = setTimeout(save, PAUSE);
  });

  function body() {
    var data = new FormData();
    FIELDS.concat(["seen", "csrfmiddlewaretoken"]).forEach(function (name) {
      if (form.elements[name]) data.append(name, form.elements[name].value); });
    return data;
  }

  // One save at a time, so that an older text never comes after a newer one.
  function save() {
    clearTimeout(timer);
    if (!form.dataset.autosave || stale) return Promise.resolve();
    if (busy) { again = true; return busy; }
    dirty = false;
    busy = fetch(form.dataset.autosave, {method: "POST", body: body(), headers: {"X-Requested-With": "fetch"}})
      .then(function (r) { return r.json().then(function (j) { take(r, j); }); })
      .catch(function () { dirty = true; keep(); saved.textContent = form.dataset.offline; })
      .then(function () {
        busy = null;
        if (again) { again = false; return save(); }
      });
    return busy;
  }

  function take(r, j) {
    if (!r.ok) {
      dirty = true; keep();
      saved.textContent = r.status === 409 ? form.dataset.local : j.old ? form.dataset.old : j.text;
      if (r.status === 409) { stale = true; met.hidden = false; met.querySelector("p").textContent = j.text; }
      return;
    }
    form.elements.seen.value = j.seen;
    unknown.textContent = "";
    j.unknown.forEach(function (words) { var li = document.createElement("li"); li.textContent = words;
      unknown.appendChild(li); });
    if (dirty || again) return;
    saved.textContent = j.text;
    clearTimeout(copying); forget(copy);
  }

  // A button waits for the save on its way; the form carries the words as they are now.
  form.addEventListener("submit", function (e) {
    clearTimeout(timer);
    if (busy) {
      var button = e.submitter;
      e.preventDefault();
      busy.then(function () { form.requestSubmit(button || undefined); });
      return;
    }
    keep();
    try { if (dirty) sessionStorage.setItem(sent, JSON.stringify({at: Date.now(), seen: form.elements.seen ?
      form.elements.seen.value : "", fields: now()})); } catch (x) { /* full or a private window */ }
    going = true;
  });
  document.addEventListener("click", function (e) {
    var link = e.target.closest("a[href]");
    if (!link || link.target || !dirty || stale || !form.dataset.autosave || e.ctrlKey || e.metaKey || e.shiftKey ||
      link.getAttribute("href")[0] === "#") return;
    e.preventDefault();
    save().then(function () { location.href = link.href; });
  });
  window.addEventListener("pagehide", function () {
    if (!dirty || going) return;
    keep();
    if (form.dataset.autosave && !stale) fetch(form.dataset.autosave, {method: "POST", body: body(), headers:
      {"X-Requested-With": "fetch"}, keepalive: true});
  });
  window.addEventListener("pageshow", function () { going = false; });

  function back(fields) {
    FIELDS.forEach(function (name) { if (form.elements[name] && fields[name] !== undefined) form.elements[name].value =
      fields[name]; });
    form.elements.text.dispatchEvent(new Event("input", {bubbles: true}));
  }
  // A copy that the server never got is offered, and stays until it is taken or put away.
  var found = stored(older) || stored(copy), box = document.getElementById("local-copy");
  function differs(fields) {
    return FIELDS.some(function (name) {
      var field = form.elements[name];
      return field && (fields[name] || "").trim() && fields[name].replace(/\r/g, "").trim() !==
        field.value.replace(/\r/g, "").trim();
    });
  }
  // Sent, and not taken by the page of an error that answered: put back over what it was typed over.
  var unsent = null;
  try { unsent = stored(sent, sessionStorage); sessionStorage.removeItem(sent); } catch (e) { /* a private window */ }
  if (unsent && differs(unsent.fields) && unsent.seen === (form.elements.seen ? form.elements.seen.value : "")) {
    back(unsent.fields);
    forget(copy); forget(older);
    found = null;
  }
  if (found && differs(found.fields)) {
    forget(copy);
    try { localStorage.setItem(older, JSON.stringify(found)); } catch (e) { /* full */ }
    box.hidden = false;
    box.querySelector("strong").textContent = box.dataset.found + " " + new Date(found.at).toLocaleString("ru-RU", {day:
      "numeric", month: "long", hour: "2-digit", minute: "2-digit"});
    box.querySelector(".pre").textContent = found.fields.text || "";
    box.querySelector("[data-take]").addEventListener("click", function () {
      box.hidden = true; forget(older);
      back(found.fields);
    });
    box.querySelector("[data-forget]").addEventListener("click", function () { box.hidden = true; forget(older); });
  } else if (found) { forget(copy); forget(older); }
})();
