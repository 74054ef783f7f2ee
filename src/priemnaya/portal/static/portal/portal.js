// Pleasant extras; everything works without them.
(function () {
  "use strict";
  var finder = document.querySelector("form[data-hints]");
  if (!finder) return;
  var hits = document.getElementById("hits"), timer, asked = 0;
  finder.elements.q.addEventListener("input", function () {
    clearTimeout(timer);
    timer = setTimeout(function () {
      var mine = ++asked, q = finder.elements.q.value.trim();
      if (q.length < 2) { hits.textContent = ""; return; }
      fetch(finder.dataset.hints + "?q=" + encodeURIComponent(q) + "&s=" + encodeURIComponent(finder.elements.s.value))
        .then(function (r) { return r.ok ? r.text() : ""; })
        .then(function (html) { if (mine === asked) hits.innerHTML = html; })
        .catch(function () {});
    }, 150);
  });
})();
(function () {
  "use strict";
  var form = document.querySelector("form[data-draft]");
  if (!form) return;
  var timer, saved = document.getElementById("saved"), text = form.elements.text, topics =
    document.getElementById("topics");
  function save() {
    var data = new FormData(form);
    Array.from(data.keys()).forEach(function (k) { if (k === "documents" || k.indexOf("doc_") === 0) data.delete(k); });
    fetch(form.dataset.draft, {method: "POST", body: data, headers: {"X-Requested-With": "fetch"}})
      .then(function (r) { return r.ok ? r.json() : {}; })
      .then(function (r) { if (r.saved) saved.textContent = r.text; })
      .catch(function () {});
  }
  function hint() {
    if (!form.dataset.topics) return;
    if (!text.value || text.value.length < 20) { topics.textContent = ""; return; }
    fetch(form.dataset.topics + "?text=" + encodeURIComponent(text.value.slice(0, 1500)))
      .then(function (r) { return r.ok ? r.text() : ""; })
      .then(function (html) { topics.innerHTML = html; })
      .catch(function () {});
  }
  form.addEventListener("input", function () {
    clearTimeout(timer);
    timer = setTimeout(function () { save(); hint(); }, 800);
  });
  var summary = document.querySelector(".summary");
  if (summary) summary.focus();
})();
(function () {
  "use strict";
  // A page that the browser kept alive from before this device was forgotten is asked for anew.
  var opened = Date.now(), left = "left";
  try {
    if (document.querySelector("[data-left]")) sessionStorage.setItem(left, String(opened));
    window.addEventListener("pageshow", function (event) {
      if (event.persisted && Number(sessionStorage.getItem(left)) >= opened) location.reload();
    });
  } catch (e) { /* no storage here: the page is not kept alive either, being no-store */ }
})();
