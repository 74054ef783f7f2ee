// Findings in place, as people type: underlines behind the text, a card for the one under the cursor. Works with the
// server's
// list; without this file the list beside the text does the same by buttons.
(function () {
  "use strict";
  var form = document.querySelector("form[data-wording]");
  if (!form) return;
  var PAUSE = 150, fields = {}, rows = [], seq = 0, timer, card = document.getElementById("wording-card");
  var labels = JSON.parse(document.getElementById("wording-labels").textContent);
  var token = function () { return form.querySelector("[name=csrfmiddlewaretoken]").value; };

  Array.prototype.forEach.call(form.querySelectorAll("textarea"), function (area) {
    var wrap = document.createElement("div"), marks = document.createElement("div");
    wrap.className = "marked"; marks.className = "marks"; marks.setAttribute("aria-hidden", "true");
    area.parentNode.insertBefore(wrap, area);
    wrap.appendChild(marks); wrap.appendChild(area);
    if (area.classList.contains("letter")) marks.classList.add("letter");
    fields[area.name] = {area: area, marks: marks, text: area.value};
    area.addEventListener("scroll", function () { marks.scrollTop = area.scrollTop; });
    area.addEventListener("input", function () { typed(area.name); });
    area.addEventListener("keydown", keys);
    ["keyup", "click", "focus"].forEach(function (e) { area.addEventListener(e, function () { point(area.name); }); });
  });

  // A row is shown only where its words still stand: those before the edit stay, those after it move along, those it
  // touched go.
  function typed(name) {
    var f = fields[name], before = f.text, now = f.area.value, head = 0, tail = 0, most = Math.min(before.length,
      now.length);
    while (head < most && before[head] === now[head]) head++;
    while (tail < most - head && before[before.length - 1 - tail] === now[now.length - 1 - tail]) tail++;
    var end = before.length - tail, shift = now.length - before.length;
    rows = rows.filter(function (r) { return r.field !== name || r.end <= head || r.start >= end; });
    rows.forEach(function (r) { if (r.field === name && r.start >= end) { r.start += shift; r.end += shift; } });
    f.text = now;
    paint(name);
    card.hidden = true;
    // what they say is of the text before, and they say so; the autosave brings the new one
    ["stopped", "bar-state"].forEach(function (id) {
      var told = document.getElementById(id);
      if (told) told.classList.add("stale");
    });
    clearTimeout(timer);
    timer = setTimeout(function () { ask(); }, PAUSE);
  }

  function snapshot() { return Object.keys(fields).map(function (n) { return fields[n].area.value; }).join("\u0000"); }

  function ask(then) {
    var mine = ++seq, sent = snapshot(), data = new FormData(form);
    data.delete("files"); data.delete("signature"); data.append("seq", mine);
    fetch(form.dataset.wording, {method: "POST", body: data, headers: {"X-Requested-With": "fetch"}})
      .then(function (r) { return r.ok ? r.json() : null; })
      .then(function (j) {
        if (!j || +j.seq !== seq || sent !== snapshot()) return;  // stale: another answer is on its way
        take(j.rows);
        var list = document.getElementById("wording");
        if (list && !list.contains(document.activeElement)) list.innerHTML = j.html;
        reveal();
        if (then) then();
      }).catch(function () {});
  }

  // All safe replacements of the text as it is now, not as it was when the list was drawn; from the end, so that places
  // stay.
  function acceptSafe() {
    rows.filter(function (r) { return r.safe; }).sort(function (a, b) { return b.start - a.start; }).forEach(accept);
  }

  function take(found) {
    // a reason why a question is not answered has no field here
    rows = found.filter(function (r) { return fields[r.field]; });
    Object.keys(fields).forEach(function (name) { fields[name].text = fields[name].area.value; paint(name); });
  }

  function paint(name) {
    var f = fields[name], text = f.area.value, at = 0;
    var own = rows.filter(function (r) { return r.field === name && r.end > r.start && !r.whole; }).sort(function (a,
      b) { return a.start - b.start || b.end - a.end; });
    f.marks.textContent = "";
    own.forEach(function (r) {
      if (r.start < at) return;
      f.marks.appendChild(document.createTextNode(text.slice(at, r.start)));
      var m = document.createElement("mark");
      m.className = "lv-" + r.level; m.textContent = text.slice(r.start, r.end);
      f.marks.appendChild(m);
      at = r.end;
    });
    f.marks.appendChild(document.createTextNode(text.slice(at) + "\n"));
    f.marks.scrollTop = f.area.scrollTop;
  }

  function under(name) {
    var at = fields[name].area.selectionStart, best = null;
    rows.forEach(function (r) { if (r.field === name && !r.whole && r.start <= at && at <= r.end && (!best ||
      r.end - r.start < best.end - best.start)) best = r; });
    return best;
  }

  var shown = null;
  function point(name) {
    var row = under(name);
    if (row === shown && !card.hidden) return;
    shown = row;
    if (!row) { card.hidden = true; return; }
    fill(row);
    var holder = fields[name].area.closest(".field");
    holder.parentNode.insertBefore(card, holder.nextSibling);
    card.hidden = false;
  }

  function line(tag, text, css) { var e = document.createElement(tag); e.textContent = text; if (css) e.className = css;
    card.appendChild(e); return e; }
  function fill(row) {
    card.textContent = "";
    card.className = "card wording-card lv-" + row.level;
    line("p", labels[row.level] + ". " + row.message + (row.cited ? " " + row.cited : ""));
    if (row.better) line("p", labels.better + " " + row.better, "small");
    line("p", row.why, "small muted");
    var acts = line("p", "", "deeds");
    if (row.replacement !== null) acts.appendChild(button(labels.accept, "quiet", function () { accept(row); }));
    if (row.key && row.level !== "error") acts.appendChild(button(labels.keep, "link", function () { keep(row); }));
  }
  function button(text, css, act) { var b = document.createElement("button"); b.type = "button"; b.className = css;
    b.textContent = text; b.addEventListener("click", act); return b; }

  function decide(row, outcome) {
    var data = new FormData();
    data.append("rule", row.rule); data.append("outcome", outcome); data.append("key", row.key);
    return fetch(form.dataset.decide, {method: "POST", body: data, headers: {"X-CSRFToken": token(), "X-Requested-With":
      "fetch"}}).catch(function () {});
  }
  function accept(row) {
    var area = fields[row.field].area;
    if (rows.indexOf(row) < 0) return;
    area.focus(); area.setSelectionRange(row.start, row.end);
    card.hidden = true;
    decide(row, "accepted");
    // execCommand keeps the browser's own undo; where it is gone the text is set directly
    if (!document.execCommand || !document.execCommand(row.replacement ? "insertText" : "delete", false,
      row.replacement)) {
      area.setRangeText(row.replacement, row.start, row.end, "end");
      area.dispatchEvent(new Event("input", {bubbles: true}));
    }
  }
  function keep(row) {
    rows = rows.filter(function (r) { return r !== row; });
    card.hidden = true;
    paint(row.field);
    decide(row, "kept").then(function () { ask(); });
    fields[row.field].area.focus();
  }
  function show(row) {
    var area = fields[row.field].area;
    var details = area.closest("details");
    if (details) details.open = true;
    area.focus(); area.setSelectionRange(row.start, Math.min(row.end, row.start + 400));
    point(row.field);
  }

  function keys(e) {
    if (!e.altKey || e.ctrlKey || e.metaKey) return;
    var name = e.target.name, at = e.target.selectionStart, own, next;
    if (e.key === "Enter") {
      var row = under(name);
      if (row && row.replacement !== null) { e.preventDefault(); accept(row); }
    } else if (e.key === "ArrowDown" || e.key === "ArrowUp") {
      e.preventDefault();
      own = rows.filter(function (r) { return r.field === name && !r.whole; }).sort(function (a, b) {
        return a.start - b.start; });
      next = e.key === "ArrowDown" ? own.filter(function (r) { return r.start > at; })[0] || own[0]
        : own.filter(function (r) { return r.start < at; }).pop() || own[own.length - 1];
      if (next) show(next);
    }
  }

  document.addEventListener("click", function (e) {
    var b = e.target.closest("[data-accept],[data-show],[data-keep],[data-accept-safe]");
    if (!b) return;
    var id = b.dataset.accept || b.dataset.show || b.dataset.keep, row = rows.filter(function (r) {
      return r.id === id; })[0];
    if (b.dataset.acceptSafe !== undefined) {
      e.preventDefault();
      clearTimeout(timer);
      ask(acceptSafe);
    } else if (row) {
      e.preventDefault();
      if (b.dataset.accept) accept(row); else if (b.dataset.keep) keep(row); else show(row);
    }
  });
  function reveal() { document.querySelectorAll("[data-show]").forEach(function (b) { b.hidden = false; }); }
  document.addEventListener("wording", function (e) { take(e.detail); reveal(); });  // after an autosave
  var first = document.getElementById("wording-rows");
  if (first) { take(JSON.parse(first.textContent)); reveal(); }
})();
