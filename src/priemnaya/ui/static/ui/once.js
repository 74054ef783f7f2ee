// One press, one deed: a second press of the same form does nothing while the first is on its way.
(function () {
  "use strict";
  var WAIT = 10000;  // ms: a press that came to nothing can be made again
  document.addEventListener("submit", function (e) {
    var form = e.target;
    if (e.defaultPrevented || form.dataset.once === undefined) return;
    if (Date.now() - Number(form.dataset.sent || 0) < WAIT) e.preventDefault();
    else form.dataset.sent = String(Date.now());
  });
  window.addEventListener("pageshow", function () {
    document.querySelectorAll("form[data-sent]").forEach(function (form) { delete form.dataset.sent; });
  });
})();
