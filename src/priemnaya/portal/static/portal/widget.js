// Tells the page around the frame how tall the widget is. Nothing else is ever said.
(function () {
  "use strict";
  function tell() {
    // of what is there, not of the frame: a document is never lower than its frame, and so would never shrink
    var bottom = document.querySelector("main").getBoundingClientRect().bottom + window.scrollY;
    window.parent.postMessage({ priemnayaHeight: Math.ceil(bottom) + 24 }, "*");
  }
  window.addEventListener("load", tell);
  if (window.ResizeObserver) new ResizeObserver(tell).observe(document.body);
})();
