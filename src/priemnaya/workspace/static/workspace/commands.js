// The command palette: Ctrl K, or its button. The list comes from the server once a page; without this file the button
// leads to the same list.
(function () {
  "use strict";
  var open = document.querySelector("[data-palette]"), box = document.getElementById("palette");
  if (!open || !box || !box.showModal) return;
  var field = document.getElementById("palette-q"), list = document.getElementById("palette-list"), loaded = false, at =
    -1;
  var plain = function (t) { return t.toLowerCase().replace(/ё/g, "е").replace(/,/g, " "); };

  function show() {
    if (box.open) return;
    box.showModal();
    field.select();
    if (loaded) { sift(); return; }
    fetch(open.href, {headers: {"X-Requested-With": "fetch"}})
      .then(function (r) { if (!r.ok || r.redirected) throw new Error(); return r.text(); })
      .then(function (html) { list.innerHTML = html; loaded = true; sift(); })
      .catch(function () { location.href = open.href; });
  }
  function rows() { return Array.prototype.filter.call(list.querySelectorAll("a,button"), function (a) {
    return !a.closest("[hidden]"); }); }
  function mark(n) {
    var all = rows();
    list.querySelectorAll(".at").forEach(function (a) { a.classList.remove("at"); });
    at = all.length ? (n + all.length) % all.length : -1;
    if (at >= 0) { all[at].classList.add("at"); all[at].scrollIntoView({block: "nearest"}); }
  }
  // What finds nothing is read as the keys of the Russian layout: «ltkf» are «дела».
  var LATIN = "qwertyuiop[]asdfghjkl;'zxcvbnm,.`", RUSSIAN = "йцукенгшщзхъфывапролджэячсмитьбюё";
  function russian(t) { return t.toLowerCase().replace(/[^\s]/g, function (c) {
    var n = LATIN.indexOf(c); return n < 0 ? c : RUSSIAN[n]; }); }
  function begun(typed) {
    var words = plain(typed).split(/\s+/).filter(Boolean), any = false;
    list.querySelectorAll("li[data-words]").forEach(function (li) {
      var said = li.dataset.words.split(/\s+/);
      li.hidden = !words.every(function (w) { return said.some(function (s) { return s.indexOf(w) === 0; }); });
      any = any || !li.hidden;
    });
    return any;
  }
  function sift() {
    if (!begun(field.value)) begun(russian(field.value));
    list.querySelectorAll("li.of").forEach(function (head) {
      var next = head.nextElementSibling, any = false;
      while (next && !next.classList.contains("of")) { any = any || !next.hidden; next = next.nextElementSibling; }
      head.hidden = !any;
    });
    list.querySelectorAll("li[data-find] a").forEach(function (a) {
      a.href = a.href.split("?")[0] + "?q=" + encodeURIComponent(field.value.trim());
      a.querySelector(".sought").textContent = field.value.trim();
    });
    mark(0);
  }
  open.addEventListener("click", function (e) {
    if (e.ctrlKey || e.metaKey || e.shiftKey) return;
    e.preventDefault(); show();
  });
  document.addEventListener("keydown", function (e) {
    if (e.code === "KeyK" && (e.ctrlKey || e.metaKey) && !e.shiftKey && !e.altKey) { e.preventDefault(); show(); }
  });
  field.addEventListener("input", sift);
  box.addEventListener("keydown", function (e) {
    if (e.code === "ArrowDown" || e.code === "ArrowUp") { e.preventDefault();
      mark(at + (e.code === "ArrowDown" ? 1 : -1)); }
  });
  field.form.addEventListener("submit", function (e) {
    e.preventDefault();
    var all = rows();
    if (all[at]) all[at].click();
  });
  box.addEventListener("click", function (e) {
    if (e.target === box || e.target.closest("a")) box.close();
  });
})();
