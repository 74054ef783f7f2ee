// Pleasant extras; everything works without them.
document.documentElement.classList.add("js");
(function () {
  "use strict";
  // A file goes up as soon as it is chosen; the page that comes back shows what is kept.
  var seen = {};
  function previews() {
    document.querySelectorAll(".kept li").forEach(function (li) {
      var url = seen[li.querySelector("span").firstChild.textContent.trim()];
      if (!url || li.querySelector("img")) return;
      var img = document.createElement("img");
      img.src = url; img.alt = "";
      li.replaceChild(img, li.querySelector("svg"));
    });
  }
  // Where the field itself is not seen, what was chosen stands under its label.
  function named(input) {
    var drop = input.closest(".drop"), line = drop && drop.querySelector(".chosen");
    if (!drop) return;
    if (!line) {
      line = document.createElement("output");
      line.className = "chosen";
      drop.appendChild(line);
    }
    line.textContent = Array.from(input.files).map(function (f) { return f.name; }).join(", ");
  }
  document.addEventListener("change", function (event) {
    var input = event.target, form = input.form, add = form && form.querySelector("[data-add]");
    if (!add && input.type === "file") named(input);
    if (!add || input.type !== "file" || !input.files.length) return;
    Array.from(input.files).forEach(function (f) {
      if (f.type.indexOf("image/") !== 0 || f.size > 8e6) return;
      var reader = new FileReader();
      reader.onload = function () { seen[f.name] = reader.result; previews(); };
      reader.readAsDataURL(f);
    });
    var data = new FormData(form), ask = new XMLHttpRequest(), bar = document.createElement("progress");
    data.append(add.name, add.value);
    bar.max = 100; bar.value = 0;
    bar.setAttribute("aria-label", input.closest(".drop").querySelector("label").textContent);
    input.closest(".drop").appendChild(bar);
    ask.upload.onprogress = function (e) { if (e.lengthComputable) bar.value = 100 * e.loaded / e.total; };
    ask.onload = function () {
      var text = ask.responseText, from = text.indexOf("<main"), to = text.indexOf("</main>");
      var page = from < 0 ? null : new DOMParser().parseFromString(text.slice(from, to),
        "text/html").getElementById("main");
      if (!page) { form.submit(); return; }
      var main = document.getElementById("main");
      main.replaceWith(document.importNode(page, true));
      previews();
      var first = document.querySelector(".summary, .kept li:last-child button");
      if (first) first.focus();
    };
    ask.onerror = function () { bar.remove(); };
    ask.open("POST", form.action);
    ask.send(data);
  });
})();
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
  if (!form || !form.elements.length) return;
  var timer, saved = document.getElementById("saved"), text = form.elements.text, topics =
    document.getElementById("topics");
  function save() {
    form = document.querySelector("form[data-draft]") || form;
    var data = new FormData(form);
    Array.from(data.keys()).forEach(function (k) { if (k === "documents" || k.indexOf("doc_") === 0) data.delete(k); });
    fetch(form.dataset.draft, {method: "POST", body: data, headers: {"X-Requested-With": "fetch"}})
      .then(function (r) { return r.ok ? r.json() : {}; })
      .then(function (r) { if (r.saved && saved) saved.textContent = r.text; })
      .catch(function () {});
  }
  function hint() {
    if (!form.dataset.topics || !text) return;
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
(function () {
  "use strict";
  document.addEventListener("click", function (event) {
    if (event.target.closest("[data-print]")) window.print();
  });
})();
(function () {
  "use strict";
  // Where this device is, into the field of a place: only on a press, and typed words do as well.
  document.addEventListener("click", function (event) {
    var button = event.target.closest("[data-locate]");
    if (!button) return;
    var field = document.getElementById(button.dataset.locate), told = button.parentNode.querySelector("[role=status]");
    function fails() { told.textContent = button.dataset.fails; }
    if (!navigator.geolocation) { fails(); return; }
    navigator.geolocation.getCurrentPosition(function (at) {
      field.value = at.coords.latitude.toFixed(6) + ", " + at.coords.longitude.toFixed(6);
      field.dispatchEvent(new Event("input", {bubbles: true}));
      field.focus(); told.textContent = "";
    }, fails, {timeout: 15000});
  });
})();
