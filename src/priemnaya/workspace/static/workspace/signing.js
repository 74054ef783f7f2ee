// A remark at a place: what is selected in the letter becomes the place. Without this file each paragraph has its own
// field.
(function () {
  "use strict";
  var form = document.getElementById("back");
  if (!form) return;
  document.querySelectorAll("[data-why]").forEach(function (b) {
    b.hidden = false;
    b.addEventListener("click", function () {
      var why = form.elements.why;
      why.value = why.value ? why.value + "; " + b.dataset.why : b.dataset.why;
      why.focus();
    });
  });
  function place(block, words) {
    var n = block.dataset.block, quote = form.elements["quote-" + n];
    if (words) {
      quote.value = words.slice(0, 600);
      block.querySelector("[data-quote]").textContent = words.length > 60 ? words.slice(0, 59) + "…" : words;
    }
    block.querySelector("details").open = true;
    form.elements["remark-" + n].focus();
  }
  function selected() {
    var found = window.getSelection(), words = found ? found.toString().trim() : "";
    var at = words && found.anchorNode && found.anchorNode.parentElement.closest(".block p:not(.block-title)");
    return at && at.textContent.indexOf(words) >= 0 ? {block: at.closest(".block"), words: words} : null;
  }
  form.addEventListener("click", function (e) {
    var opened = e.target.closest("details.remark > summary");
    if (!opened || opened.parentNode.open) return;
    e.preventDefault();
    var at = selected(), block = opened.closest(".block");
    place(block, at && at.block === block ? at.words : "");
  });
  // B: a remark at the words selected, else at the letter as a whole. By the place on the keyboard, as all keys here.
  document.addEventListener("keydown", function (e) {
    if (e.code !== "KeyB" || e.ctrlKey || e.metaKey || e.altKey ||
      /INPUT|TEXTAREA|SELECT/.test(e.target.tagName)) return;
    try { if (localStorage.getItem("keys") === "off") return; } catch (x) { /* a private window */ }
    e.preventDefault();
    var at = selected();
    if (at) place(at.block, at.words); else form.elements.why.focus();
  });
})();
