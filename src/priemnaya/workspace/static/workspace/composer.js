// The draft saves itself, and nothing typed is lost: every button waits for a save on its way and carries the text as
// it is now;
// what is put into the letter goes to the caret of the live text; leaving the page saves first. Without this file the
// same buttons
// post the form and the server saves before it does anything else.
(function () {
  "use strict";
  var form = document.querySelector("form[data-autosave]");
  if (!form) return;
  var PAUSE = 700;  // ms
  var text = document.getElementById("text"), saved = document.getElementById("saved"), help =
    document.getElementById("help");
  var decided = form.elements.decision.value, offered = decided;
  // Copies of this browser: of one person and one reply, each open page its own. Whoever signs in after them never
  // meets them (workspace.js).
  var own = "draft:" + form.dataset.me + ":" + form.dataset.reply, copy = own + ":" + form.elements.page.value;
  var timer, copying, busy = null, again = false, dirty = false, going = false, caret = false,
    cut = false;  // the server was not reached last time
  var quiet = {"X-Requested-With": "fetch"};
  // in this window, until a page of work answers (kept.js)
  var sent = "sent:" + form.dataset.me + ":" + location.pathname;

  function body(decision) {
    var data = new FormData(form);
    if (Array.prototype.some.call(form.elements, function (f) { return f.type === "file" && f.files.length; }))
      data.set("files_chosen", "1");
    ["files", "signature", "certificate"].forEach(function (name) { data.delete(name); });
    if (decision) data.set("decision", decision);
    return data;
  }

  document.addEventListener("input", function (e) {
    if (e.target.form !== form || e.target.type === "file" || e.target.name === "ground") return;
    clearTimeout(timer);
    going = false;
    if (e.target.id === "decision") { decide(); return; }
    if (e.target.dataset.apart !== undefined) return;
    dirty = true;
    saved.textContent = form.dataset.unsaved;
    clearTimeout(copying);
    copying = setTimeout(keepCopy, 150);
    timer = setTimeout(save, PAUSE);
  });

  function stored(box, name) { try { return JSON.parse(box.getItem(name) || "null"); } catch (e) { return null; } }
  function forget(name) { try { localStorage.removeItem(name); } catch (e) { /* a private window */ } }
  function fieldsNow() {
    var fields = {};
    body().forEach(function (value, name) { if (!/^(csrfmiddlewaretoken|shown|s|files_chosen)$/.test(name) &&
      typeof value ===
      "string") fields[name] = value; });
    return fields;
  }
  function keepCopy(box, name) {
    if (!dirty || document.documentElement.dataset.leaving) return;
    try { (box || localStorage).setItem(name || (box ? own : copy), JSON.stringify({at: Date.now(), key: copy, fields:
      fieldsNow()})); } catch (e) { /* full or a private window */ }
  }

  // What was typed under one decision is saved under it, before another is taken.
  function decide() {
    var was = decided, typed = dirty;
    decided = form.elements.decision.value;
    (busy || Promise.resolve()).then(function () { return typed ? save(was) : null; }).then(function () { dirty = true;
      return save(); });
  }
  if (text) text.addEventListener("focus", function () { caret = true; });

  // One save at a time: a later one begins when the earlier is answered, so that an older text never comes after a
  // newer one.
  function save(decision) {
    clearTimeout(timer);
    if (busy) { again = true; return busy; }
    var sent = body(typeof decision === "string" ? decision : "");
    dirty = false;
    busy = fetch(form.dataset.autosave, {method: "POST", body: sent, headers: quiet})
      .then(function (r) { cut = false; return r; }, function (why) { cut = true; throw why; })
      .then(function (r) { return r.json().then(function (j) { take(r, j, sent); }); })
      .catch(function () { dirty = true; saved.textContent = form.dataset.offline; })
      .then(function () {
        busy = null;
        if (again) { again = false; return save(); }
      });
    return busy;
  }

  function take(r, j, sent) {
    if (j.text && !(r.ok && (dirty || again))) saved.textContent = j.old ? form.dataset.old : j.text;
    // Somebody saved the same words with other choices: nothing typed is lost by looking at them.
    if (j.reload && apartSince(sent)) { dirty = true; timer = setTimeout(save, PAUSE); return; }
    if (j.reload && !dirty && !again) { going = true; clearTimeout(copying); forget(copy); location.reload(); return; }
    if (!r.ok) { dirty = true; if (j.beside) twoTexts(j.beside); return; }
    if (!dirty) { clearTimeout(copying); forget(copy); }
    form.elements.version.value = j.version;
    Object.keys(j.fields).forEach(function (name) { set(form.elements[name], j.fields[name], sent.get(name)); });
    refresh(document.getElementById("aside"), j.aside, sent);
    if (sent.get("decision") !== offered) {
      offered = sent.get("decision");
      refresh(document.getElementById("grounds-offered"), j.offered, sent);
    }
    j.answers.forEach(answered);
    if (again || dirty) return;  // what the panel says is of the text before: the next save brings the new one
    var state = document.getElementById("bar-state"), step = document.querySelector(".letter-bar .step");
    if (state) { state.innerHTML = j.bar; state.classList.remove("stale"); }
    if (step) step.classList.toggle("primary", !j.stopping);
    if (refresh(help, j.help, sent)) document.dispatchEvent(new CustomEvent("wording", {detail: j.rows}));
  }

  // Words beside the letter are kept by the server when the page is shown anew: those that it has been sent.
  function apartSince(sent) {
    return Array.prototype.some.call(form.elements, function (f) {
      return f.dataset.apart !== undefined && f.value !== (sent.get(f.name) || ""); });
  }

  function twoTexts(html) {
    var step = document.querySelector(".letter-bar .step");
    document.getElementById("beside").innerHTML = html;
    if (step) step.classList.remove("primary");
  }

  // A part that the server set aside or gave back with the decision; what was typed since stays.
  function set(field, value, before) {
    if (!field || field.value === value || field.value !== (before || "")) return;
    field.value = value;
    field.dispatchEvent(new Event("input"));
  }

  function answered(a) {
    var place = document.querySelector('[data-answer="' + a.key + '"]');
    if (!place) return;
    place.textContent = a.told;
    place.className = a.ok ? "small answered" : "small unanswered";
  }

  // New words of a panel; what was typed into its fields since the save stays, and a panel in use is left alone.
  function refresh(panel, html, sent) {
    if (!panel || html === undefined || panel.contains(document.activeElement)) return false;
    var typed = {};
    panel.querySelectorAll("[name]:not([type=checkbox])").forEach(function (f) { typed[f.name] = f.value; });
    panel.innerHTML = html;
    panel.querySelectorAll("[name]").forEach(function (f) {
      if (f.name in typed && typed[f.name] !== (sent.get(f.name) || "")) f.value = typed[f.name];
    });
    return true;
  }

  form.addEventListener("submit", function (e) {
    var button = e.submitter;
    if (button && button.dataset.open !== undefined) { e.preventDefault(); open(button); return; }
    if (button && button.dataset.insert !== undefined) { e.preventDefault(); insert(button); return; }
    clearTimeout(timer);
    if (busy) {
      e.preventDefault();
      busy.then(function () { form.requestSubmit(button || undefined); });
      return;
    }
    // Without a connection the browser would show its own page instead of the letter: it is left when the server
    // answers.
    if (cut || navigator.onLine === false) {
      e.preventDefault();
      save().then(function () { if (!dirty) form.requestSubmit(button || undefined); });
      return;
    }
    keepCopy(sessionStorage, sent);
    going = true;
  });

  // Saved first, then shown: a letter in another window, a file.
  function open(button) {
    var shown = button.formTarget === "_blank" ? window.open("", "_blank") : null;
    save().then(function () {
      if (!dirty) (shown || window).location.href = button.dataset.open;
      else if (shown) shown.close();  // not saved: what would be shown is the letter of before
    });
  }

  function insert(button) {
    var data = new FormData();
    data.append(button.name, button.value);
    data.append("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    data.append("s", form.elements.s.value);
    fetch(button.formAction, {method: "POST", body: data, headers: quiet})
      .then(function (r) {
        return r.json().then(function (j) {
          saved.textContent = r.ok ? j.told : j.text;
          if (r.ok && j.text) put(j.text);
        }, function () { saved.textContent = form.dataset.failed; });
      })
      .catch(function () { saved.textContent = form.dataset.offline; });
  }

  // At the caret, as if typed, so that the browser's undo takes it back; at the end when the caret was never there.
  function put(words) {
    var at = caret ? text.selectionEnd : text.value.length, before = text.value.slice(0, at), after =
      text.value.slice(at);
    var lead = !before || /\n\n$/.test(before) ? "" : /\n$/.test(before) ? "\n" : "\n\n";
    var piece = lead + words.trim() + (/^\s*$/.test(after) ? "\n" : /^\n\n/.test(after) ? "" : "\n\n");
    text.focus();
    text.setSelectionRange(at, at);
    if (!document.execCommand || !document.execCommand("insertText", false, piece)) {
      text.setRangeText(piece, at, at, "end");
      text.dispatchEvent(new Event("input", {bubbles: true}));
    }
  }

  // The words selected in the letter answer a question.
  document.addEventListener("click", function (e) {
    var b = e.target.closest("[data-mark]");
    if (!b || !text) return;
    var words = text.value.slice(text.selectionStart, text.selectionEnd).trim();
    if (!words) { saved.textContent = b.dataset.empty; return; }
    form.elements["answer-words-" + b.dataset.mark].value = words;
    form.elements["answer-how-" + b.dataset.mark].value = "here";
    dirty = true;
    save();
  });
  document.querySelectorAll("[data-mark]").forEach(function (b) { b.hidden = false; });

  // A link waits for the save. Closing and reloading send what is left and keep it in this window, for the page that
  // comes next.
  document.addEventListener("click", function (e) {
    var link = e.target.closest("a[href]");
    if (!link || link.target || !dirty || e.ctrlKey || e.metaKey || e.shiftKey || link.getAttribute("href")[0] ===
      "#") return;
    e.preventDefault();
    save().then(function () { if (cut) return; going = !dirty; location.href = link.href; });
  });
  window.addEventListener("pagehide", function () {
    if (!dirty || going) return;
    keepCopy(); keepCopy(sessionStorage);
    fetch(form.dataset.autosave, {method: "POST", body: body(), headers: quiet, keepalive: true});
  });
  // Signing out waits for the save as well, and then nothing is left in the browser.
  document.addEventListener("submit", function (e) {
    if (e.target.dataset.leaves === undefined || !dirty) return;
    e.preventDefault(); e.stopImmediatePropagation();
    var leaves = e.target;
    save().then(function () { dirty = false; leaves.requestSubmit(); });
  }, true);

  // Two texts met: one of them stays, as its author says.
  document.addEventListener("submit", function (e) {
    if (e.target.dataset.settle === undefined) return;
    going = true; dirty = false; forget(copy);
    if (!e.submitter || e.submitter.value !== "mine") return;
    e.preventDefault();
    going = false;
    form.elements.version.value = e.target.dataset.settle;
    document.getElementById("beside").innerHTML = "";
    dirty = true; save();
  });

  function apply(fields) {
    Object.keys(fields).forEach(function (name) {
      var field = form.elements[name];
      // its panel is not on the page now: the words go to the server all the same
      if (!field && WORDS.test(name) && fields[name].trim()) {
        field = document.createElement("input");
        field.type = "hidden"; field.name = name;
        form.appendChild(field);
      }
      if (field && field.type !== "checkbox" && field.value !== undefined && !/^(s|shown)$/.test(name)) field.value =
        fields[name];
    });
    ["letterhead", "survey"].forEach(function (name) { if (form.elements[name]) form.elements[name].checked =
      name in fields; });
    decided = offered = form.elements.decision.value;
    document.querySelectorAll("#composer textarea").forEach(function (area) {
      area.dispatchEvent(new Event("input")); });
    dirty = true;
    keepCopy();
    save();
  }
  // Fields of a copy with words or choices that the page does not have: of all its fields but those that the page
  // itself fills in.
  var WORDS = /^(why_differs$|override:|answer-words-)/, PLACED =
    /^(version|page|s|shown|ground|ext_days|ext_seen)$/;
  function missing(fields) {
    return Object.keys(fields).filter(function (name) {
      var field = form.elements[name], words = fields[name].replace(/\r/g, "").trim();
      if (PLACED.test(name) || !words) return false;
      if (!field) return WORDS.test(name);
      if (field.type === "checkbox") return !field.checked;
      return field.value !== undefined && words !== field.value.replace(/\r/g, "").trim();
    });
  }
  function copies() {
    var found = [];
    try {
      Object.keys(localStorage).forEach(function (key) {
        var kept = key === own || key.indexOf(own + ":") === 0 ? stored(localStorage, key) : null;
        if (kept && kept.fields) found.push({key: key, at: kept.at, fields: kept.fields});
      });
    } catch (e) { /* a private window */ }
    return found.sort(function (a, b) { return b.at - a.at; });
  }
  function offer(found, lacks) {
    var box = document.getElementById("local-copy"), card = box.firstElementChild.cloneNode(true);
    function away() { card.remove(); forget(found.key); box.hidden = box.children.length < 2; }
    card.hidden = box.hidden = false;
    card.querySelector("strong").textContent = box.dataset.found + " " + new Date(found.at).toLocaleString("ru-RU",
      {day: "numeric", month: "long", hour: "2-digit", minute: "2-digit"});
    card.querySelector(".pre").textContent = lacks.filter(function (name) {
      return !/^(decision|letterhead|survey|answer-how-.*)$/.test(name); })
      .map(function (name) { return found.fields[name].trim(); }).join("\n\n");
    card.querySelector("[data-take]").addEventListener("click", function () { apply(found.fields); away(); });
    card.querySelector("[data-forget]").addEventListener("click", away);
    box.appendChild(card);
  }
  // The same window, reloaded: the words go on. Every other copy is offered, newest first, and stays until it is taken
  // or put away.
  var left = stored(sessionStorage, own);
  try { sessionStorage.removeItem(own); } catch (e) { /* a private window */ }
  if (left) {
    apply(left.fields);
    forget(left.key || own);
  }
  // Sent, and not taken by the page of an error that answered. Put back only over what it was typed over: else it is
  // offered.
  var unsent = stored(sessionStorage, sent);
  try { sessionStorage.removeItem(sent); } catch (e) { /* a private window */ }
  if (unsent && unsent.key && missing(unsent.fields).length) {
    if (unsent.fields.version === form.elements.version.value) { apply(unsent.fields); forget(unsent.key); }
    else try { localStorage.setItem(unsent.key, JSON.stringify(unsent)); } catch (e) { /* full or a private window */ }
  }
  copies().forEach(function (found) {
    if (found.key === copy) return;
    var lacks = missing(found.fields);
    if (lacks.length) offer(found, lacks); else forget(found.key);
  });

  // A ground that is ticked writes its blocks at once.
  document.addEventListener("change", function (e) {
    if (e.target.name !== "ground" || e.target.form !== form) return;
    (busy || Promise.resolve()).then(function () { return dirty ? save() : null; }).then(function () {
      var sent = body();
      return fetch(form.dataset.grounds, {method: "POST", body: sent, headers: quiet})
        .then(function (r) { return r.json().then(function (j) { take(r, j, sent); }); });
    }).catch(function () { saved.textContent = form.dataset.offline; });
  });

  // On a narrow page the letter comes soon: what may be put in is folded.
  if (window.matchMedia("(max-width:64rem)").matches) document.querySelectorAll("details.folds").forEach(function (d) {
    d.open = false; });
  // The paper grows with its words.
  function grow() { if (!window.CSS || !CSS.supports("field-sizing", "content")) { text.style.height = "auto";
    text.style.height = text.scrollHeight + 4 + "px"; } }
  if (text) { text.addEventListener("input", grow); grow(); }
  // Of the menu that opens upwards: Esc and a click elsewhere close it.
  document.addEventListener("click", function (e) { document.querySelectorAll("details.up[open]").forEach(function (d) {
    if (!d.contains(e.target)) d.open = false; }); });
  document.addEventListener("keydown", function (e) { if (e.key ===
    "Escape") document.querySelectorAll("details.up[open]").forEach(function (d) { d.open = false;
    d.querySelector("summary").focus(); }); });
  window.addEventListener("pageshow", function () { going = false; });
})();
