// What was typed goes back into its form: what the server kept (the session had ended, the form was refused), and what
// a page of an
// error has not taken (nobody was signed in, the page was too old). Of a form that is sent a copy stays in this window
// until a page of
// work answers it; a page of an error says that it was lost. Without scripts the words stand to be copied. Stands on
// both sorts of page.
(function () {
  "use strict";
  var idle = document.getElementById("idle"), mine = idle && "sent:" + idle.dataset.me + ":", here = mine && mine +
    location.pathname;
  var SECRET = /^(csrfmiddlewaretoken|old_?password|password\d?|login|credential|code|secret|token|key|data)$/, own =
    "[data-autosave],[data-article],[data-leaves]";
  function copies() {
    try { return Object.keys(sessionStorage).filter(function (key) {
      return key.indexOf("sent:") === 0; }); } catch (e) { return []; }
  }
  function read(key) { try { return JSON.parse(sessionStorage.getItem(key) || "null"); } catch (e) { return null; } }
  function write(key, kept) { try { sessionStorage.setItem(key, JSON.stringify(kept)); } catch (e) {
    /* full or a private window */ } }
  function drop(key) { try { sessionStorage.removeItem(key); } catch (e) { /* a private window */ } }
  function pathOf(form) { return new URL(form.getAttribute("action") || location.href, location.href).pathname; }

  if (!idle) {  // a page of an error: whatever was on its way has not been taken
    var said = document.querySelector("[data-kept]"), lost = copies().filter(function (key) {
      var kept = read(key);
      if (kept) { kept.lost = true; write(key, kept); }
      return kept;
    });
    if (said && lost.length) said.textContent = said.dataset.kept;
    return;
  }
  copies().forEach(function (key) { var kept = read(key); if (!kept || !kept.lost) drop(key); });

  document.addEventListener("submit", function (e) {
    var form = e.target, kept = {at: Date.now(), to: pathOf(form), fields: {}, labels: {}};
    if (e.defaultPrevented || form.method !== "post" || form.matches(own) || !form.closest("main")) return;
    Array.prototype.forEach.call(form.elements, function (f) {
      if (!f.name || SECRET.test(f.name) || /^(submit|button|file|password|fieldset)$/.test(f.type) || f.disabled ||
        f.autocomplete === "one-time-code") return;
      if (/^(checkbox|radio)$/.test(f.type) && !f.checked) return;
      var chosen = f.type === "select-multiple" ? Array.prototype.map.call(f.selectedOptions, function (o) {
        return o.value; }) : [f.value];
      kept.fields[f.name] = (kept.fields[f.name] || []).concat(chosen);
      if (f.type === "textarea" || f.type === "text") kept.labels[f.name] = f.labels && f.labels.length ?
        f.labels[0].firstChild.textContent.trim() : "";
    });
    if (Object.keys(kept.labels).some(function (name) { return kept.fields[name].join("").trim(); })) write(here, kept);
  });

  // Of a form that a page of an error has not taken: the same card as the server draws.
  function cardOf(kept) {
    var card = document.getElementById("kept-words").content.firstElementChild.cloneNode(true);
    card.dataset.typed = JSON.stringify(kept.fields);
    card.dataset.to = kept.to;
    Object.keys(kept.labels).forEach(function (name) {
      kept.fields[name].forEach(function (words) {
        var label = document.createElement("label"), area = document.createElement("textarea");
        if (!words.trim()) return;
        area.readOnly = true; area.rows = 3; area.value = words.trim();
        label.append(kept.labels[name] || card.dataset.word, area);
        card.appendChild(label);
      });
    });
    return card;
  }

  var card = document.querySelector("[data-typed]"), kept = read(here);
  if (kept && kept.to && !card) {
    card = cardOf(kept);
    var main = document.getElementById("main"), told = main.querySelector(".messages");
    if (told) told.after(card); else main.prepend(card);
  }
  if (kept && kept.to) drop(here);
  if (!card) return;
  var typed = JSON.parse(card.dataset.typed), best = null, most = 0, guards = new RegExp(card.dataset.guards);
  var has = function (f) { return Object.prototype.hasOwnProperty.call(typed, f.name); };
  document.querySelectorAll("main form[method=post]").forEach(function (form) {
    if (pathOf(form) !== card.dataset.to) return;
    var score = 0, stale = false;  // a form whose guards are others than those typed under shows something else now
    Array.prototype.forEach.call(form.elements, function (f) {
      if (f.type === "hidden" && guards.test(f.name) && (has(f) ? typed[f.name] : [""]).indexOf(f.value) < 0) stale =
        true;
      if (!f.name || !has(f)) return;
      if (f.type !== "hidden") score += 1;
      else if (typed[f.name].indexOf(f.value) >= 0) score += 5;
    });
    if (!stale && score > most) { most = score; best = form; }
  });
  if (!best) { if (kept && card.dataset.changed) card.querySelector(".hint span").textContent = card.dataset.changed;
    return; }
  var place = {};
  Array.prototype.forEach.call(best.elements, function (f) {
    if (!f.name || /^(hidden|submit|button|file|password|fieldset)$/.test(f.type)) return;
    if (f.type === "checkbox" || f.type === "radio") {
      if (has(f) || f.type === "checkbox") f.checked = has(f) && typed[f.name].indexOf(f.value) >= 0;
    } else if (!has(f)) return;
    else if (f.type === "select-multiple") Array.prototype.forEach.call(f.options, function (o) {
      o.selected = typed[f.name].indexOf(o.value) >= 0; });
    else { var n = place[f.name] = (place[f.name] || 0) + 1; if (n <= typed[f.name].length) f.value =
      typed[f.name][n - 1]; }
    if (has(f)) for (var d = f.closest("details"); d; d = d.parentElement.closest("details")) d.open = true;
  });
  var left = Array.prototype.filter.call(card.querySelectorAll("label"), function (label) {
    var words = label.querySelector("textarea").value;
    label.hidden = Array.prototype.some.call(best.elements, function (f) {
      return f.type !== "hidden" && f.value && f.value.trim() === words; });
    return !label.hidden;
  });
  if (left.length) return;
  card.querySelector("h2").textContent = card.dataset.back;
  card.querySelector(".hint span").textContent = card.dataset.send;
})();
