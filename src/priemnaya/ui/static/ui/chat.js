// A talk that goes on by itself: lines come, typing shows, what was typed stays on this device until the server has it.
// Everything works without it by the button «Обновить».
(function () {
  "use strict";
  var room = document.querySelector("[data-chat]");
  if (!room) return;
  document.documentElement.classList.add("js");
  var form = room.querySelector(".chat-say"), lines = room.querySelector(".chat-lines"), lost =
    room.querySelector(".chat-lost"), stops = room.querySelector(".chat-stops");
  var area = form && form.elements.text, token = form && form.elements.csrfmiddlewaretoken;
  var store = "chat:" + location.pathname, SOON = 2500, MOST = 30000, wait = SOON, timer, typed = 0, busy = false,
    active = Date.now();

  function read() { try { return JSON.parse(sessionStorage.getItem(store)) || {}; } catch (e) { return {}; } }
  var kept = read();
  kept.queue = kept.queue || [];
  function write() { try { sessionStorage.setItem(store, JSON.stringify(kept)); } catch (e) { /* a private window */ } }
  function forget() { try { sessionStorage.removeItem(store); } catch (e) { /* a private window */ } }
  function newKey() {
    var parts = new Uint8Array(15);
    window.crypto.getRandomValues(parts);
    return Array.from(parts, function (n) { return ("0" + n.toString(16)).slice(-2); }).join("");
  }
  function living() { var s = room.querySelector(".chat-standing"); return s && s.dataset.living === "1"; }
  function last() {
    var ids = Array.from(lines.querySelectorAll("[data-id]"), function (li) { return Number(li.dataset.id); });
    return ids.length ? Math.max.apply(null, ids) : 0;
  }
  function atEnd() { return lines.scrollHeight - lines.scrollTop - lines.clientHeight < 60; }
  function down() { lines.scrollTop = lines.scrollHeight; }
  function tell(words) { lost.textContent = words || ""; lost.hidden = !words; }

  function pending() {
    lines.querySelectorAll(".pending").forEach(function (li) { li.remove(); });
    kept.queue.forEach(function (one) {
      var li = document.createElement("li"), head = document.createElement("span"), words =
        document.createElement("div");
      li.className = "chat-line pending " + (room.dataset.side || "client");
      head.className = "small muted"; head.textContent = room.dataset.pending;
      words.className = "pre"; words.textContent = one.text;
      li.append(head, words);
      lines.appendChild(li);
    });
  }
  function take(html) {
    var page = new DOMParser().parseFromString(html, "text/html"), was = atEnd(), came = false;
    page.querySelectorAll("[data-id]").forEach(function (li) {
      if (lines.querySelector('[data-id="' + Number(li.dataset.id) + '"]')) return;
      kept.queue = kept.queue.filter(function (one) { return one.key !== li.dataset.key; });
      lines.appendChild(document.importNode(li, true));
      came = true;
    });
    if (came) { active = Date.now(); write(); pending(); if (was) down(); }
    var now = page.querySelector(".chat-standing"), before = room.querySelector(".chat-standing");
    if (now && before && now.dataset.mark !== before.dataset.mark) {
      var inside = before.contains(document.activeElement);
      if (!inside || now.dataset.living !== "1") before.replaceWith(document.importNode(now, true));
    }
    if (!living()) {
      if (form) form.hidden = kept.queue.length === 0 && !area.value.trim();
      if (!kept.queue.length && !(area && area.value.trim())) forget();
    }
  }
  function post(address, fields) {
    var data = new FormData();
    Object.keys(fields).forEach(function (name) { data.append(name, fields[name]); });
    if (token) data.append("csrfmiddlewaretoken", token.value);
    var stop = new AbortController(), limit = setTimeout(function () { stop.abort(); }, 15000);
    return fetch(address, {method: "POST", body: data, headers: {"X-Requested-With": "fetch"}, signal: stop.signal})
      .finally(function () { clearTimeout(limit); });
  }
  function later(ms) { clearTimeout(timer); timer = setTimeout(round, ms); }
  function pace() {
    if (document.hidden) return 20000;
    var quiet = Date.now() - active;
    return quiet < 120000 ? SOON : quiet < 600000 ? 6000 : 15000;
  }
  function failed() { tell(room.dataset.lost); wait = Math.min(wait * 2, MOST); later(wait); }

  function round() {
    if (busy) return later(500);
    busy = true;
    var one = kept.queue[0], asked = one ? post(form.action, {line: one.key, text: one.text, seen: one.seen, after:
      last()}) :
      post(room.dataset.news, {after: last(), typing: area && area.value && Date.now() - typed < 5000 ? "1" : "0"});
    asked.then(function (r) {
      return r.text().then(function (text) {
        if (r.status === 422 && one) {
          kept.queue = kept.queue.filter(function (other) { return other.key !== one.key; });
          area.value = one.text + (area.value ? "\n" + area.value : "");
          kept.draft = area.value; write(); pending();
          if (stops && text.indexOf("<") >= 0) { stops.innerHTML = text; tell(""); }
          else tell(room.dataset.refused + " " + text);
          area.focus();
        } else if (r.ok && !r.redirected) {
          if (one) kept.queue = kept.queue.filter(function (other) { return other.key !== one.key; });
          write(); tell(""); if (one) { if (stops) stops.textContent = ""; pending(); }
          take(text); wait = SOON;
        } else if (r.status === 404 || r.redirected) { location.reload(); return; }
        else throw new Error(String(r.status));
        if (kept.queue.length || living()) later(kept.queue.length ? 50 : pace());
      });
    }).catch(failed).finally(function () { busy = false; });
  }

  if (form) {
    if (kept.draft && !area.value) area.value = kept.draft;
    area.addEventListener("input", function () { typed = active = Date.now(); kept.draft = area.value; write(); });
    area.addEventListener("keydown", function (e) {
      if (e.key === "Enter" && !e.shiftKey && !e.isComposing) { e.preventDefault(); form.requestSubmit(); }
    });
    form.addEventListener("submit", function (e) {
      if (e.submitter && e.submitter.name) {  // with a reason: as a form, so that the page answers
        kept.draft = ""; write();
        if (form.elements.seen) form.elements.seen.value = last();
        return;
      }
      e.preventDefault();
      var text = area.value.trim();
      if (!text) return;
      kept.queue.push({key: newKey(), text: text, seen: last()});
      kept.draft = area.value = "";
      active = Date.now();
      write(); pending(); down(); later(0);
    });
  }
  window.addEventListener("online", function () { wait = SOON; later(0); });
  document.addEventListener("visibilitychange", function () { if (!document.hidden) later(0); });
  pending(); down(); later(kept.queue.length ? 0 : SOON);
})();
