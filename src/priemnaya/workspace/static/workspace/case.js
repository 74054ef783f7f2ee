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
// What was begun in a form stays in this window until it is sent: when another form is sent, when the page is left,
// when the pane shows another row. It comes back into the same form, over what it was typed over, and the form says
// that it is not saved; where somebody has changed it meanwhile, the words stand beside, to be copied.
(function () {
  "use strict";
  var idle = document.getElementById("idle"), KEY = idle && "beside:" + idle.dataset.me + ":" + location.pathname,
    FIELDS = "textarea[name],select[name],input[type=text][name],input[type=date][name],input[type=number][name]," +
      "input[type=email][name],input[type=tel][name],input[type=url][name]", MOST = 60, sent = null, PLACE =
        /^(csrfmiddlewaretoken|list|page|s|key|token)$/,
    SECRET = /^(old_?password|password\d?|login|credential|code|secret|token|key)$/;
  if (!KEY) return;
  var guards = new RegExp(document.getElementById("kept-words").content.firstElementChild.dataset.guards);
  // What the form says of what it shows: a deed on a page that is old is stopped by it.
  function stands(form) {
    return Array.prototype.filter.call(form.elements, function (f) {
      return f.type === "hidden" && guards.test(f.name); }).map(function (f) {
      return f.name + "=" + f.value; }).join("&");
  }
  function forms(inside) {
    return Array.prototype.filter.call((inside || document).querySelectorAll("main form[method=post],#pane form"),
      function (f) { return f.method === "post" && !f.matches("[data-autosave],[data-article],[data-leaves],.bulk"); });
  }
  function fields(form) {
    return Array.prototype.filter.call(form.elements, function (f) {
      return f.matches(FIELDS) && !SECRET.test(f.name) && f.autocomplete !== "one-time-code"; });
  }
  function was(f) {
    if (f.tagName !== "SELECT") return f.defaultValue;
    var chosen = Array.prototype.filter.call(f.options, function (o) { return o.defaultSelected; })[0] || f.options[0];
    return chosen ? chosen.value : "";
  }
  // Its address and, where the forms of several rows have one, which row it is of.
  function name(form) {
    return Array.prototype.filter.call(form.elements, function (f) {
      return f.type === "hidden" && !guards.test(f.name) && !PLACE.test(f.name); }).map(function (f) {
      return f.name + "=" + f.value; }).concat(form.getAttribute("action") || "").join("&");
  }
  function read() { try { return JSON.parse(sessionStorage.getItem(KEY) || "[]"); } catch (x) { return []; } }
  function write(rows) {
    try { if (rows.length) sessionStorage.setItem(KEY, JSON.stringify(rows.slice(-MOST)));
      else sessionStorage.removeItem(KEY); } catch (x) { /* full or a private window */ }
  }
  // What was kept of these forms before is not true any more: each says anew what stands in it.
  function keep(these) {
    if (document.documentElement.dataset.leaving) return;
    var told = these.filter(function (f) { return f === sent || !f.querySelector(".unsaved textarea"); });
    var names = told.map(name), rows = read().filter(function (row) { return names.indexOf(row[0]) < 0; });
    these.forEach(function (form) {
      if (form === sent) return;
      fields(form).forEach(function (f) {
        if (f.value !== was(f)) rows.push([name(form), f.name, f.value, was(f), stands(form)]);
      });
    });
    write(rows);
  }
  function bring(these) {
    var rows = read();
    these.forEach(function (form) {
      var back = false, words = [], mine = fields(form), taken = [], now = stands(form);
      rows.forEach(function (row) {
        var f = row[0] === name(form) && mine.filter(function (f) {
          return f.name === row[1] && taken.indexOf(f) < 0; })[0];
        if (!f || f.value === row[2]) return;
        taken.push(f);
        if (f.value !== row[3] || row[4] !== now) { if (f.tagName !== "SELECT") words.push(row[2]); return; }
        f.value = row[2];
        if (f.value !== row[2]) { f.value = row[3]; return; }  // what is to be chosen of is another now
        back = true;
        for (var d = f.closest("details:not(.more)"); d; d = d.parentElement.closest("details:not(.more)")) d.open =
          true;
      });
      if (form.querySelector(".unsaved") || !(back || words.length)) return;
      told(form, back ? idle.dataset.unsaved : "", words);
    });
  }
  function told(form, said, words) {
    var box = document.createElement("div"), line = document.createElement("p");
    box.className = "unsaved"; box.setAttribute("role", "status"); line.className = "hint";
    line.textContent = words.length ? (said + " " + idle.dataset.changed).trim() : said;
    box.append(line);
    words.forEach(function (text) {
      var area = document.createElement("textarea");
      area.readOnly = true; area.rows = 3; area.value = text; area.setAttribute("aria-label", line.textContent);
      box.append(area);
    });
    form.insertBefore(box, form.firstChild);
  }
  document.addEventListener("submit", function (e) {
    if (e.defaultPrevented || e.target.method !== "post" || e.target.dataset.leaves !== undefined) return;
    sent = e.target;
    keep(forms());
  });
  document.addEventListener("input", function (e) { if (e.target.form === sent) sent = null; });
  window.addEventListener("pagehide", function () { keep(forms()); });
  document.addEventListener("htmx:beforeSwap", function (e) {
    if (e.target.id === "pane" && e.detail.shouldSwap) keep(forms(e.target)); });
  document.addEventListener("htmx:afterSwap", function (e) { if (e.target.id === "pane") bring(forms(e.target)); });
  bring(forms());
})();
// The pane that could not be shown: nobody is signed in any more, it is not there, there is no connection.
(function () {
  "use strict";
  var idle = document.getElementById("idle");
  document.addEventListener("htmx:responseError", function (e) {
    if (e.detail.target && e.detail.target.id === "pane") location.href = e.detail.requestConfig.path;
  });
  document.addEventListener("htmx:sendError", function (e) {
    var pane = e.detail.target, words;
    if (!idle || !pane || pane.id !== "pane") return;
    words = pane.querySelector(".away") || document.createElement("p");
    words.className = "message message-warning away"; words.setAttribute("role", "alert");
    words.textContent = idle.dataset.away;
    pane.insertBefore(words, pane.firstChild);
  });
})();
