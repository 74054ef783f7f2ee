// Tells the page around the frame how tall the widget is. Nothing else is ever said.
(function () {
  "use strict";
  function tell() {
    window.parent.postMessage({ priemnayaHeight: document.documentElement.scrollHeight + 8 }, "*");
  }
  window.addEventListener("load", tell);
  if (window.ResizeObserver) new ResizeObserver(tell).observe(document.body);
})();
