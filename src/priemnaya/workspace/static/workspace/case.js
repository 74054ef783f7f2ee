// The page of a case, and any page with several forms. Everything works without this file.
(function () {
  "use strict";
  // A link to a form opens what it lies in; its first field takes the caret. Anchors of a command go there without a
  // reload.
  function reveal(id) {
    var place = id && document.getElementById(id), d = place;
    if (!place || !place.closest(".case-page") || !place.matches("details,form,textarea,input,select")) return false;
    while (d) { if (d.tagName === "DETAILS") d.open = true; d = d.parentElement; }
    var field = place.matches("textarea,input,select") ? place :
      place.querySelector("input:not([type=hidden]),select,textarea");
    place.scrollIntoView({block: "nearest"});
    if (field) field.focus({preventScroll: true});
    return true;
  }
  document.addEventListener("click", function (e) {
    var a = e.target.closest("a[href*='#']");
    if (a && a.pathname === location.pathname && !e.ctrlKey && !e.metaKey &&
      reveal(a.hash.slice(1))) e.preventDefault();
  });
  if (location.hash) reveal(location.hash.slice(1));
  // Esc closes what is open in place; a click beside closes the panel «Ещё».
  document.addEventListener("keydown", function (e) {
    if (e.code !== "Escape" || document.querySelector("dialog[open]")) return;
    var inside = e.target.closest && e.target.closest("details.fact[open],.more details[open],details.more[open]");
    var d = inside || document.querySelector("details.more[open]");
    if (d) { d.open = false; d.querySelector("summary").focus(); }
  });
  document.addEventListener("click", function (e) {
    if (e.defaultPrevented) return;  // a link that has just opened what lies in the panel
    document.querySelectorAll("details.more[open]").forEach(function (d) {
      if (!d.contains(e.target)) d.open = false; });
  });
  // The head of the page grows with its words: what sticks below it knows how high it is.
  var head = document.querySelector(".case-page .page-head");
  if (head && window.ResizeObserver) new ResizeObserver(function () {
    document.documentElement.style.setProperty("--head", head.offsetHeight + "px");
  }).observe(head);
})();
// One form is sent, the others keep what was typed in them: a note, half a question. It waits in this window for the
// page that comes next.
(function () {
  "use strict";
  var idle = document.getElementById("idle"), KEY = idle && "beside:" + idle.dataset.me + ":" + location.pathname,
    FIELDS = "textarea[name],input[type=text][name],input[type=date][name],input[type=number][name]";
  function forms() {
    return Array.prototype.filter.call(document.querySelectorAll("main form[method=post]"), function (f) {
      return f.dataset.autosave === undefined; });
  }
  function touched(f) { return f.value !== f.defaultValue; }
  function name(form) { return form.getAttribute("action") || ""; }
  document.addEventListener("submit", function (e) {
    if (!KEY || e.defaultPrevented || e.target.method !== "post" || e.target.dataset.leaves !== undefined) return;
    var kept = [];
    forms().forEach(function (form) {
      if (form === e.target) return;
      form.querySelectorAll(FIELDS).forEach(function (f) { if (touched(f)) kept.push([name(form), f.name, f.value]); });
    });
    try { if (kept.length) sessionStorage.setItem(KEY, JSON.stringify(kept));
      else sessionStorage.removeItem(KEY); } catch (x) { /* a private window */ }
  });
  var left = [];
  if (KEY) try { left = JSON.parse(sessionStorage.getItem(KEY) || "[]"); sessionStorage.removeItem(KEY); } catch (x) {
    left = []; }
  left.forEach(function (row) {
    var form = forms().filter(function (f) { return name(f) === row[0]; })[0];
    var field = form && Array.prototype.filter.call(form.querySelectorAll(FIELDS), function (f) {
      return f.name === row[1] && !touched(f); })[0];
    if (!field) return;
    field.value = row[2];
    var d = field.closest("details:not(.more)");
    if (d) d.open = true;
  });
})();
